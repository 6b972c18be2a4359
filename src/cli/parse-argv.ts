import { parseArgs, type ParseArgsConfig } from 'node:util';
import { closestWord } from '#core/closest-word.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Command } from './command.ts';
import type { Flag, FlagValues } from './flag.ts';
import { GLOBAL_FLAGS } from './flags.ts';

/** Flags that a command understands. */
export function flagsOf(command: Command): readonly Flag[] {
  return [...command.flags, ...GLOBAL_FLAGS];
}

type Options = NonNullable<ParseArgsConfig['options']>;

function optionsOf(flags: readonly Flag[]): Options {
  return Object.fromEntries(
    flags.map((flag) => [
      flag.name,
      { type: flag.type === 'boolean' ? ('boolean' as const) : ('string' as const), multiple: flag.type === 'list', ...(flag.short === undefined ? {} : { short: flag.short }) },
    ]),
  );
}

/** `parseArgs` takes unknown flags for boolean ones; with its tokens they are told from those that are meant. */
function refuseStrangers(args: readonly string[], flags: readonly Flag[], command: string): void {
  const { tokens } = parseArgs({ args: [...args], options: optionsOf(flags), strict: false, tokens: true, allowPositionals: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = flags.find(({ name }) => name === token.name);
    if (flag === undefined) {
      const guess = closestWord(token.name, flags.map(({ name }) => name));
      throw new UsageError(`unknown flag ${printable(token.rawName)}`, guess === undefined ? `stanch help ${command} lists the flags` : `did you mean --${guess}?`);
    }
    checkValue(flag, token.value);
  }
}

function checkValue(flag: Flag, value: string | undefined): void {
  if (flag.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`--${flag.name} takes no value`);
    return;
  }
  if (value === undefined) throw new UsageError(`--${flag.name} needs a value`, flag.choices === undefined ? undefined : `one of ${flag.choices.join(', ')}`);
  if (flag.choices === undefined || flag.choices.includes(value)) return;
  const guess = closestWord(value, flag.choices);
  throw new UsageError(`--${flag.name} cannot be ${printable(value)}`, guess === undefined ? `one of ${flag.choices.join(', ')}` : `did you mean ${guess}?`);
}

function checkFirstWord(command: Command, word: string | undefined): void {
  const { choices, name } = command;
  if (choices === undefined || word === undefined || choices.includes(word)) return;
  const guess = closestWord(word, choices);
  throw new UsageError(`unknown: ${name} ${printable(word)}`, guess === undefined ? `stanch ${name} takes ${choices.join(', ')}` : `did you mean stanch ${name} ${guess}?`);
}

/**
 * Words and flags behind a command's name.
 * @throws UsageError for a flag that is unknown, lacks its value or has a wrong one, and for too few or many words
 */
export function parseArgv(command: Command, args: readonly string[]): { values: FlagValues; words: readonly string[] } {
  const flags = flagsOf(command);
  refuseStrangers(args, flags, command.name);
  const { values, positionals } = parseArgs({ args: [...args], options: optionsOf(flags), strict: false, allowPositionals: true });
  const [fewest, most] = command.words;
  const asksOnly = values['help'] === true || values['version'] === true;
  if (!asksOnly && (positionals.length < fewest || positionals.length > most)) {
    throw new UsageError(positionals.length < fewest ? `stanch ${command.name} needs ${command.usage}` : `too many words: ${printable(positionals[most] ?? '')}`, `stanch help ${command.name} shows how`);
  }
  if (!asksOnly) checkFirstWord(command, positionals[0]);
  return { values, words: positionals };
}
