// Runs tests of the lifecycle and prints counted tables of what they tried: tests by theme, faults by provider with how
// many lost something, and what was not tried here. Random schedules start from a seed that is printed; STANCH_SEED gives
// it back. Usage: node tools/lifecycle-table.mjs [--faults] PATH...
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const onlyFaults = process.argv.includes('--faults');
const paths = process.argv.slice(2).filter((word) => word !== '--faults');

/** What a line of a test tells: column of the table, and how many points it tried; `N of M` lost M - N. */
const MEASURES = [
  ['crash', /(?:crashes: |crashed at )(\d+) of (\d+)/],
  ['kill -9', /killed at (\d+) of (\d+)/],
  ['cut, 500, 200, twice', /(?:faults|cuts): (\d+)/],
  ['outages', /outages: (\d+)/],
  ['two operators', /two operators: (\d+)/],
  ['full disk', /full at (\d+) of (\d+)/],
  ['random schedules', /(\d+) random ones/],
  ['false answers', /(\d+) tried/],
];

const figures = new Map();
const notTried = new Set();

function readLine(line) {
  if (/^(?:SKIPPED|NOT TRIED)\b|NOT REAL/.test(line)) notTried.add(line);
  const [, who, rest] = /^([a-z][\w -]*?(?: \(real\))?)(?::| {2,}| (?=killed))\s*(\S.*)$/.exec(line) ?? [];
  if (who === undefined || !/nothing lost|one key|none taken/.test(rest)) return;
  const row = figures.get(who) ?? new Map();
  for (const [name, pattern] of MEASURES) {
    const [, held, tried = held] = pattern.exec(rest) ?? [];
    if (held === undefined) continue;
    const old = row.get(name) ?? { tried: 0, lost: 0 };
    row.set(name, { tried: old.tried + Number(tried), lost: old.lost + Number(tried) - Number(held) });
  }
  if (row.size > 0) figures.set(who, row);
}

function print(head, rows) {
  const widths = head.map((cell, index) => Math.max(cell.length, ...rows.map((row) => row[index].length)));
  const line = (row) => row.map((cell, index) => (index === 0 ? cell.padEnd(widths[index]) : cell.padStart(widths[index]))).join('  ');
  process.stdout.write(`\n${[line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n')}\n`);
}

function printFaults() {
  const columns = MEASURES.map(([name]) => name).filter((name) => [...figures.values()].some((row) => row.has(name)));
  const sum = (row, field) => [...row.values()].reduce((total, figure) => total + figure[field], 0);
  const rows = [...figures].sort(([a], [b]) => (a < b ? -1 : 1)).map(([who, row]) => [who, ...columns.map((name) => String(row.get(name)?.tried ?? '')), String(sum(row, 'tried')), String(sum(row, 'lost'))]);
  const total = (index) => String(rows.reduce((all, row) => all + Number(row[index]), 0));
  const last = columns.length + 1;
  print(['points tried at', ...columns, 'all', 'lost'], [...rows, ['all', ...columns.map((_, index) => total(index + 1)), total(last), total(last + 1)]]);
}

/** Tests by file, as the JSON reporter has them. */
function printThemes({ testResults }) {
  const rows = testResults.map(({ name, assertionResults }) => {
    const count = (...states) => String(assertionResults.filter(({ status }) => states.includes(status)).length);
    return [relative(root, name), count('passed'), count('pending', 'skipped', 'todo'), count('failed')];
  });
  const total = (index) => String(rows.reduce((all, row) => all + Number(row[index]), 0));
  print(['tests', 'passed', 'skipped', 'failed'], [...rows.sort(([a], [b]) => (a < b ? -1 : 1)), ['all', total(1), total(2), total(3)]]);
}

const seed = process.env.STANCH_SEED ?? String(randomInt(2 ** 31));
process.stdout.write(`seed ${seed}\n`);
const folder = mkdtempSync(join(tmpdir(), 'stanch-table-'));
const file = join(folder, 'results.json');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...paths], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, STANCH_REAL: '1', STANCH_SEED: seed } });
for (const [stream, sink] of [[child.stdout, process.stdout], [child.stderr, process.stderr]]) {
  let rest = '';
  stream.on('data', (data) => {
    sink.write(data);
    const lines = `${rest}${data}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) readLine(line.replaceAll(/\u001b\[[\d;]*m/g, '').trim());
  });
}
child.on('close', (code) => {
  try {
    if (!onlyFaults) printThemes(JSON.parse(readFileSync(file, 'utf8')));
    if (figures.size > 0) printFaults();
  } catch {
    process.stdout.write('\nno table: the tests gave no results\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (notTried.size > 0) process.stdout.write(`\nNot tried here:\n${[...notTried].map((line) => `  ${line}\n`).join('')}`);
  if (code !== 0) process.stdout.write('\nTESTS FAILED (seed ' + seed + '): what failed is not in the figures\n');
  process.exitCode = code ?? 1;
});
