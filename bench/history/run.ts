/**
 * npm run bench:history -- [--rounds N] REPO…
 *
 * Times whole-history scans side by side: one round runs every command once, in turn, so that a busy machine is busy
 * for all of them; the median of the rounds is printed. Repositories may be bare. Other scanners are run when they
 * stand on the PATH, with verification off; docs/engine.md says how to read the table.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { measure, median, type Measurement } from './measure.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const args = process.argv.slice(2);
const roundsAt = args.indexOf('--rounds');
const rounds = roundsAt < 0 ? 5 : Number(args[roundsAt + 1]);
const repositories = args.filter((_, i) => roundsAt < 0 || (i !== roundsAt && i !== roundsAt + 1)).map((path) => resolve(path));

interface Contestant {
  readonly name: string;
  readonly command: (repository: string) => string;
}

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const isOnPath = (program: string): boolean => (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** The programs of this project, built as they are shipped, so that no loader is timed. */
async function buildOwn(folder: string): Promise<{ readonly run: string; readonly worker: string }> {
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  const shared = { bundle: true, platform: 'node', format: 'esm', target: 'node20', outExtension: { '.js': '.mjs' }, banner } as const;
  const entryPoints = { run: join(root, 'bench/history/engine-run.ts'), worker: join(root, 'src/engine/worker-main.ts') };
  await build({ ...shared, entryPoints, outdir: folder, absWorkingDir: root, logLevel: 'error' });
  return { run: join(folder, 'run.mjs'), worker: join(folder, 'worker.mjs') };
}

function contestants(own: { readonly run: string; readonly worker: string }): Contestant[] {
  const rules = quote(join(root, 'dist/rules.pack'));
  const node = quote(process.execPath);
  const git = (repository: string): string => `git -C ${quote(repository)}`;
  const list: Contestant[] = [
    { name: 'stanch, pack engine', command: (repo) => `${node} ${quote(own.run)} ${quote(repo)} ${rules} pack '' ${quote(own.worker)}` },
    { name: 'stanch, pack engine, 1 thread', command: (repo) => `${node} ${quote(own.run)} ${quote(repo)} ${rules} pack` },
    { name: 'git cat-file --batch', command: (repo) => `${git(repo)} rev-list --objects --no-object-names --all | ${git(repo)} cat-file --batch --buffer >/dev/null` },
    { name: 'git log -p', command: (repo) => `${git(repo)} log -p -U0 --full-history --all >/dev/null` },
  ];
  if (process.env['STANCH_BENCH_REFERENCE'] === '1') list.push({ name: 'stanch, reference', command: (repo) => `${node} ${quote(own.run)} ${quote(repo)} ${rules} cat-file` });
  const peers: readonly Contestant[] = [
    { name: 'gitleaks', command: (repo) => `gitleaks git --no-banner --exit-code 0 ${quote(repo)}` },
    { name: 'betterleaks', command: (repo) => `betterleaks git --no-banner --exit-code 0 ${quote(repo)}` },
    { name: 'kingfisher', command: (repo) => `kingfisher scan --no-validate ${quote(repo)} >/dev/null` },
    { name: 'trufflehog', command: (repo) => `trufflehog git --no-verification --no-update file://${quote(repo)} >/dev/null` },
  ];
  return [...list, ...peers.filter(({ name }) => isOnPath(name))];
}

const column = (text: string, width: number): string => text.padStart(width);

function report(name: string, runs: readonly Measurement[], base: number): string {
  const wall = median(runs.map(({ wallMs }) => wallMs));
  const ratio = base > 0 ? (wall / base).toFixed(2) : '';
  const failed = runs.some(({ code }) => code !== 0) ? '  (ended with an error)' : '';
  const found = /"detections":(\d+)/.exec(runs[0]?.stdout ?? '')?.[1] ?? '';
  const cells = [(wall / 1000).toFixed(2), (median(runs.map(({ cpuMs }) => cpuMs)) / 1000).toFixed(2), median(runs.map(({ peakMb }) => peakMb)).toFixed(0), ratio, found];
  return `${name.padEnd(32)}${cells.map((cell) => column(cell, 10)).join('')}${failed}`;
}

async function bench(repository: string, list: readonly Contestant[]): Promise<void> {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const runs = new Map<string, Measurement[]>(list.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, command } of list) runs.get(name)?.push(await measure(command(repository), env));
  }
  const base = median(runs.get('git log -p')?.map(({ wallMs }) => wallMs) ?? []);
  console.log(`\n${repository}`);
  console.log(`${''.padEnd(32)}${['wall s', 'CPU s', 'peak MB', '÷ log -p', 'found'].map((cell) => column(cell, 10)).join('')}`);
  for (const { name } of list) console.log(report(name, runs.get(name) ?? [], base));
  console.log(runs.get('stanch, pack engine')?.at(-1)?.stdout.trim() ?? '');
}

const folder = mkdtempSync(join(tmpdir(), 'stanch-bench-'));
try {
  const list = contestants(await buildOwn(folder));
  for (const repository of repositories) await bench(repository, list);
} finally {
  rmSync(folder, { recursive: true });
}
