import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { HARDENING } from './environment.ts';
import { GitError, gitFailure, type GitEnd } from './git-error.ts';
import type { Git } from './git.ts';

/** Bytes of standard error that are kept, from its end. */
const STDERR_TAIL = 8192;

/** Bytes that a command for small answers may give. */
const DEFAULT_MAX_BYTES = 1 << 30;

export interface RunOptions {
  readonly input?: Uint8Array;
  /** Exit codes that count as an answer; only 0 unless told. */
  readonly accept?: readonly number[];
  /** Greatest answer in bytes. */
  readonly maxBytes?: number;
}

export interface Answer {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Runs one git command and waits for it, in the clean environment with the constant hardening arguments.
 * @throws GitError when git dies, is killed, or ends with a code that is not accepted; UsageError when there is no repository
 */
export function runGitSync(git: Git, args: readonly string[], options: RunOptions = {}): Answer {
  const result = spawnSync(git.program, [...HARDENING, ...args], {
    cwd: git.cwd,
    env: git.env,
    input: options.input ?? Buffer.alloc(0),
    maxBuffer: options.maxBytes ?? DEFAULT_MAX_BYTES,
    windowsHide: true,
  });
  const stderr = (result.stderr as Buffer | null)?.subarray(-STDERR_TAIL).toString('latin1') ?? '';
  const end: GitEnd = { command: args[0] ?? '', code: result.status, signal: result.signal, stderr };
  const { code } = end;
  checkStart(result.error, end);
  if (code === null || end.signal !== null || !(options.accept ?? [0]).includes(code)) throw gitFailure(end, git.cwd);
  return { code, stdout: result.stdout, stderr };
}

/** A git that ends before it has read its input breaks the pipe; its exit code tells more than the pipe does. */
function checkStart(error: NodeJS.ErrnoException | undefined, end: GitEnd): void {
  if (error === undefined || (error.code === 'EPIPE' && end.code !== null)) return;
  throw new GitError(end, `could not be run (${error.code ?? 'unknown'})`, error);
}

/** What goes into a child's standard input, piece by piece. */
export type Input = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** A running git: its output as it comes, and its end. */
export interface GitStream {
  readonly stdout: AsyncIterable<Buffer>;
  /** Settles when the child has ended and all pipes are closed; never rejects for a bad exit code. */
  readonly end: Promise<GitEnd>;
  /** Ends the child early; for a consumer that has heard enough. */
  stop(): void;
}

/** Starts git with a streamed input; output is only read as fast as it is consumed. */
export function startGit(git: Git, args: readonly string[], input: Input = []): GitStream {
  const child = spawn(git.program, [...HARDENING, ...args], {
    cwd: git.cwd,
    env: git.env,
    windowsHide: true,
    ...(git.signal === undefined ? {} : { signal: git.signal }),
  });
  const failures: unknown[] = [];
  const end = endOf(child, args[0] ?? '', failures);
  void feed(child, input).catch((error: unknown) => {
    // The source of the input failed: the child must not take what it has for the whole.
    failures.push(error);
    child.kill('SIGKILL');
  });
  return { stdout: child.stdout as AsyncIterable<Buffer>, end, stop: () => void child.kill('SIGKILL') };
}

async function endOf(child: ChildProcessWithoutNullStreams, command: string, failures: unknown[]): Promise<GitEnd> {
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => {
    stderr = (stderr + bytes.toString('latin1')).slice(-STDERR_TAIL);
  });
  child.on('error', (error) => failures.push(error));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('close', (exit, by) => resolve([exit, by]));
  });
  const end: GitEnd = { command, code, signal, stderr };
  if (failures.length > 0) throw failureOf(failures[0], end);
  return end;
}

/** Trouble of ours (the input's source, a program that cannot start) as it is; an abort as a git that was stopped. */
function failureOf(cause: unknown, end: GitEnd): unknown {
  const { code, name } = cause as NodeJS.ErrnoException;
  if (name === 'AbortError') return new GitError(end, 'was interrupted', cause);
  return typeof code === 'string' && code !== 'EPIPE' ? new GitError(end, `could not be run (${code})`, cause) : cause;
}

async function feed(child: ChildProcessWithoutNullStreams, input: Input): Promise<void> {
  let closed = false;
  let wake: (() => void) | undefined;
  const close = (): void => {
    closed = true;
    wake?.();
  };
  // A child that ended early breaks the pipe. That is told by its exit code, and by the answers that are missing.
  child.stdin.on('error', close);
  child.on('close', close);
  child.stdin.on('drain', () => wake?.());
  for await (const piece of input) {
    if (closed) return;
    if (!child.stdin.write(piece)) await new Promise<void>((resolve) => (wake = resolve));
  }
  if (!closed) child.stdin.end();
}

/**
 * Output of one git command as it comes. Ends without error only when git ended with code 0.
 * @throws GitError, UsageError as `runGitSync` does, after the last bytes
 */
export async function* streamGit(git: Git, args: readonly string[], input: Input = []): AsyncGenerator<Buffer, void, undefined> {
  const running = startGit(git, args, input);
  // Without a handler an early failure would count as unhandled while the output is still read.
  running.end.catch(() => undefined);
  let done = false;
  try {
    yield* running.stdout;
    done = true;
  } finally {
    if (!done) running.stop();
  }
  const end = await running.end;
  if (end.code !== 0) throw gitFailure(end, git.cwd);
}

/** Runs one git command and gives its whole output; for small answers. */
export async function runGit(git: Git, args: readonly string[], input: Input = []): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of streamGit(git, args, input)) pieces.push(piece);
  return Buffer.concat(pieces);
}
