import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, repoAt, type TestRepo } from '../helpers/repo.ts';
import { BIN, runCli, startCli } from '../helpers/run-cli.ts';

let repo: TestRepo;
let folder: string;
beforeAll(() => {
  repo = makeRepo();
  repo.commitFile('a.txt', 'nothing\n');
  folder = mkdtempSync(join(tmpdir(), 'stanch-cli-'));
});
afterAll(() => {
  repo.cleanup();
  rmSync(folder, { recursive: true, force: true });
});

/** One line that says what is wrong, maybe one that says what to do, no stack. */
function expectOneClearLine(stderr: string): void {
  expect(stderr).toMatch(/^stanch: .+\n( {2}.+\n)?$/);
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
}

describe('wrong words', () => {
  it.each([
    [['audti'], 'did you mean stanch audit?'],
    [['audit', '--formt', 'json'], 'did you mean --format?'],
    [['audit', '--format', 'jsn'], 'did you mean json?'],
    [['audit', '--format'], 'needs a value'],
    [['audit', '--unreachable=1'], 'takes no value'],
    [['audit', 'a', 'b'], 'too many words'],
    [['range'], 'needs BASE..HEAD'],
    [['range', 'HEAD'], 'BASE..HEAD'],
    [['range', 'nope..HEAD'], 'nope'],
    [['range', '--output=x..HEAD'], 'needs'],
    [['scan', 'no-such-file'], 'no-such-file'],
    [['audit', '--since', 'yesteryear'], 'not a date'],
    [['audit', '--max-bytes', '-1'], '--max-bytes'],
    [['audit', '--config', 'none.yml'], 'none.yml'],
    [['audit', '--disable', 'no-such-rule'], 'no-such-rule'],
    [['explain', 'github-pat-clasic'], 'github-pat-classic'],
    [['rules', 'shwo'], 'rules shwo'],
    [['report', 'a.txt'], 'no report'],
    [['completion', 'tcsh'], 'tcsh'],
    [['allow', '123456'], '--reason'],
    [['baseline', 'create'], '--reason'],
    [['baseline', 'create', '--reason', 'x', '--until', '31.12.2027'], 'not a date'],
    [['allow', '123456', '--reason', 'x', '--until', '2020-01-01'], '2020-01-01 is past'],
    [['hook', 'post-nothing'], 'post-nothing'],
    [['--verbose'], '--verbose'],
    [['audit', 'no-such-folder'], 'no-such-folder'],
    [['explain', 'github-pat'], 'github-pat-classic'],
  ])('%j', (args, words) => {
    const { code, stderr } = runCli(args, { cwd: repo.dir });
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expectOneClearLine(stderr);
  });

  it('a ref that looks like an option writes nothing', () => {
    const target = join(folder, 'written');
    const { code } = runCli(['range', '--', `--output=${target}..HEAD`], { cwd: repo.dir });
    expect(code).toBe(2);
    expect(() => execFileSync('test', ['-e', target])).toThrow();
  });
});

