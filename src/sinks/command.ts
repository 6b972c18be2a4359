import { Secret } from '#core/secret.ts';
import { runProgram } from './program/run-program.ts';
import type { Sink } from './sink.ts';

/** Runs a command of the operator with the key on stdin; its words are kept to ourselves, as it may repeat the key. */
function run(command: string, input: string): Promise<string> {
  const hint = 'the old key stays as it is; mend the command and resume';
  return runProgram({ title: 'the command of the sink', file: '/bin/sh', args: ['-c', command], env: process.env, cwd: process.cwd(), input, hint });
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
