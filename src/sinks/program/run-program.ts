import { spawn, type ChildProcess } from 'node:child_process';
import { IncompleteError } from '#core/errors.ts';
import type { Env } from '../sink-kind.ts';

/** Milliseconds that a program may take; some ask for a fingerprint of a finger. */
const PATIENCE = 60_000;
/** Most bytes of what it prints. */
const CAP = 1024 * 1024;

/** A program that is run. Arguments are seen by everybody on the machine: no value ever stands there. */
export interface ProgramCall {
  /** Words for messages. */
  readonly title: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Env;
  readonly cwd: string;
  /** What it reads on standard input; without it there is nothing to read. */
  readonly input?: string;
  /** What the operator does when it fails. */
  readonly hint: string;
}

/** Ends the program and whatever it started. */
function endAll(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}

/** Our own keys are none of its business. */
function withoutOurs(env: Env): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined && !pair[0].startsWith('STANCH_')));
}

/** What a program printed. Its words may repeat a value, so they are never shown. @throws IncompleteError unless it ends with 0 */
export function runProgram({ title, file, args, env, cwd, input, hint }: ProgramCall): Promise<string> {
  return new Promise((keep, fail) => {
    const child = spawn(file, args, { cwd, env: withoutOurs(env), stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'ignore'], detached: process.platform !== 'win32', windowsHide: true });
    const timer = setTimeout(() => endAll(child), PATIENCE);
    const parts: Buffer[] = [];
    let size = 0;
    child.stdout?.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= CAP) parts.push(part);
    });
    // A program that does not read to the end still counts by its exit code, and by what is read back.
    child.stdin?.on('error', () => undefined);
    child.on('error', () => {
      clearTimeout(timer);
      fail(new IncompleteError(`${title} cannot be started`, hint));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0 && size <= CAP) keep(Buffer.concat(parts).toString('utf8'));
      else fail(new IncompleteError(`${title} ended with ${code ?? 'a signal'}`, hint));
    });
    child.stdin?.end(input);
  });
}