describe('wrong places', () => {
  it('no repository', () => {
    const { code, stderr } = runCli(['audit'], { cwd: folder });
    expect(code).toBe(2);
    expectOneClearLine(stderr);
  });

  it('hooks have help, too', () => {
    const { code, stdout } = runCli(['hook', '--help'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain('stanch hook pre-commit');
  });

  it('hygiene names each file', () => {
    const loose = makeRepo();
    loose.commitFile('app/.env', 'A=1\n');
    const { code, stdout } = runCli(['hygiene'], { cwd: loose.dir });
    loose.cleanup();
    expect(code).toBe(1);
    expect(stdout).toContain('! app/.env is tracked and not ignored');
  });

  it('an unborn branch is clean', () => {
    const empty = makeRepo();
    expect(runCli(['audit'], { cwd: empty.dir }).code).toBe(0);
    expect(runCli(['staged'], { cwd: empty.dir }).code).toBe(0);
    empty.cleanup();
  });

  it('a shallow clone is incomplete, and says how to mend that', () => {
    repo.commitFile('b.txt', 'more\n');
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${repo.dir}`, join(folder, 'shallow')], { env: repo.env });
    const { code, stdout } = runCli(['audit'], { cwd: join(folder, 'shallow') });
    expect(code).toBe(3);
    expect(stdout).toContain('--unshallow');
  });

  it('a bare repository is read', () => {
    execFileSync('git', ['clone', '-q', '--bare', repo.dir, join(folder, 'bare.git')], { env: repo.env });
    expect(runCli(['audit', join(folder, 'bare.git')], { cwd: folder }).code).toBe(0);
  });

  it('names with newlines, quotes, escapes and direction marks come out as one harmless line', () => {
    const odd = makeRepo();
    odd.commitFile('a\nb"c\u001b[31m\u202e.txt', `${githubToken('odd')}\n`);
    const { code, stdout } = runCli(['audit', '--no-work-tree'], { cwd: odd.dir });
    odd.cleanup();
    expect(code).toBe(1);
    expect(stdout).toContain(String.raw`a\x0ab"c\x1b[31m\u{202e}.txt:1:1`);
    expect(/[\u0000-\u0009\u000b-\u001f\u202e]/.test(stdout)).toBe(false);
  });

  it('a broken own rule names file and rule', () => {
    const own = makeRepo();
    mkdirSync(join(own.dir, '.stanch/rules'), { recursive: true });
    writeFileSync(join(own.dir, '.stanch/rules/own.yml'), 'provider: own\nname: Own\nrules:\n  - {id: own-key}\n');
    const { code, stderr } = runCli(['audit'], { cwd: own.dir });
    own.cleanup();
    expect(code).toBe(2);
    expect(stderr).toContain('own.yml');
    expectOneClearLine(stderr);
  });
});

describe('a rough life', () => {
  it('standard input that is closed gives a clean, empty scan', () => {
    expect(runCli(['scan', '-'], { cwd: folder, input: '' }).code).toBe(0);
  });

  it('a folder that was deleted is told, and gives the code of wrong use', () => {
    const gone = mkdtempSync(join(tmpdir(), 'stanch-gone-'));
    const command = `rm -r "${gone}" && exec "${process.execPath}" "${BIN}"`;
    for (const words of ['audit', 'hook pre-commit']) {
      mkdirSync(gone, { recursive: true });
      const { status, stderr } = spawnSync('sh', ['-c', `${command} ${words}`], { cwd: gone, encoding: 'utf8' });
      expect(status).toBe(2);
      expect(stderr).toContain('stanch: the folder that this was started in is gone');
      expect(stderr).not.toContain('.cjs:');
    }
  });

  it('a reader that leaves ends the writing, not the run', async () => {
    const ended = await startCli(['rules', 'list'], { cwd: folder }, (child) => child.stdout?.destroy());
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
  });

  it('Ctrl-C gives what was found so far, marked as incomplete', async () => {
    const long = repoAt(mkdtempSync(join(tmpdir(), 'stanch-long-')));
    long.write('part.txt', 'some words that are no key, word for word\n'.repeat(20_000));
    // Gigabytes to read, in the room of one file: no machine is done with them before the signal comes.
    for (let index = 0; index < 6_000; index++) linkSync(join(long.dir, 'part.txt'), join(long.dir, `part${index}.txt`));
    const ended = await startCli(['scan', '--no-ignore', '.'], { cwd: long.dir }, (child) => setTimeout(() => child.kill('SIGINT'), 700));
    long.cleanup();
    expect(ended.code).toBe(3);
    expect(ended.stdout).toContain('INCOMPLETE');
    expect(ended.stdout).toContain('stopped before the end');
  });

  it('colour and progress are for terminals', () => {
    const { stdout, stderr } = runCli(['audit'], { cwd: repo.dir });
    expect(stdout + stderr).not.toContain('\u001b');
    expect(runCli(['audit'], { cwd: repo.dir, env: { FORCE_COLOR: '1' } }).stdout).toContain('\u001b');
    expect(runCli(['audit'], { cwd: repo.dir, env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).stdout).not.toContain('\u001b');
  });
});

describe.runIf(process.platform === 'linux')('what the machine does not give', () => {
  const shell = (command: string): { readonly code: number | null; readonly stderr: string; readonly stdout: string } => {
    const { status, stderr, stdout } = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE: process.execPath, BIN } });
    return { code: status, stderr, stdout };
  };
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

  it('room for the report: says so, and is not clean', () => {
    write('key.txt', `token = ${githubToken('full disk')}\n`);
    const { code, stderr } = shell('"$NODE" "$BIN" scan key.txt >/dev/full');
    expect([code, stderr]).toEqual([3, 'stanch: what was found cannot be written (ENOSPC)\n  the report is not whole: make room, or write it elsewhere with --output\n']);
  });

  it('addresses for the core: is done without it', () => {
    write('long.txt', `${'some words on a line\n'.repeat(40_000)}token = ${githubToken('few addresses')}\n`);
    const { code, stdout } = shell('ulimit -v 5000000; "$NODE" "$BIN" scan --json long.txt');
    expect([code, JSON.parse(stdout).findings.length]).toEqual([1, 1]);
  });

  it.each([['a pipe', 'pipe'], ['what a shell substitutes', '<(echo key)']])('%s by name is refused, and the way told', (_, path) => {
    const { code, stderr } = shell(`[ -p pipe ] || mkfifo pipe; "$NODE" "$BIN" scan ${path}`);
    expect(code).toBe(2);
    expect(stderr).toContain('stanch scan -');
  });
});
