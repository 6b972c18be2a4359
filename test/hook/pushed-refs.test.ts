import { describe, expect, it } from 'vitest';
import { parsePrePush, parsePreReceive, parseUpdate, pushFromFramework } from '#hook/pushed-refs.ts';
import { skipReason } from '#hook/skip.ts';
import { parseHookName } from '#hook/hook-name.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const ZERO = '0'.repeat(40);
const LONG = 'c'.repeat(64);

describe('the input of pre-push', () => {
  it('is read to its last line: new, moved and deleted refs, SHA-256 too', () => {
    const text = `refs/heads/main ${A} refs/heads/main ${B}\nHEAD~1 ${A} refs/heads/new ${ZERO}\n(delete) ${ZERO} refs/heads/old ${B}\nrefs/tags/v1 ${LONG} refs/tags/v1 ${'0'.repeat(64)}\n`;
    expect(parsePrePush(text)).toEqual([
      { ref: 'refs/heads/main', tip: A, old: B },
      { ref: 'refs/heads/new', tip: A, old: undefined },
      { ref: 'refs/heads/old', tip: undefined, old: B },
      { ref: 'refs/tags/v1', tip: LONG, old: undefined },
    ]);
  });

  it('may be empty, and may name a local ref with spaces', () => {
    expect(parsePrePush('')).toEqual([]);
    expect(parsePrePush(`:/fix the bug ${A} refs/heads/x ${ZERO}\n`)[0]?.tip).toBe(A);
  });

  it.each(['nonsense', `refs/heads/x ${A}`, `x ${A.slice(1)} refs/heads/x ${ZERO}`])('of another form is refused: %s', (line) => {
    expect(() => parsePrePush(`${line}\n`)).toThrow('pre-push');
  });
});

describe('the input of the receiving hooks', () => {
  it('is read', () => {
    expect(parsePreReceive(`${ZERO} ${A} refs/heads/x\n${B} ${ZERO} refs/heads/y\n`)).toEqual([
      { ref: 'refs/heads/x', tip: A, old: undefined },
      { ref: 'refs/heads/y', tip: undefined, old: B },
    ]);
    expect(parseUpdate(['refs/heads/x', B, A])).toEqual([{ ref: 'refs/heads/x', tip: A, old: B }]);
    expect(() => parsePreReceive(`${A} refs/heads/x\n`)).toThrow('pre-receive');
    expect(() => parseUpdate([])).toThrow('update');
  });

  it('comes by variables from the pre-commit framework', () => {
    expect(pushFromFramework({ PRE_COMMIT_TO_REF: A, PRE_COMMIT_FROM_REF: B, PRE_COMMIT_REMOTE_BRANCH: 'refs/heads/x' })).toEqual([{ ref: 'refs/heads/x', tip: A, old: B }]);
    expect(pushFromFramework({ PRE_COMMIT_TO_REF: A })).toEqual([{ ref: 'HEAD', tip: A, old: undefined }]);
    expect(pushFromFramework({})).toEqual([]);
  });
});

describe('the way past a hook', () => {
  it.each([
    [{}, undefined],
    [{ STANCH_SKIP: 'hotfix 12' }, 'STANCH_SKIP=hotfix 12'],
    [{ STANCH_SKIP: '' }, undefined],
    [{ STANCH_SKIP: '0' }, undefined],
    [{ SKIP: 'eslint, stanch' }, 'SKIP=stanch'],
    [{ SKIP: 'stanch-other' }, undefined],
  ])('%j is %s', (env, expected) => {
    expect(skipReason(env)).toBe(expected);
  });

  it('does not open for hooks that nobody knows', () => {
    expect(() => parseHookName('post-commit\u001B')).toThrow(String.raw`no hook is called post-commit\x1b`);
    expect(() => parseHookName(undefined)).toThrow('which hook?');
  });
});
