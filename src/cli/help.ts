import type { Command } from './command.ts';
import type { Flag } from './flag.ts';
import { flagsOf } from './parse-argv.ts';

function rows(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

function flagRow(flag: Flag): [string, string] {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  const value = flag.type === 'boolean' ? '' : ` ${flag.value ?? 'TEXT'}`;
  const choices = flag.choices === undefined ? '' : `: ${flag.choices.join(', ')}`;
  return [`${short}--${flag.name}${value}`, `${flag.doc}${choices}`];
}

/** Help of one command: use, examples first, then its flags. */
export function commandHelp(command: Command): string {
  return [
    `stanch ${command.name}: ${command.summary}`,
    '',
    `Usage: stanch ${[command.name, command.usage, '[flags]'].filter(Boolean).join(' ')}`,
    '',
    'Examples:',
    ...rows(command.examples),
    '',
    'Flags:',
    ...rows(flagsOf(command).map(flagRow)),
    '',
  ].join('\n');
}

/** What `stanch` alone says. */
export function overview(commands: readonly Command[]): string {
  return [
    'stanch finds leaked keys in git repositories and shuts them off.',
    '',
    'Usage: stanch COMMAND [words] [flags]',
    '',
    'Start here:',
    ...rows([
      ['stanch audit', 'read the whole history and work tree of this repository'],
      ['stanch init', 'set up the git hooks, so that the next key is stopped'],
    ]),
    '',
    'Commands:',
    ...rows(commands.map((command) => [command.name, command.summary])),
    '',
    'Exit codes: 0 clean and complete, 1 findings, 2 usage or configuration, 3 incomplete, 4 internal error.',
    'stanch help COMMAND shows flags and examples.',
    '',
  ].join('\n');
}
