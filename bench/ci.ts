/**
 * tsx bench/ci.ts [commits]
 *
 * What a job on a build server waits for: a change of 5 commits and 20 files on a history of 40,000, from the whole
 * clone. Prints the quickest and the median of nine runs of the built program, and of an empty Node script beside them.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testEnvironment } from '../test/helpers/repo.ts';

const COMMITS = Number(process.argv[2] ?? 40_000);
const FILES = 400;
const RUNS = 9;
const PROGRAM = fileURLToPath(new URL('../dist/stanch.cjs', import.meta.url));

let state = 1;
function random(below: number): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
  return (state >>> 8) % below;
}

function fileText(): string {
  return Array.from({ length: 120 }, () => `const v${random(1e6)} = call(${random(1e6)});\n`).join('');
}

function commitText(ref: string, number: number, files: readonly number[], from?: string): string {
  const head = `commit ${ref}\ncommitter A <a@example.test> ${1_600_000_000 + number * 60} +0000\ndata 5\nwork\n\n${from === undefined ? '' : `from ${from}\n`}`;
  return head + files.map((file) => ((text) => `M 100644 inline src/p${file % 20}/f${file}.ts\ndata ${text.length}\n${text}\n`)(fileText())).join('');
}

async function makeHistory(folder: string): Promise<void> {
  const env = testEnvironment(folder);
  execFileSync('git', ['init', '-q', '-b', 'main', folder], { env });
  const git = spawn('git', ['-C', folder, 'fast-import', '--quiet', '--depth=10'], { env, stdio: ['pipe', 'inherit', 'inherit'] });
  for (let at = 0; at < COMMITS; at += 1) if (!git.stdin.write(commitText('refs/heads/main', at, [random(FILES)]))) await once(git.stdin, 'drain');
  for (let at = 0; at < 5; at += 1) git.stdin.write(commitText('refs/heads/topic', COMMITS + at, [0, 1, 2, 3].map((file) => at * 4 + file), at === 0 ? 'refs/heads/main' : undefined));
  git.stdin.end();
  await once(git, 'close');
  execFileSync('git', ['-C', folder, 'reset', '-q', '--hard', 'topic'], { env });
}

function time(args: readonly string[], cwd: string): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, env: testEnvironment(cwd), encoding: 'utf8' });
  if (status !== 0) throw new Error(`ended with ${status}: ${stderr}`);
  return performance.now() - start;
}

const folder = mkdtempSync(join(tmpdir(), 'stanch-bench-ci-'));
try {
  await makeHistory(folder);
  const runs = Array.from({ length: RUNS }, () => ({ ci: time([PROGRAM, 'ci', '--base', 'main', '--head', 'topic', '--no-fetch', '--quiet'], folder), node: time(['-e', '0'], folder) }));
  for (const name of ['ci', 'node'] as const) {
    const sorted = runs.map((run) => run[name]).toSorted((a, b) => a - b);
    console.log(`${name.padEnd(6)}${Math.round(sorted[0] ?? 0)} ms quickest, ${Math.round(sorted[RUNS >> 1] ?? 0)} ms median`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
