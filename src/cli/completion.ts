import type { Command } from './command.ts';
import { flagsOf } from './parse-argv.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

function flagWords(command: Command): string {
  return flagsOf(command).map((flag) => `--${flag.name}`).join(' ');
}

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) => `    ${command.name}) words="${flagWords(command)}" ;;`).join('\n');
  return `_stanch() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words="${commands.map((command) => command.name).join(' ')}"
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
${cases}
    esac
    case "$current" in -*) ;; *) COMPREPLY=($(compgen -f -- "$current")); return ;; esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _stanch stanch
`;
}

/** zsh reads bash completions, so one list serves both. */
function zsh(commands: readonly Command[]): string {
  return `#compdef stanch\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}

function fish(commands: readonly Command[]): string {
  const names = commands.map((command) => `complete -c stanch -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.summary)}`);
  const flags = commands.flatMap((command) =>
    flagsOf(command).map((flag) => `complete -c stanch -n '__fish_seen_subcommand_from ${command.name}' -l ${flag.name}${flag.choices === undefined ? '' : ` -xa ${quoted(flag.choices.join(' '))}`} -d ${quoted(flag.doc)}`),
  );
  return `${[...names, ...flags].join('\n')}\n`;
}

/** A completion script, made from the same table as the help. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  return { bash, zsh, fish }[shell](commands);
}
