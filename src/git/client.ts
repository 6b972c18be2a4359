import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { gitNames, SAFE_CONFIG } from './environment.ts';
import { gitFailure, type GitEnd } from './git-error.ts';
import type { Git } from './git.ts';

/** Oldest git whose plumbing this room relies on. */
const MIN_VERSION = [2, 25] as const;

/** Kills a metadata command that hangs, in milliseconds. */
const TIMEOUT = 60_000;

/** A repository as far as its metadata goes. */
export interface RepositoryInfo {
  /** Absolute path of this work tree's git folder. */
  readonly gitDir: string;
  /** Absolute path of the folder that all work trees share. */
  readonly commonDir: string;
  /** Absolute path of the work tree; undefined in a bare repository. */
  readonly topLevel: string | undefined;
  readonly objectFormat: 'sha1' | 'sha256';
  readonly isShallow: boolean;
  /** True when objects may have been left out on purpose (partial clone). */
  readonly isPartial: boolean;
  /** Absolute path of the folder where git looks for hooks, `core.hooksPath` respected. */
  readonly hooksPath: string;
}

/** The metadata questions of a repository, asked through simple-git. Never used for content: it decodes and buffers. */
export interface GitClient {
  info(): Promise<RepositoryInfo>;
  /** Name and object of every ref, sorted by name. */
  refs(): Promise<{ readonly name: string; readonly oid: string }[]>;
  /** A setting as git sees it, `undefined` where it is not set. */
  config(key: string): Promise<string | undefined>;
  /** @throws UsageError below 2.25 */
  version(): Promise<string>;
}

type Ask = (...args: string[]) => Promise<string>;

/** Makes the client. simple-git is loaded here and not before: the hook's path must stay free of it. */
export async function openClient(git: Git): Promise<GitClient> {
  const ask = await connect(git);
  return {
    info: () => readInfo(git, ask),
    refs: async () => {
      const text = await ask('for-each-ref', '--format=%(objectname) %(refname)');
      return text.split('\n').filter(Boolean).map((line) => ({ oid: line.slice(0, line.indexOf(' ')), name: line.slice(line.indexOf(' ') + 1) }));
    },
    // `--default` makes an unset key an empty answer instead of a failure.
    config: async (key) => {
      const value = await ask('config', '--null', '--default', '', '--get', key);
      return value.replace(/\0$/, '') || undefined;
    },
    version: async () => checkVersion(await ask('version')),
  };
}

/**
 * simple-git 4 takes a failure with an empty standard error, and a killed git, for success, unless the `errors`
 * plugin says otherwise. It also refuses hardening settings unless its guards are off; all arguments here are
 * constants or checked keys, so nothing that it guards against can reach it.
 */
async function connect(git: Git): Promise<Ask> {
  const { simpleGit } = await import('simple-git');
  if (statSync(git.cwd, { throwIfNoEntry: false })?.isDirectory() !== true) throw new UsageError(`no such folder: ${printable(git.cwd)}`, 'name a repository, or a folder inside of one');
  const client = simpleGit({
    baseDir: git.cwd,
    binary: git.program,
    maxConcurrentProcesses: 2,
    trimmed: false,
    config: [...SAFE_CONFIG],
    timeout: { block: TIMEOUT },
    allowEnvironment: [...gitNames(git.env), 'PAGER', 'EDITOR'],
    unsafe: {
      allowUnsafeCustomBinary: true,
      // Git itself sets GIT_EXEC_PATH for every hook.
      allowUnsafeExec: true,
      allowUnsafeFsMonitor: true,
      allowUnsafePager: true,
      allowUnsafeProtocolOverride: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeSshCommand: true,
      allowUnsafeAskPass: true,
      allowUnsafeGitProxy: true,
      allowUnsafeCredentialHelper: true,
    },
    // Only text comes through simple-git's own error, so the end of the child travels in it as JSON.
    errors: (_error, result) => {
      if (result.exitCode === 0) return undefined;
      return Buffer.from(JSON.stringify({ code: result.exitCode, stderr: Buffer.concat(result.stdErr).toString('latin1') }));
    },
    ...(git.signal === undefined ? {} : { abort: git.signal }),
  }).env(git.env);
  return async (...args) => {
    try {
      return await client.raw(...args);
    } catch (error) {
      throw gitFailure(endOf(error, args[0] ?? ''), git.cwd);
    }
  };
}

function endOf(error: unknown, command: string): GitEnd {
  const message = error instanceof Error ? error.message : String(error);
  const end = { command, code: null, signal: null, stderr: message };
  if (!message.startsWith('{"code":')) return end;
  const { code, stderr } = JSON.parse(message) as Pick<GitEnd, 'code' | 'stderr'>;
  return { ...end, code, stderr };
}

const QUESTIONS: readonly (readonly string[])[] = [
  ['--git-dir'],
  ['--git-common-dir'],
  ['--is-shallow-repository'],
  ['--is-bare-repository'],
  ['--is-inside-work-tree'],
  ['--show-cdup'],
  ['--git-path', 'hooks'],
];

/** An answer each, from one git; where a path holds a line end, from one git each. */
async function askAll(ask: Ask): Promise<string[]> {
  const answers = (await ask('rev-parse', ...QUESTIONS.flat())).split('\n').slice(0, -1);
  if (answers.length === QUESTIONS.length) return answers;
  return Promise.all(QUESTIONS.map(async (question) => (await ask('rev-parse', ...question)).slice(0, -1)));
}

async function readInfo(git: Git, ask: Ask): Promise<RepositoryInfo> {
  const [answers, settings] = await Promise.all([askAll(ask), ask('config', '--null', '--list')]);
  const [gitDir = '', commonDir = '', shallow, bare, inside, up = '', hooks = ''] = answers;
  const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(git.cwd, path));
  const valueOf = (key: string): string => valuesOf(settings, key).at(-1) ?? '';
  return {
    gitDir: absolute(gitDir),
    commonDir: absolute(commonDir),
    topLevel: bare === 'true' || inside !== 'true' ? undefined : realpathSync.native(absolute(up)),
    objectFormat: valueOf('extensions.objectformat').toLowerCase() === 'sha256' ? 'sha256' : 'sha1',
    isShallow: shallow === 'true',
    isPartial: valueOf('extensions.partialclone') !== '' || /(^|\0)remote\.[^\0]*\.(promisor|partialclonefilter)\n/i.test(settings),
    hooksPath: absolute(hooks),
  };
}

/** Values of a key (lower case) in the answer of `config --null --list`: `<key> LF <value> NUL`. */
function valuesOf(settings: string, key: string): string[] {
  return settings.split('\0').flatMap((setting) => (setting.startsWith(`${key}\n`) ? [setting.slice(key.length + 1)] : []));
}

function checkVersion(answer: string): string {
  const match = /(\d+)\.(\d+)[^\s]*/.exec(answer);
  const [major, minor] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  if (match === null || major < MIN_VERSION[0] || (major === MIN_VERSION[0] && minor < MIN_VERSION[1])) {
    throw new UsageError(`git ${match?.[0] ?? 'of an unknown version'} is too old`, `install git ${MIN_VERSION.join('.')} or newer`);
  }
  return match[0];
}
