/**
 * npm run test:differential -- [--runs N] [--repositories N] [--seed N] [TEST…]
 *
 * Holds the engines to each other on generated cases: texts and deltas (RUNS of each kind), and whole repositories.
 * Prints the seed, with which the same cases are made again, and how many there were.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '3000' }, repositories: { type: 'string', default: '12' }, seed: { type: 'string' } } });
const seed = values.seed ?? String(randomInt(2 ** 31));
const tests = positionals.length === 0 ? ['test/engine', 'test/pack'] : positionals;
const folder = mkdtempSync(join(tmpdir(), 'stanch-cases-'));
const cases = join(folder, 'cases');
console.log(`seed ${seed}`);
try {
  const env = { ...process.env, STANCH_SEED: seed, STANCH_CASES: cases, STANCH_RUNS: values.runs, STANCH_REPOSITORIES: values.repositories };
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--testTimeout=0', ...tests], { env, stdio: 'inherit' });
  const counts = existsSync(cases) ? readFileSync(cases, 'utf8').trimEnd().split('\n').map(Number) : [];
  const total = counts.reduce((a, b) => a + b, 0);
  console.log(`seed ${seed}: ${total.toLocaleString('en-US')} generated cases in ${counts.length} properties${status === 0 ? ', no difference' : '; npm run test:differential -- --seed ' + seed + ' makes them again'}`);
  process.exitCode = status === 0 && total > 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
