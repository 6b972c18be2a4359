import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Oid } from '#core/origin.ts';
import { GitError, type GitEnd } from './git-error.ts';
import type { Git } from './git.ts';

/** Where missing objects come from. */
export interface Remote {
  /** `http:` or `https:`; no other protocol is spoken. */
  readonly url: string;
  /** Value of the header `Authorization`; sent to that address only, and never an argument. */
  readonly authorization: string | undefined;
}

export interface FetchWants {
  /** Object ids, or refspecs. */
  readonly wants: readonly string[];
  /** What the other side leaves out; nothing unless told. */
  readonly filter?: 'tree:0' | 'blob:none';
  /** How many commits of each line; all unless told. */
  readonly depth?: number;
}

/** A fetch that takes longer, in milliseconds, has failed. */
const TIMEOUT = 180_000;
/** What git takes for "all commits". */
const INFINITE_DEPTH = 0x7f_ff_ff_ff;
const STDERR_TAIL = 4_096;

/** A repository of ours for objects that a clone lacks. The clone itself stays as it is: later steps of a workflow see it. */
export interface Scratch {
  /** For reading what was fetched; it asks nobody for what is missing. */
  readonly git: Git;
  readonly format: 'sha1' | 'sha256';
}

/** Makes an empty one in a new folder below `parent`. */
export function makeScratch(git: Git, parent: string, format: 'sha1' | 'sha256'): Scratch {
  const folder = mkdtempSync(join(parent, 'stanch-git-'));
  for (const name of ['objects/pack', 'objects/info', 'refs/heads', 'refs/tags']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/none\n');
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, GIT_COMMON_DIR: _common, ...env } = git.env;
  // Without a discovery nobody else's repository above the folder can be met.
  const scratch: Scratch = { git: { ...git, cwd: folder, env: { ...env, GIT_DIR: folder } }, format };
  writeConfig(scratch, '');
  return scratch;
}

/** Git wants to be told that objects are missing on purpose while it fetches; told so while it reads, it would fetch each by itself. */
const PARTIAL = '\tpartialClone = origin\n[remote "origin"]\n\tpromisor = true\n';

function writeConfig({ git, format }: Scratch, more: string): void {
  const hash = format === 'sha256' ? '\tobjectFormat = sha256\n' : '';
  writeFileSync(join(git.cwd, 'config'), `[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n${hash}${more}`);
}

/** Reading is hardened against any network; this is the one place that opens it, and only for these two protocols. */
const SETTINGS: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.askPass=',
  'core.sshCommand=false',
  'credential.helper=',
  'protocol.allow=never',
  'protocol.http.allow=always',
  'protocol.https.allow=always',
  'http.followRedirects=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'fetch.fsckObjects=false',
  // The other side is told of nothing that is here: it could take it for the whole of what it belongs to.
  'fetch.negotiationAlgorithm=noop',
];

function argsOf(remote: Remote, { filter, depth }: FetchWants): string[] {
  return [
    '--no-pager',
    ...[...SETTINGS, `remote.origin.url=${remote.url}`].flatMap((setting) => ['-c', setting]),
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-recurse-submodules',
    '--no-auto-maintenance',
    filter === undefined ? '--no-filter' : `--filter=${filter}`,
    ...(filter === 'tree:0' ? [`--depth=${depth ?? INFINITE_DEPTH}`] : []),
    '--stdin',
    'origin',
  ];
}

/** The header goes by the environment, where other users of the machine cannot read it, and to one address only. */
function environmentOf(git: Git, { url, authorization }: Remote): Record<string, string> {
  const { GIT_ALLOW_PROTOCOL: _none, ...env } = git.env;
  if (authorization === undefined) return env;
  return { ...env, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `http.${url}.extraheader`, GIT_CONFIG_VALUE_0: `Authorization: ${authorization}` };
}

/**
 * Fetches objects into a scratch repository. Writes no ref unless a refspec says so.
 * @throws GitError when git or the other side fails, or it takes too long
 */
export async function fetchInto(scratch: Scratch, remote: Remote, wants: FetchWants): Promise<void> {
  writeConfig(scratch, PARTIAL);
  try {
    await runFetch(scratch.git, remote, wants);
  } finally {
    writeConfig(scratch, '');
  }
}

async function runFetch(git: Git, remote: Remote, wants: FetchWants): Promise<void> {
  const child = spawn(git.program, argsOf(remote, wants), {
    cwd: git.cwd,
    env: environmentOf(git, remote),
    windowsHide: true,
    timeout: TIMEOUT,
    ...(git.signal === undefined ? {} : { signal: git.signal }),
  });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr = (stderr + data.toString('latin1')).slice(-STDERR_TAIL)));
  child.stdout.resume();
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${wants.wants.join('\n')}\n`);
  const end = await new Promise<GitEnd>((resolve, reject) => {
    child.on('error', (error) => reject(new GitError({ command: 'fetch', code: null, signal: null, stderr }, 'could not be run', error)));
    child.on('close', (code, signal) => resolve({ command: 'fetch', code, signal, stderr }));
  });
  if (end.code !== 0) throw new GitError(end);
}

/** Ids go in batches, so that no request is larger than servers take. */
const WANTS_AT_ONCE = 2_000;

/** Fetches objects by their ids. */
export async function fetchOids(scratch: Scratch, remote: Remote, work: { readonly oids: readonly Oid[]; readonly filter?: 'blob:none' }): Promise<void> {
  const { oids, filter } = work;
  for (let at = 0; at < oids.length; at += WANTS_AT_ONCE) {
    await fetchInto(scratch, remote, { wants: oids.slice(at, at + WANTS_AT_ONCE), ...(filter === undefined ? {} : { filter }) });
  }
}
