import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = realpathSync(resolve(dirname(fileURLToPath(import.meta.url)), '../..'));

/** First commit date; each commit is a minute later, so ids are the same in every run. */
const EPOCH = 1_700_000_000;

type Content = string | Uint8Array;

/** A throw-away repository. All paths are relative to its folder. */
export interface TestRepo {
  readonly dir: string;
  /** Environment with fixed identity and without the machine's git configuration. */
  readonly env: Record<string, string>;
  /** Runs git here and gives its trimmed output. */
  git(...args: string[]): string;
  /** As `git`, with bytes on standard input. */
  gitInput(input: Content, ...args: string[]): string;
  write(path: string, content: Content): void;
  /** Writes and adds to the index. */
  stage(path: string, content: Content): void;
  /** Commits what is staged, even nothing; gives the commit's id. */
  commit(message: string): string;
  /** Writes, stages and commits one file. */
  commitFile(path: string, content: Content, message?: string): string;
  /** Merges without letting the merge fail on conflicts; commit the result with `commit`. */
  merge(...refs: string[]): void;
  cleanup(): void;
}

export interface TestRepoOptions {
  /** Options for `git init`, e.g. `--bare` or `--object-format=sha256`. */
  readonly init?: readonly string[];
}

/** Makes an empty repository (branch `main`) in a new temporary folder, never inside the project's own checkout. */
export function makeRepo(options: TestRepoOptions = {}): TestRepo {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-repo-')));
  refuseProject(dir);
  const repo = repoAt(dir);
  repo.git('init', '-q', '-b', 'main', ...(options.init ?? []));
  return repo;
}

/** Helpers for a repository that is already there, e.g. a clone or a linked work tree. */
export function repoAt(dir: string): TestRepo {
  refuseProject(dir);
  let commits = 0;
  const env = testEnvironment(dir);
  const gitInput = (input: Content, ...args: string[]): string => {
    const date = `${EPOCH + commits * 60} +0000`;
    const out = execFileSync('git', args, { cwd: dir, env: { ...env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }, input, stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
    return out.toString('utf8').trimEnd();
  };
  const git = (...args: string[]): string => gitInput('', ...args);
  const write = (path: string, content: Content): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  };
  const stage = (path: string, content: Content): void => {
    write(path, content);
    git('add', '-f', '--', path);
  };
  const commit = (message: string): string => {
    commits += 1;
    git('commit', '-q', '--allow-empty', '--no-verify', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  const commitFile = (path: string, content: Content, message: string = `add ${path}`): string => {
    stage(path, content);
    return commit(message);
  };
  const merge = (...refs: string[]): void => {
    try {
      git('merge', '-q', '--no-ff', '--no-commit', ...refs);
    } catch {
      // A conflict: the test resolves it.
    }
  };
  const cleanup = (): void => rmSync(dir, { recursive: true, force: true });
  return { dir, env, git, gitInput, write, stage, commit, commitFile, merge, cleanup };
}

/** What tests give to git and to our own doors: PATH, a home without settings, a fixed identity. */
export function testEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada Test',
    GIT_AUTHOR_EMAIL: 'ada@example.test',
    GIT_COMMITTER_NAME: 'Ada Test',
    GIT_COMMITTER_EMAIL: 'ada@example.test',
  };
}

/** A slip must not rewrite the checkout that the tests stand in. */
function refuseProject(dir: string): void {
  const path = relative(PROJECT, realpathSync(dir));
  if (!path.startsWith('..')) throw new Error('a test repository may not lie inside the project');
}
