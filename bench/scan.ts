import { spawnSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { interleave } from './interleave.ts';

/** Speed and memory of `stanch scan`: a tree of about 100 MB of real sources, and one line of 200 MB. */
const TREE_BYTES = 100 * 1024 * 1024;
const LINE_BYTES = 200 * 1024 * 1024;
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const BIN = fileURLToPath(new URL('../dist/stanch.cjs', import.meta.url));
const MODULES = fileURLToPath(new URL('../node_modules/', import.meta.url));

function isSource(name: string): boolean {
  return /\.(?:[cm]?[jt]s|json|md|css|html|txt|ya?ml)$/.test(name);
}

/** Copies source files of the installed packages until the tree is large enough. */
function fillTree(target: string): number {
  let bytes = 0;
  let count = 0;
  while (bytes < TREE_BYTES) {
    for (const name of readdirSync(MODULES, { recursive: true, encoding: 'utf8' })) {
      if (bytes >= TREE_BYTES) break;
      const stats = isSource(name) ? statSync(join(MODULES, name)) : undefined;
      if (stats?.isFile() !== true || stats.size > 2_000_000) continue;
      mkdirSync(join(target, `part${count % 50}`), { recursive: true });
      cpSync(join(MODULES, name), join(target, `part${count % 50}`, `${count}-${name.split('/').at(-1) ?? ''}`));
      bytes += stats.size;
      count += 1;
    }
  }
  return bytes;
}

function writeLongLine(path: string): void {
  const file = openSync(path, 'w');
  const piece = Buffer.from('const answer = [1, 2, 3, "some words in a line"]; '.repeat(20_000));
  for (let written = 0; written < LINE_BYTES; written += piece.length) writeSync(file, piece);
  closeSync(file);
}

/** Peak resident memory in MB, as the run itself reports it with `--stats`. */
function peakOf(path: string): string {
  const result = spawnSync(process.execPath, [BIN, 'scan', '--stats', path], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return /peak memory\s+([\d.]+ MB)/.exec(`${result.stdout}${result.stderr}`)?.[1] ?? 'unknown';
}

const folder = mkdtempSync(join(tmpdir(), 'stanch-bench-'));
try {
  const tree = join(folder, 'tree');
  const line = join(folder, 'line.txt');
  const bytes = fillTree(tree);
  writeLongLine(line);
  const timings = interleave(
    [
      { name: 'cat every file', command: ['sh', '-c', 'find . -type f -print0 | xargs -0 cat | wc -c'], cwd: tree },
      { name: 'stanch scan, tree', command: [process.execPath, BIN, 'scan', '--no-ignore', tree], cwd: folder },
      { name: 'stanch scan, one line', command: [process.execPath, BIN, 'scan', line], cwd: folder },
    ],
    ROUNDS,
  );
  const sizes = [bytes, bytes, LINE_BYTES];
  console.table(
    timings.map(({ name, median }, index) => ({ name, seconds: (median / 1_000).toFixed(2), 'MB/s': ((sizes[index] ?? 0) / median / 1_000).toFixed(0) })),
  );
  console.log(`peak memory: tree ${peakOf(tree)}, one line of 200 MB ${peakOf(line)}; target: at most 200 MB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
