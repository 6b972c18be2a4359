import { execFileSync } from 'node:child_process';
import { closeSync, constants, lstatSync, mkdirSync, openSync, readFileSync, readSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '#cli/main.ts';
import { FORMATS } from '#report/index.ts';
import { fakeHost, fakeInstallation } from './fake-host.ts';
import { CANARY, CLEAR, makeStage, type Ran, type Stage } from './stage.ts';

let stage: Stage;
let folder: string;
let run: Stage['run'];
beforeAll(() => {
  stage = makeStage();
  ({ folder, run } = stage);
});
afterAll(() => stage.cleanup());

describe('the exit code', () => {
  it('is 0 for what is clean, 1 for findings, 3 for what could not all be read', async () => {
    expect((await run(['scan', '.'])).code).toBe(0);
    expect((await run(['scan', '.'], { cwd: 'leaky' })).code).toBe(1);
    writeFileSync(join(folder, 'many/big.txt'), 'x'.repeat(5_000));
    const { code, out } = await run(['scan', '--max-bytes', '1024', '.'], { cwd: 'many' });
    rmSync(join(folder, 'many/big.txt'));
    expect(code).toBe(3);
    expect(out).toContain('INCOMPLETE');
  });

  it('is 3 where findings and holes come together, and the findings are told', async () => {
    writeFileSync(join(folder, 'leaky/big.txt'), 'x'.repeat(5_000));
    const { code, out } = await run(['scan', '--max-bytes', '1024', '--json', '.'], { cwd: 'leaky' });
    rmSync(join(folder, 'leaky/big.txt'));
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ findings: [{ ruleId: 'acme-token' }], ledger: { complete: false } });
  });

  it('goes by --fail-on, else by the configuration; the findings are told all the same', async () => {
    const config = join(folder, 'leaky/.stanch.yml');
    writeFileSync(config, 'fail-on: none\n');
    const [byFile, byFlag, milder] = [await run(['scan'], { cwd: 'leaky' }), await run(['scan', '--fail-on', 'high'], { cwd: 'leaky' }), await run(['scan', '--fail-on', 'critical'], { cwd: 'leaky' })];
    rmSync(config);
    expect([byFile.code, byFlag.code, milder.code]).toEqual([0, 1, 0]);
    for (const { out } of [byFile, byFlag, milder]) expect(out).toContain('1 leaked key (1 high)');
  });

  it('is 3 when it is stopped, with what was found so far', async () => {
    const stop = new AbortController();
    stop.abort();
    const { code, out } = await run(['scan', '--json', '.'], { signal: stop.signal });
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ ledger: { complete: false, skipped: [{ reason: 'interrupted' }] } });
  });

  it('is 4 for a damaged installation', async () => {
    const { code, err } = await run(['rules', 'list'], { rules: join(folder, 'clean/a.txt') });
    expect(code).toBe(4);
    expect(err).toMatch(CLEAR);
  });
});

describe('an error that nobody foresaw', () => {
  // oxlint-disable-next-line require-yield -- a stream that breaks at once
  async function* broken(): AsyncIterable<Uint8Array> {
    await Promise.resolve();
    throw new TypeError(`bad text ${CANARY}\n    at ${CANARY} (x.js:1:1)`, { cause: new RangeError(CANARY) });
  }
  const breakDown = async (env: Record<string, string>): Promise<Ran> => {
    const host = { ...fakeHost(['scan', '-'], { cwd: folder, env }), stdin: broken() };
    const code = await main(host, fakeInstallation(stage.rulesFile));
    return { code, out: host.out(), err: host.err() };
  };

  it('is one line that quotes nothing, and asks to report it', async () => {
    const { code, out, err } = await breakDown({});
    expect([code, out]).toEqual([4, '']);
    expect(err).toMatch(/^stanch: internal error: TypeError at main\.test\.ts:\d+\n {2}please report it.*\n$/);
  });

  it('tells kinds and places, and still quotes nothing, when it is asked to', async () => {
    const { err } = await breakDown({ STANCH_DEBUG: '1' });
    expect(err).toMatch(/\n {2}TypeError\n {4}at .*main\.test\.ts:\d+:\d+/);
    expect(err).toContain('  caused by RangeError\n');
    expect(err).not.toContain(CANARY.slice(4, 16));
  });
});

