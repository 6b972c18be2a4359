import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { allCommands } from '#cli/commands/index.ts';
import { flagsOf } from '#cli/parse-argv.ts';

const COMMANDS = await allCommands();

const ECHO = ['-', ...new Set(COMMANDS.flatMap((command) => flagsOf(command).map(({ name }) => `--${name}`)))].flatMap((word) => (word === '-' ? [word] : [word, 'nowhere.file']));

test('Node takes no flag of ours for one of its own', () => {
  const seen = execFileSync(process.execPath, ECHO, { input: 'console.log(process.argv.slice(2).join(" "))', encoding: 'utf8' });
  expect(seen.trim().split(' ')).toEqual(ECHO.slice(1));
  expect(ECHO.length).toBeGreaterThan(60);
});

test('and this would show it', () => {
  const [major = 0] = process.versions.node.split('.').map(Number);
  const taken = (): string => execFileSync(process.execPath, ['-', '--env-file', 'nowhere.file'], { input: '', encoding: 'utf8', stdio: 'pipe' });
  if (major === 20) expect(taken).toThrow('nowhere.file');
});
