import { closestWord } from '#core/closest-word.ts';
import { StanchError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT, type ExitCode } from '#core/exit-code.ts';
import type { Host } from '#core/ports.ts';
import type { Command, Installation } from './command.ts';
import { allCommands, COMMAND_NAMES, loadCommand } from './commands/index.ts';
import { errorText } from './error-text.ts';
import { isSet } from './flag.ts';
import { commandHelp, overview } from './help.ts';
import { parseArgv } from './parse-argv.ts';

async function findCommand(name: string): Promise<Command> {
  const command = await loadCommand(name);
  if (command !== undefined) return command;
  const guess = closestWord(name, COMMAND_NAMES);
  throw new UsageError(`unknown command ${printable(name)}`, guess === undefined ? 'stanch help lists the commands' : `did you mean stanch ${guess}?`);
}

async function help(host: Host, name: string | undefined): Promise<ExitCode> {
  host.stdout.write(name === undefined ? overview(await allCommands()) : commandHelp(await findCommand(name)));
  return EXIT.clean;
}

function version(host: Host, installation: Installation): ExitCode {
  host.stdout.write(`${installation.version}\n`);
  return EXIT.clean;
}

async function dispatch(host: Host, installation: Installation): Promise<ExitCode> {
  const [name, ...args] = host.argv;
  if (name === undefined || name === '--help' || name === '-h') return help(host, undefined);
  if (name === 'help') return help(host, args[0]);
  if (name === '--version') return version(host, installation);
  if (name.startsWith('-')) throw new UsageError(`unknown flag ${printable(name)}`, 'flags stand behind the command: stanch audit --help');
  const command = await findCommand(name);
  const { values, words } = parseArgv(command, args);
  if (isSet(values, 'version')) return version(host, installation);
  if (isSet(values, 'help')) return help(host, command.name);
  return command.run({ host, installation, values, words });
}

/** The command line: words in, exit code out. The only place that tells errors. */
export async function main(host: Host, installation: Installation): Promise<ExitCode> {
  try {
    return await dispatch(host, installation);
  } catch (error) {
    host.stderr.write(errorText(error, host.env['STANCH_DEBUG'] === '1'));
    return error instanceof StanchError ? error.exitCode : EXIT.internal;
  }
}
