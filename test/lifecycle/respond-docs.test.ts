import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { allCommands } from '#cli/commands/index.ts';
import { parseArgv } from '#cli/parse-argv.ts';
import { blocksOf, demoRun, withBlock } from '../helpers/demo-run.ts';

const COMMANDS = await allCommands();

const pageOf = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

it('the run that the pages show is what the commands do today (npm run docs:respond writes it anew)', async () => {
  const screens = await demoRun();
  expect(screens.map(({ code }) => code)).toEqual([1, 0, 0, 0, 0]);
  for (const block of blocksOf(screens)) expect(pageOf(block.path)).toBe(withBlock(pageOf(block.path), block));
});

it('the page names commands and flags that there are', () => {
  const calls = [...pageOf('docs/respond.md').matchAll(/`(?:[\w-]+ \| )?stanch (respond|verify|rotate|revoke|resume|receipt|history-advice)((?: [^`]*)?)`/g)];
  expect(calls.length).toBeGreaterThan(10);
  for (const [, name, words = ''] of calls) {
    const command = COMMANDS.find((candidate) => candidate.name === name);
    if (command === undefined) throw new Error(`no command ${name ?? ''}`);
    const args = words.split(/\s+/).filter((word) => word !== '' && word !== '…');
    expect(() => parseArgv({ ...command, words: [0, 9] }, args), `${name} ${words}`).not.toThrow();
  }
});
