import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT } from '#core/exit-code.ts';
import type { Command } from '../command.ts';
import { completionScript, SHELLS } from '../completion.ts';

/** The command that prints completion scripts, for a table of commands that holds it, too. */
export function completionCommand(commands: () => Promise<readonly Command[]>): Command {
  return {
    name: 'completion',
    usage: SHELLS.join(', '),
    summary: 'print a completion script',
    examples: [['stanch completion bash > ~/.local/share/bash-completion/completions/stanch', 'for bash']],
    flags: [],
    words: [1, 1],
    choices: SHELLS,
    run: async ({ host, words }) => {
      const shell = SHELLS.find((name) => name === words[0]);
      if (shell === undefined) throw new UsageError(`no completion for ${printable(words[0] ?? '')}`, `one of ${SHELLS.join(', ')}`);
      host.stdout.write(completionScript(shell, await commands()));
      return EXIT.clean;
    },
  };
}
