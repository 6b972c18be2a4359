import { describe, expect, it } from 'vitest';
import { allCommands } from '#cli/commands/index.ts';
import { commandHelp, overview } from '#cli/help.ts';
import { flagsOf } from '#cli/parse-argv.ts';
import { progressLine } from '#cli/progress.ts';

const COMMANDS = await allCommands();

describe('the table of commands', () => {
  it('has the commands that people learn', () => {
    expect(COMMANDS.map((command) => command.name)).toEqual(
      expect.arrayContaining(['audit', 'scan', 'staged', 'range', 'hook', 'init', 'hygiene', 'baseline', 'allow', 'rules', 'explain', 'report', 'doctor', 'completion']),
    );
  });

  it.each(COMMANDS.map((command) => [command.name, command] as const))('%s explains itself: use, an example, every flag', (name, command) => {
    const text = commandHelp(command);
    expect(text).toContain(`Usage: stanch ${name}`);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const flag of flagsOf(command)) expect(text).toContain(`--${flag.name}`);
    const names = flagsOf(command).map((flag) => flag.name);
    expect(new Set(names).size).toBe(names.length);
    expect(overview(COMMANDS)).toContain(command.summary);
  });
});

describe('a progress line', () => {
  const run = (isTerminal: boolean): string => {
    let now = 0;
    const written: string[] = [];
    const line = progressLine({ write: (text) => written.push(text), isTerminal, columns: 60, color: false }, { now: () => now }, true);
    for (let step = 1; step <= 100; step++) {
      now += 20;
      line.update({ documents: step, bytes: step * 1_000, share: step / 200 });
    }
    line.end();
    return written.join('');
  };

  it('stands on a terminal, with rate and time left, within its width, and goes away', () => {
    const text = run(true);
    expect(text).toContain('documents');
    expect(text.split('\r').every((part) => part.length <= 64)).toBe(true);
    expect(text.endsWith('\r\u001b[2K')).toBe(true);
    expect(text.split('\r').length).toBeLessThan(40);
  });

  it('tells minutes of what takes long', () => {
    let now = 0;
    const written: string[] = [];
    const line = progressLine({ write: (text) => written.push(text), isTerminal: true, columns: 200, color: false }, { now: () => now }, true);
    now += 60_000;
    line.update({ documents: 10, bytes: 1_000, share: 1 / 11 });
    expect(written.join('')).toContain('10 min left');
  });

  it('is not there elsewhere', () => {
    expect(run(false)).toBe('');
  });
});
