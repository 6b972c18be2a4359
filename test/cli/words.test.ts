import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allCommands } from '#cli/commands/index.ts';
import { flagsOf } from '#cli/parse-argv.ts';
import { CLEAR, makeStage, type Stage } from './stage.ts';

const COMMANDS = await allCommands();

let stage: Stage;
let run: Stage['run'];
beforeAll(() => {
  stage = makeStage();
  ({ run } = stage);
});
afterAll(() => stage.cleanup());

const COMMAND_NAMES = COMMANDS.map((command) => command.name);

describe('help and version', () => {
  it.each(COMMAND_NAMES)('%s explains itself however it is asked', async (name) => {
    const asked = await Promise.all([run(['help', name]), run([name, '--help']), run([name, '-h']), run([name, 'too', 'many', 'words', '-h'])]);
    expect(new Set(asked.map(({ out }) => out)).size).toBe(1);
    expect(asked.map(({ code, err }) => [code, err])).toEqual(asked.map(() => [0, '']));
    expect(asked[0]?.out).toMatch(/Usage: stanch .*\n\nExamples:\n {2}.*stanch /);
  });

  it.each([[], ['help'], ['--help'], ['-h']])('%j lists the commands', async (...argv: string[]) => {
    const { code, out } = await run(argv);
    expect(code).toBe(0);
    expect(COMMAND_NAMES.filter((name) => !out.includes(`  ${name} `))).toEqual([]);
  });

  it.each([['--version'], ...COMMAND_NAMES.map((name) => [name, '--version'])])('%j %j is the version and nothing else', async (...argv) => {
    expect(await run(argv)).toEqual({ code: 0, out: '1.2.3\n', err: '' });
  });
});

const FLAGS = COMMANDS.flatMap((command) => flagsOf(command).map((flag) => [command.name, flag] as const));

describe('wrong words', () => {
  it.each(COMMAND_NAMES)('%s does not take a flag that it does not know', async (name) => {
    for (const flag of ['--nope-at-all', '-Z', '--quite']) {
      const { code, out, err } = await run([name, flag]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(CLEAR);
      expect(err).toContain(`unknown flag ${flag}`);
    }
    expect((await run([name, '--quite'])).err).toContain('did you mean --quiet?');
  });

  it('are told for every flag that lacks its value, has one too many or a wrong one', async () => {
    for (const [name, flag] of FLAGS) {
      const long = `--${flag.name}`;
      const wrong = flag.type === 'boolean' ? [`${long}=x`] : [long];
      const all = flag.choices === undefined ? [wrong] : [wrong, [`${long}=zzzzzz`]];
      for (const args of all) {
        const { code, out, err } = await run([name, ...args]);
        expect([name, args, code, out]).toEqual([name, args, 2, '']);
        expect(err).toMatch(CLEAR);
        expect(err).toContain(long);
      }
    }
    expect(FLAGS.length).toBeGreaterThan(100);
  });

  it.each([
    [['audti'], 'did you mean stanch audit?'],
    [['zzzzzzzz'], 'stanch help lists the commands'],
    [['help', 'scna'], 'did you mean stanch scan?'],
    [['a\u001b[31m\n::error::x'], String.raw`a\x1b[31m\x0a`],
    [['scan', '--json', '--format', 'sarif'], '--json and --format sarif'],
    [['scan', '--output', '.'], 'is a folder'],
    [['scan', '--output='], '--output needs'],
    [['scan', '--exclude', '*a*a*a*a*a'], '--exclude'],
    [['scan', '--exclude', 'a'.repeat(300)], '--exclude'],
    [['scan', '--max-bytes', '1e999'], '--max-bytes'],
    [['rules', 'shwo', 'x'], 'did you mean stanch rules show?'],
    [['baseline', 'zzz'], 'stanch baseline takes create, prune'],
    [['explain', 'acme-tokn'], 'did you mean acme-token?'],
  ])('%j', async (argv, words) => {
    const { code, out, err } = await run(argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(CLEAR);
    expect(err).toContain(words);
  });
});
