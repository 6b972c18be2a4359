import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { allCommands } from '#cli/commands/index.ts';
import { completionScript, SHELLS } from '#cli/completion.ts';
import { flagsOf } from '#cli/parse-argv.ts';

const COMMANDS = await allCommands();

/** What a real bash offers behind some words. */
function offered(...words: string[]): string[] {
  const script = `${completionScript('bash', COMMANDS)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _stanch; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script, 'bash', 'stanch', ...words], { encoding: 'utf8' }).split('\n').filter((line) => line !== '');
}

describe('completion', () => {
  it.each(SHELLS)('knows every command and every flag in %s', (shell) => {
    const script = completionScript(shell, COMMANDS);
    for (const command of COMMANDS) {
      expect(script).toContain(command.name);
      for (const flag of flagsOf(command)) expect(script).toContain(shell === 'fish' ? `-l ${flag.name}` : `--${flag.name}`);
    }
  });

  it('offers commands first, then what may follow', () => {
    expect(offered('')).toEqual([...COMMANDS.map((command) => command.name), 'help']);
    expect(offered('sta')).toEqual(['staged']);
    expect(offered('rules', '')).toEqual(['list', 'show', 'test']);
    expect(offered('help', 'rep')).toEqual(['report']);
    expect(offered('completion', 'z')).toEqual(['zsh']);
  });

  it('offers flags of the command, and their values', () => {
    expect(offered('scan', '--no-i')).toEqual(['--no-ignore']);
    expect(offered('staged', '--no-i')).toEqual([]);
    expect(offered('audit', '--format', 's')).toEqual(['sarif']);
    expect(offered('audit', '-f', 'json')).toEqual(['json', 'jsonl']);
    expect(offered('receipt', 'RUN', '--format', '')).toEqual(['markdown', 'json']);
    expect(offered('respond', '-f', 'm')).toEqual(['markdown']);
    expect(offered('audit', '--confidence', '')).toEqual(['high', 'medium', 'low']);
  });

  it('leaves files to the shell', () => {
    expect(offered('scan', '')).toEqual([]);
    expect(offered('scan', 'a', 'b')).toEqual([]);
    expect(offered('audit', '--output', '')).toEqual([]);
  });
});
