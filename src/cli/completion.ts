import type { Command } from './command.ts';
import { flagsOf } from './parse-argv.ts';
import type { Flag } from './flag.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

function namesOf(flag: Flag): string[] {
  return [`--${flag.name}`, ...(flag.short === undefined ? [] : [`-${flag.short}`])];
}

/**
 * Patterns of a command and the flag before the cursor, and the values that may follow. Most flags mean the same in every
 * command and are told once; a command with values of its own comes before that.
 */
function valuesOfFlags(commands: readonly Command[]): readonly { readonly patterns: string; readonly words: string }[] {
  const usual = new Map<string, { patterns: string; words: string }>();
  const own: { patterns: string; words: string }[] = [];
  const patternsOf = (command: string, flag: Flag): string => namesOf(flag).map((name) => `${command}" ${name}"`).join('|');
  for (const command of commands) {
    for (const flag of flagsOf(command)) {
      if (flag.choices === undefined) continue;
      const words = flag.choices.join(' ');
      const known = usual.get(flag.name);
      if (known === undefined) usual.set(flag.name, { patterns: patternsOf('*', flag), words });
      else if (known.words !== words) own.push({ patterns: patternsOf(command.name, flag), words });
    }
  }
  return [...own, ...usual.values()];
}

/** Commands and what `help` takes, which is no command of its own. */
function firstWords(commands: readonly Command[]): readonly { readonly name: string; readonly summary: string; readonly choices: readonly string[] }[] {
  const help = { name: 'help', summary: 'show help', choices: commands.map((command) => command.name) };
  return [...commands.map(({ name, summary, choices = [] }) => ({ name, summary, choices })), help];
}

/** Where nothing fits, `-o default` gives the names of files, spaces in them and all. */
function bash(commands: readonly Command[]): string {
  const values = valuesOfFlags(commands).map(({ patterns, words }) => `    ${patterns}) words="${words}" ;;`);
  const flags = commands.map((command) => `        ${command.name}) words="${flagsOf(command).map((flag) => `--${flag.name}`).join(' ')}" ;;`);
  const words = firstWords(commands).filter(({ choices }) => choices.length > 0).map(({ name, choices }) => `        ${name}) words="${choices.join(' ')}" ;;`);
  return `_stanch() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  COMPREPLY=()
  case "\${COMP_WORDS[1]} $previous" in
    *" stanch") [ "$COMP_CWORD" -eq 1 ] && words="${firstWords(commands).map(({ name }) => name).join(' ')}" ;;
${values.join('\n')}
  esac
  if [ -z "$words" ] && [ "$COMP_CWORD" -gt 1 ]; then
    case "$current" in
      -*) case "\${COMP_WORDS[1]}" in
${flags.join('\n')}
      esac ;;
      *) [ "$COMP_CWORD" -eq 2 ] && case "\${COMP_WORDS[1]}" in
${words.join('\n')}
      esac ;;
    esac
  fi
  [ -n "$words" ] && COMPREPLY=($(compgen -W "$words" -- "$current"))
  return 0
}
complete -o default -F _stanch stanch
`;
}

/** zsh reads bash completions, so one list serves both. */
function zsh(commands: readonly Command[]): string {
  return `#compdef stanch\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}

function fishFlag(command: Command, flag: Flag): string {
  const short = flag.short === undefined ? '' : ` -s ${flag.short}`;
  const value = flag.choices === undefined ? '' : ` -xa ${quoted(flag.choices.join(' '))}`;
  const needsValue = flag.type !== 'boolean' && flag.choices === undefined ? ' -r' : '';
  return `complete -c stanch -n '__fish_seen_subcommand_from ${command.name}' -l ${flag.name}${short}${value}${needsValue} -d ${quoted(flag.doc)}`;
}

function fish(commands: readonly Command[]): string {
  const names = firstWords(commands).flatMap(({ name, summary, choices }) => [
    `complete -c stanch -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ...(choices.length === 0 ? [] : [`complete -c stanch -n '__fish_seen_subcommand_from ${name}' -xa ${quoted(choices.join(' '))}`]),
  ]);
  return `${[...names, ...commands.flatMap((command) => flagsOf(command).map((flag) => fishFlag(command, flag)))].join('\n')}\n`;
}

/** A completion script, made from the same table as the help. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  return { bash, zsh, fish }[shell](commands);
}