describe('what is written', () => {
  it.each(FORMATS)('shows no key as %s, anywhere', async (format) => {
    const { code, out, err } = await run(['scan', '--all', '--stats', '--format', format, '.'], { cwd: 'leaky', env: { STANCH_DEBUG: '1' } });
    expect(code).toBe(1);
    expect(out).toContain('acme-token');
    for (const form of [CANARY.slice(4, 16), Buffer.from(CANARY).toString('base64').slice(4, 30), Buffer.from(CANARY).toString('hex')]) expect(out + err).not.toContain(form);
  });

  it('has colour where the terminal has it, and not with --no-color or in a file', async () => {
    expect((await run(['scan'], { color: true })).out).toContain('\u001b[');
    expect((await run(['scan', '--no-color'], { color: true })).out).not.toContain('\u001b');
    expect((await run(['scan', '--json'], { color: true })).out).not.toContain('\u001b');
    await run(['scan', '--output', '../colour.txt'], { color: true });
    expect(readFileSync(join(folder, 'colour.txt'), 'utf8')).not.toContain('\u001b');
  });

  it('is findings and verdict only with --quiet', async () => {
    const { out, err } = await run(['scan', '--quiet', '.'], { cwd: 'leaky', isTerminal: true });
    expect(out).toContain('1 leaked key');
    expect(out).not.toContain('scanned');
    expect(err).toBe('');
  });

  it('goes to a file of its owner alone, in the form of its ending, in place of a link', async () => {
    const target = join(folder, 'precious.txt');
    writeFileSync(target, 'precious');
    symlinkSync(target, join(folder, 'link.sarif'));
    const { code, out } = await run(['scan', '--output', '../link.sarif', '.'], { cwd: 'leaky' });
    expect([code, out]).toEqual([1, '']);
    const path = join(folder, 'link.sarif');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(lstatSync(path).isFile()).toBe(true);
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(readFileSync(target, 'utf8')).toBe('precious');
  });

  it.skipIf(process.platform === 'win32')('goes into a pipe that stands there, and leaves it there', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    await run(['scan', '--json', '--output', '../pipe']);
    const buffer = Buffer.alloc(65_536);
    const text = buffer.subarray(0, readSync(reader, buffer)).toString('utf8');
    closeSync(reader);
    expect(JSON.parse(text)).toMatchObject({ schema: 'stanch-report/1' });
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  it('is an error of one line where it cannot be written', async () => {
    const { code, err } = await run(['scan', '--output', 'a.txt/b.json']);
    expect(code).toBe(2);
    expect(err).toMatch(CLEAR);
  });
});

describe('a saved report', () => {
  const save = async (): Promise<string> => (await run(['scan', '--json', '.'], { cwd: 'leaky' })).out;

  it.each(FORMATS)('comes out as it would have at once, as %s', async (format) => {
    writeFileSync(join(folder, 'saved.json'), await save());
    const [now, later] = [await run(['scan', '--format', format, '.'], { cwd: 'leaky' }), await run(['report', '../saved.json', '--format', format])];
    // One format must tell when it was written, others how long it took.
    const timeless = (ended: typeof now): typeof now => ({ ...ended, out: ended.out.replaceAll(/_time": "[^"]+"|Ms": ?[\d.]+/g, '') });
    expect(timeless(later)).toEqual(timeless(now));
  });

  it('that was changed is refused with the place, and nothing of it is shown', async () => {
    const evil = `\u001b]0;${CANARY}\u0007`;
    for (const [text, words] of [
      ['{', 'is no report'],
      ['null', 'is no report'],
      ['{"schema":"stanch-report/9"}', '(schema does not hold)'],
      [(await save()).replace('"high"', JSON.stringify(evil)), '(findings.0.'],
      [(await save()).replace('"scope"', JSON.stringify(evil)), 'is no report'],
    ] as const) {
      writeFileSync(join(folder, 'evil.json'), text);
      const { code, out, err } = await run(['report', '../evil.json']);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(CLEAR);
      expect(err).toContain(words);
      expect(err).not.toContain(CANARY.slice(4, 16));
    }
  });
});

describe('progress', () => {
  it('stands on a terminal, on standard error, and is taken away at the end', async () => {
    const { out, err } = await run(['scan', '.'], { cwd: 'many', isTerminal: true });
    expect(err).toMatch(/scanning: \d+ documents/);
    expect(err.endsWith('\r\u001b[2K')).toBe(true);
    expect(out).not.toContain('scanning:');
  });

  it.each([
    ['elsewhere', {}, []],
    ['on a build server', { isTerminal: true, env: { CI: 'true' } }, []],
    ['on a dumb terminal', { isTerminal: true, env: { TERM: 'dumb' } }, []],
    ['when it is to be quiet', { isTerminal: true }, ['--quiet']],
  ])('is not shown %s', async (_where, options, flags) => {
    expect((await run(['scan', ...flags, '.'], { cwd: 'many', ...options })).err).toBe('');
  });
});

describe('ignore files', () => {
  it('are heeded by scan unless a flag or the configuration says otherwise', async () => {
    const ignored = join(folder, 'ignored');
    mkdirSync(ignored);
    writeFileSync(join(ignored, '.stanchignore'), 'a.txt\n');
    writeFileSync(join(ignored, 'a.txt'), `${CANARY}\n`);
    const codes = [(await run(['scan', '.'], { cwd: 'ignored' })).code, (await run(['scan', '--no-ignore', '.'], { cwd: 'ignored' })).code];
    writeFileSync(join(ignored, '.stanch.yml'), 'ignore-files: false\n');
    expect([...codes, (await run(['scan', '.'], { cwd: 'ignored' })).code]).toEqual([0, 1, 1]);
  });
});
