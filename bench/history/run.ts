/**
 * npm run bench:history -- [--rounds N] [--growth] [--scales 1,2,4,8] [--histories FOLDER] [--dist FOLDER] [REPO…]
 *
 * Times whole-history audits side by side: one round runs every command once, in turn, so that a busy machine is busy
 * for all of them; the median of the rounds is printed. Repositories may be bare. Other scanners are run when they
 * stand on the PATH, with verification off. With `--growth`, or without a repository, histories of 1, 2, 4 and 8 times
 * the size are made (in the folder of `--histories` they stay for the next time) and audited. `--dist` names another
 * build than the one at hand. docs/engine.md says how to read the tables.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Report } from '#core/report.ts';
import { buildOwn } from './build-own.ts';
import { contestants, type Place } from './contestants.ts';
import { printCores } from './cores.ts';
import { printGrowth } from './growth.ts';
import { measure } from './measure.ts';
import { auditRow, printRows, wallOf, type Row } from './table.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string', default: '5' }, growth: { type: 'boolean' }, scales: { type: 'string', default: '1,2,4,8' }, histories: { type: 'string' }, dist: { type: 'string' } } });
const rounds = Number(values.rounds);

async function bench(repository: string, place: Place): Promise<void> {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const rows: Row[] = contestants(place).map((contestant) => ({ contestant, runs: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, row] of rows.entries()) rows[i] = { ...row, runs: [...row.runs, await measure(row.contestant.command(repository), env)] };
  }
  console.log(`\n${repository}`);
  printRows(rows);
  const audit = auditRow(rows);
  const { ledger, stats } = JSON.parse(readFileSync(join(place.folder, 'audit.json'), 'utf8')) as Report;
  console.log(`${ledger.documents.toLocaleString('en-US')} documents, ${(ledger.bytes / 1e6).toFixed(0)} MB; inflated ${((stats['inflated'] ?? 0) / 1e6).toFixed(0)} MB, searched ${((stats['searched'] ?? 0) / 1e6).toFixed(0)} MB, ${stats['regexRuns'] ?? 0} regex runs`);
  if (audit !== undefined) await printCores(repository, place, Math.max(0, (audit.runs.at(-1)?.wallMs ?? wallOf(audit)) - (stats['scanMs'] ?? 0)));
}

const folder = mkdtempSync(join(tmpdir(), 'stanch-bench-'));
try {
  const root = resolve(fileURLToPath(import.meta.url), '../../..');
  const dist = join(folder, 'dist');
  cpSync(resolve(values.dist ?? join(root, 'dist')), dist, { recursive: true });
  const place: Place = { root, dist, folder, own: await buildOwn(root, folder) };
  for (const repository of positionals) await bench(resolve(repository), place);
  if (values.growth === true || positionals.length === 0) await printGrowth(place, { rounds, scales: values.scales.split(',').map(Number), histories: resolve(values.histories ?? join(folder, 'histories')) });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
