import { describe, expect, it } from 'vitest';
import { addIgnorePatterns, exactPattern, IGNORE_MARK, patternsForName } from '#hygiene/ignore-edit.ts';

describe('an edit of an ignore file', () => {
  it('adds one marked group at the end and keeps what is there', () => {
    expect(addIgnorePatterns('dist/\n', ['.env'])).toBe(`dist/\n\n${IGNORE_MARK}\n.env\n`);
    expect(addIgnorePatterns('', ['.env'])).toBe(`${IGNORE_MARK}\n.env\n`);
    expect(addIgnorePatterns('dist/', ['.env'])).toBe(`dist/\n\n${IGNORE_MARK}\n.env\n`);
  });

  it('keeps the line ends of the file', () => {
    expect(addIgnorePatterns('dist/\r\nlog\r\n', ['.env'])).toBe(`dist/\r\nlog\r\n\r\n${IGNORE_MARK}\r\n.env\r\n`);
  });

  it('adds nothing twice', () => {
    const once = addIgnorePatterns('dist/\n', patternsForName('.env.local'));
    expect(addIgnorePatterns(once, patternsForName('.env.local'))).toBe(once);
  });

  it('goes on with its own group', () => {
    const once = addIgnorePatterns('dist/\n', ['.env']);
    expect(addIgnorePatterns(once, ['*.env'])).toBe(`${once}*.env\n`);
  });

  it('repeats a pattern that a later negation undoes', () => {
    expect(addIgnorePatterns('.env\n!.env\n', ['.env'])).toBe(`.env\n!.env\n\n${IGNORE_MARK}\n.env\n`);
  });

  it('keeps example files out of a new wide pattern', () => {
    const lines = addIgnorePatterns('!.env.example\n', patternsForName('.env.local')).split('\n');
    expect(lines.lastIndexOf('!.env.example')).toBeGreaterThan(lines.indexOf('.env.*'));
  });

  it('escapes what ignore files read as a pattern', () => {
    expect(exactPattern('a/[x]*?.pem')).toBe(String.raw`/a/\[x\]\*\?.pem`);
  });
});
