import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Installation } from '#cli/command.ts';
import { main } from '#cli/main.ts';
import { packRules } from '#detect/pack-rules.ts';
import { parseRuleFile } from '#ruleset/parse.ts';
import { startNeuroai } from './neuroai-server.ts';
import { makeRepo, testEnvironment } from './repo.ts';
import { neuroaiKey } from './respond-stage.ts';

/** What a person types and sees. */
export interface Screen {
  readonly command: string;
  readonly text: string;
  readonly code: number;
}

const RULES = fileURLToPath(new URL('../../rules/neuroai.yml', import.meta.url));
const WORKER = fileURLToPath(new URL('../engine/worker-boot.mjs', import.meta.url));
/** The day of the run that is shown. */
const DAY = Date.parse('2026-11-21T09:00:00Z');

const hexOf = (seed: string, length: number): string => createHash('sha256').update(seed).digest('hex').slice(0, length);

/** Gives each text that fits a pattern another one, the same for the same text; those of one screen in their own order where told. */
function renamer(pattern: RegExp, nameOf: (count: number) => string, isSorted: boolean = false): (text: string) => string {
  const names = new Map<string, string>();
  return (text) => {
    const found = [...text.matchAll(pattern)].map(([word]) => word);
    for (const word of isSorted ? found.sort() : found) if (!names.has(word)) names.set(word, nameOf(names.size + 1));
    return text.replaceAll(pattern, (word) => names.get(word) ?? word);
  };
}

/** What differs from run to run is made steady: ids of runs and plans, fingerprints, hashes, times, ports, folders, who. */
function makeSteady(folder: string): (text: string) => string {
  const steps = [
    renamer(/(?<=^run |receipt |Receipt )[0-9a-f]{12}\b/gm, (count) => hexOf(`run ${count}`, 12)),
    renamer(/(?<=^plan )[0-9a-f]{12}\b/gm, (count) => hexOf(`plan ${count}`, 12)),
    renamer(/(?<=fingerprint )[0-9a-f]{12}\b/g, (count) => hexOf(`key ${count}`, 12)),
    renamer(/\b[0-9a-f]{64}\b/g, (count) => hexOf(`line ${count}`, 64)),
    renamer(/\b2026-11-21T[\d:.]+Z/g, (count) => new Date(DAY + count * 1000).toISOString(), true),
    (text: string) => text.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:8080').replaceAll(folder, '/home/ada/shop').replaceAll(/\b\S+@[\w.-]+(?=, 2026| \|)/g, 'ada@laptop'),
    // How much else a clone holds is of no interest here.
    (text: string) => text.replaceAll(/^ {2}scanned .*\n/gm, ''),
  ];
  return (text) => steps.reduce((clean, step) => step(clean), text);
}

/**
 * A leak shut off from the first look to the receipt, by the real commands: the provider is a local server made from
 * NeuroAI's documentation, which issues keys and enforces them. Everything that differs from run to run is made steady.
 */
export async function demoRun(): Promise<readonly Screen[]> {
  const [server, repo] = [await startNeuroai(neuroaiKey), makeRepo()];
  const state = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-demo-')));
  const screens: Screen[] = [];
  const steady = makeSteady(repo.dir);
  let now = DAY;
  let run = '';
  writeFileSync(join(state, 'rules.pack'), packRules(parseRuleFile(readFileSync(RULES, 'utf8'), 'neuroai.yml'), '0'.repeat(8)));
  const installation: Installation = { version: '0.1.0', rulesFile: join(state, 'rules.pack'), samplesFile: '', workerFile: WORKER, program: '', node: '', peakMemory: () => 0 };
  const stanch = async (line: string, typed = ''): Promise<void> => {
    let text = '';
    const output = { write: (part: string) => void (text += part), isTerminal: typed !== '', columns: 100, color: false };
    const stdin = (async function* () {
      yield await Promise.resolve(Buffer.from(typed));
    })();
    const env = { ...testEnvironment(repo.dir), CI: '1', XDG_STATE_HOME: state, STANCH_NEUROAI_URL: server.base, STANCH_NEUROAI_KEY: server.operator };
    const args = line.replaceAll('RUN', run).split(' ');
    const code = await main({ argv: args, env, cwd: repo.dir, stdin, stdout: output, stderr: output, clock: { now: () => (now += 1000) }, signal: new AbortController().signal }, installation);
    run = /^run (\w{12})$/m.exec(text)?.[1] ?? run;
    // What a person types at a question is on the screen, too.
    const shown = typed.split('\n').filter(Boolean).reduce((all, word) => all.replace('Type yes to go on: ', `Type yes to go on : ${word}\n`), text).replaceAll('go on :', 'go on:');
    screens.push({ command: steady(`stanch ${line.replaceAll('RUN', run)}`), text: steady(shown), code });
  };
  try {
    const old = server.add('production');
    repo.commitFile('.gitignore', '.env\n', 'Leave settings out');
    repo.commitFile('src/server.ts', 'export const start = () => serve(8080);\n', 'Start the server');
    repo.commitFile('deploy/config.yml', `region: eu-1\nneuroai:\n  key: ${old.value}\n`, 'Add the deploy configuration');
    repo.git('rm', '-q', 'deploy/config.yml');
    repo.commit('Remove the configuration again');
    repo.git('gc', '-q', '--prune=now');
    rmSync(join(repo.dir, '.git/COMMIT_EDITMSG'), { force: true });
    await stanch('audit --format json --output report.json');
    const [finding] = (JSON.parse(readFileSync(join(repo.dir, 'report.json'), 'utf8')) as { findings: { id: string }[] }).findings;
    const id = finding?.id ?? '';
    rmSync(join(repo.dir, 'report.json'));
    screens.pop();
    await stanch('audit');
    await stanch(`rotate ${id} --dotenv .env:NEUROAI_API_KEY --dry-run`);
    await stanch(`rotate ${id} --dotenv .env:NEUROAI_API_KEY --apply`, 'yes\nyes\n');
    await stanch(`verify ${id}`);
    await stanch('receipt RUN');
    if (old.live) throw new Error('the old key lives');
    return screens;
  } finally {
    await server.close();
    repo.cleanup();
    rmSync(state, { recursive: true, force: true });
  }
}

function screenText({ command, text }: Screen): string {
  return `$ ${command}\n${text}`;
}

/** The part of a page between two marks, as the tool that makes it writes it. */
export interface Block {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
}

/** Marks around what is made by a run. */
export const MARKS = ['<!-- made by npm run docs:respond -->', '<!-- end -->'] as const;

/** What the pages show of the run: all of it, and in the README without what people know already. */
export function blocksOf(screens: readonly Screen[]): readonly Block[] {
  const fence = (shown: readonly Screen[]): string => `\`\`\`console\n${shown.map(screenText).join('\n')}\`\`\`\n`;
  const short = screens.map((screen) => ({ ...screen, text: screen.text.replace(/\n {2}A false alarm\?[^]*?\n\n/, '\n').replace(/\n\| when [^]*$/, '') }));
  return [
    { path: 'docs/respond.md', text: fence(screens) },
    { path: 'README.md', text: fence(short) },
  ];
}

/** A page with its block in place. @throws where the marks are missing */
export function withBlock(page: string, { path, text }: Block): string {
  const [from, to] = [page.indexOf(MARKS[0]), page.indexOf(MARKS[1])];
  if (from < 0 || to < from) throw new Error(`${path} lacks the marks around its run`);
  return `${page.slice(0, from + MARKS[0].length)}\n\n${text}\n${page.slice(to)}`;
}
