import { spawn } from 'node:child_process';
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
  /** Milliseconds; shorter ones in tests. */
  readonly patience?: number;
}

/** Our own keys are none of its business. */
function withoutOurs(env: Env): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined && !pair[0].startsWith('STANCH_')));
}

/** What a program printed. Its words may repeat a value, so they are never shown. @throws IncompleteError unless it ends with 0 */
export function runProgram({ title, file, args, env, cwd, input, hint, patience = PATIENCE }: ProgramCall): Promise<string> {
  return new Promise((keep, fail) => {
    const child = spawn(file, args, { cwd, env: withoutOurs(env), stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'ignore'], windowsHide: true });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      // What it started may hold its output open for longer; a write of theirs that still comes is seen when it is read back.
      child.stdout?.destroy();
    }, patience);
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
