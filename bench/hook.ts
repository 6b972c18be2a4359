import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { interleave } from './interleave.ts';

/** Start-up cost of the pre-commit hook: five staged files in a repository of 2,000, beside its floor. */
const FILES = 2_000;
const STAGED = 5;
const ROUNDS = Number(process.env['ROUNDS'] ?? 40);
const TARGET_MS = 15;
const BIN = fileURLToPath(new URL('../dist/stanch.cjs', import.meta.url));

function git(cwd: string, ...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', '-c', 'core.hooksPath=/dev/null', ...args], { cwd, stdio: 'ignore' });
}

function sourceText(seed: number): string {
  return Array.from({ length: 200 }, (_, line) => `export function task${seed}_${line}(input: number): number { return input * ${seed + line}; }`).join('\n');
}

function makeRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-bench-'));
  git(folder, 'init', '-q');
  for (let index = 0; index < FILES; index++) {
    const directory = join(folder, `src/part${index % 40}`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `file${index}.ts`), sourceText(index));
  }
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'Start');
  for (let index = 0; index < STAGED; index++) writeFileSync(join(folder, `src/part${index}/file${index}.ts`), `${sourceText(index)}\n// changed\n`);
  git(folder, 'add', '.');
  return folder;
}

const folder = makeRepository();
try {
  writeFileSync(join(folder, '.git/empty.cjs'), '');
  const timings = interleave(
    [
      { name: 'empty Node script', command: [process.execPath, join(folder, '.git/empty.cjs')], cwd: folder },
      { name: 'git diff-index --cached', command: ['git', 'diff-index', '--cached', '--raw', '-z', 'HEAD'], cwd: folder },
      { name: 'stanch hook pre-commit', command: [process.execPath, BIN, 'hook', 'pre-commit'], cwd: folder },
    ],
    ROUNDS,
  );
  const [node, index, hook] = timings.map((timing) => timing.median) as [number, number, number];
  console.table(timings.map(({ name, ...times }) => ({ name, ...Object.fromEntries(Object.entries(times).map(([key, value]) => [key, `${value.toFixed(1)} ms`])) })));
  const over = hook - node - index;
  console.log(`over the floor (${(node + index).toFixed(1)} ms): ${over.toFixed(1)} ms, ${(hook / (node + index)).toFixed(2)} x; target: at most ${TARGET_MS} ms over`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
