import { spawn } from 'node:child_process';
import { IncompleteError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import type { Sink } from './sink.ts';

/** Milliseconds that a command may take. */
const PATIENCE = 60_000;
const CAP = 64 * 1024;

/** Runs a command of the operator with the key on stdin; its words are kept to ourselves, as it may repeat the key. */
function run(command: string, input: string): Promise<string> {
  return new Promise((keep, fail) => {
    const child = spawn('/bin/sh', ['-c', command], { stdio: ['pipe', 'pipe', 'ignore'], timeout: PATIENCE, killSignal: 'SIGKILL' });
    const parts: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= CAP) parts.push(part);
    });
    // A command that does not read to the end still counts by its exit code.
    child.stdin.on('error', () => undefined);
    child.on('error', () => fail(new IncompleteError('the command of the sink cannot be started')));
    child.on('close', (code) => {
      if (code === 0 && size <= CAP) keep(Buffer.concat(parts).toString('utf8'));
      else fail(new IncompleteError(`the command of the sink ended with ${code ?? 'a signal'}`, 'the old key stays as it is; mend the command and resume'));
    });
    child.stdin.end(input);
  });
}

/** A sink behind a command that takes the key on stdin, and one that gives it back on stdout. */
export function commandSink(write: string, read: string | undefined): Sink {
  const readBack = async (command: string): Promise<Secret | undefined> => {
    const value = (await run(command, '')).replace(/\r?\n$/, '');
    return value === '' ? undefined : new Secret(value);
  };
  return {
    plan: `give the key on stdin to a command${read === undefined ? ', which cannot be read back' : ''}`,
    write: async (value) => void (await run(write, value.reveal())),
    ...(read === undefined ? {} : { readBack: () => readBack(read) }),
  };
}
