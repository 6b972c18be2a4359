import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '#core/report.ts';
import { auditCommand, quote, type Place } from './contestants.ts';
import { measure, median, type Measurement } from './measure.ts';
import { printTable } from './table.ts';

/** A generated history of that scale, made when it is not there. */
function historyOf(scale: number, { root, histories }: { readonly root: string; readonly histories: string }): string {
  const path = join(histories, `history-${scale}.git`);
  if (existsSync(path)) return path;
  const made = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'bench/make-history.ts'), path, String(scale)], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (made.status !== 0) throw new Error(`${path} could not be made`);
  return path;
}

function packBytes(repository: string): number {
  const folder = join(repository, 'objects', 'pack');
  return readdirSync(folder).filter((name) => name.endsWith('.pack')).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

interface Grown {
  readonly scale: number;
  readonly pack: number;
  readonly report: Report;
  readonly first: readonly Measurement[];
  readonly again: readonly Measurement[];
}

const wall = (runs: readonly Measurement[]): number => median(runs.map(({ wallMs }) => wallMs));
const cpu = (runs: readonly Measurement[]): number => median(runs.map(({ cpuMs }) => cpuMs));
const peak = (runs: readonly Measurement[]): number => median(runs.map(({ peakMb }) => peakMb));
const seconds = (ms: number): string => (ms / 1000).toFixed(2);

function rowOf({ scale, pack, report, first, again }: Grown, base: Grown): string[] {
  const { ledger, findings } = report;
  const perMb = (grown: Grown): number => cpu(grown.first) / (grown.pack / 1e6);
  return [
    `${scale}×`,
    (pack / 1e6).toFixed(1),
    ledger.documents.toLocaleString('en-US'),
    (ledger.bytes / 1e9).toFixed(2),
    seconds(wall(first)),
    seconds(cpu(first)),
    perMb({ scale, pack, report, first, again }).toFixed(0),
    (perMb({ scale, pack, report, first, again }) / perMb(base)).toFixed(2),
    peak(first).toFixed(0),
    seconds(wall(again)),
    seconds(cpu(again)),
    String(findings.length),
  ];
}

/** Audits histories of growing size: time ought to grow with the packs, memory hardly. `--since-last` the second time. */
export async function printGrowth(place: Place, { rounds, histories, scales }: { readonly rounds: number; readonly histories: string; readonly scales: readonly number[] }): Promise<void> {
  const { NODE_EXTRA_CA_CERTS: _, ...rest } = process.env;
  const env = { ...rest, XDG_STATE_HOME: join(place.folder, 'state') };
  const output = join(place.folder, 'growth.json');
  const repositories = scales.map((scale) => historyOf(scale, { root: place.root, histories }));
  const grown: Grown[] = scales.map((scale, i) => ({ scale, pack: packBytes(repositories[i] ?? ''), report: undefined as unknown as Report, first: [], again: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, repository] of repositories.entries()) {
      const at = grown[i];
      if (at === undefined) continue;
      const forget = `rm -rf ${quote(join(repository, 'stanch'))}`;
      const audit = auditCommand(place, repository, `--since-last --output ${quote(output)}`);
      const first = await measure(`${forget}; ${audit}`, env);
      const again = await measure(audit, env);
      grown[i] = { ...at, report: JSON.parse(readFileSync(output, 'utf8')) as Report, first: [...at.first, first], again: [...at.again, again] };
    }
  }
  const [base] = grown;
  if (base === undefined) return;
  console.log('\ngrowth of a generated history');
  printTable(['', 'pack MB', 'documents', 'GB', 'wall s', 'CPU s', 'ms/MB', '÷ 1×', 'peak MB', 'again s', 'CPU s', 'found'], grown.map((one) => rowOf(one, base)));
}
