/**
 * tsx bench/make-history.ts FOLDER [scale] [seed]
 *
 * Makes a bare repository with a history of realistic shape: a few large files that change a little in many commits,
 * many small ones that change rarely, now and then a new, renamed, deleted or rewritten file, a minified one that
 * changes as a whole, and a key that comes and stays for a while. Written through `git fast-import`, the same for one
 * seed. Scale 1 gives 2,000 commits; 2, 4 and 8 show how time grows.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { githubToken } from '../test/helpers/keys.ts';

const [folder = 'history.git', scale = '1', seed = '1'] = process.argv.slice(2);
const COMMITS = 2_000 * Number(scale);
const FILES = 400;
const LARGE = 12;
const EPOCH = 1_600_000_000;
const WORDS = 'const let return function value index length buffer request response stream config option parse write read error handle object string number token table entry header offset base delta'.split(' ');

let state = Number(seed) >>> 0;
/** mulberry32 */
function random(below: number): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
}

function line(): string {
  const words = Array.from({ length: 3 + random(9) }, () => WORDS[random(WORDS.length)] ?? '');
  return `${' '.repeat(2 * random(5))}${words.join(random(3) === 0 ? '_' : ' ')}(${random(100_000)});`;
}

const files = Array.from({ length: FILES }, (_, i) => ({ path: `src/part${i % 20}/file${i}.ts`, lines: Array.from({ length: i < LARGE ? 2_500 : 20 + random(300) }, line) }));

mkdirSync(folder, { recursive: true });
spawnSync('git', ['init', '-q', '--bare', '-b', 'main', folder], { stdio: 'inherit' });
// What is written first is packed anew at the end: no time is spent on packing it well.
const git = spawn('git', ['-C', folder, '-c', 'pack.compression=0', '-c', 'core.compression=0', 'fast-import', '--quiet', '--depth=0'], { stdio: ['pipe', 'inherit', 'inherit'] });

async function write(text: string): Promise<void> {
  if (!git.stdin.write(text)) await once(git.stdin, 'drain');
}

/** Commits between two keys, and between two of the rarer changes. */
const KEY_EVERY = 97;
const NEW_EVERY = 23;
const RENAME_EVERY = 61;
const REWRITE_EVERY = 151;
const BUNDLE_EVERY = 40;

function edit(index: number): void {
  const { lines } = files[index] ?? { lines: [] };
  for (let i = 0; i < 1 + random(4); i += 1) lines.splice(random(lines.length + 1), random(3), line());
}

async function writeFile(path: string, bytes: Buffer): Promise<void> {
  await write(`M 100644 inline ${path}\ndata ${bytes.length}\n${bytes.toString('latin1')}\n`);
}

/** What happens now and then. @returns files that have another content now */
async function change(commit: number): Promise<number[]> {
  const index = random(files.length);
  const file = files[index];
  if (file === undefined) return [];
  if (commit % KEY_EVERY === 0) file.lines.splice(random(file.lines.length + 1), 0, `token = "${githubToken(`${seed}/${commit % 20}`)}";`);
  else if (commit % NEW_EVERY === 0) files.push({ path: `src/part${commit % 20}/new${commit}.ts`, lines: Array.from({ length: 20 + random(200) }, line) });
  else if (commit % REWRITE_EVERY === 0) file.lines = Array.from({ length: file.lines.length }, line);
  else if (commit % RENAME_EVERY === 0) {
    const path = `src/part${random(20)}/moved${commit}.ts`;
    await write(`R ${file.path} ${path}\n`);
    file.path = path;
  }
  return commit % NEW_EVERY === 0 && commit % KEY_EVERY !== 0 ? [files.length - 1] : [index];
}

for (let commit = 0; commit < COMMITS; commit += 1) {
  await write(`commit refs/heads/main\ncommitter Bench <bench@example.test> ${EPOCH + commit * 600} +0000\ndata <<END\nCommit ${commit}\nEND\n`);
  const touched = commit === 0 ? files.map((_, i) => i) : Array.from({ length: 1 + random(4) }, () => (random(3) === 0 ? random(LARGE) : random(files.length)));
  if (commit > 0) for (const index of touched) edit(index);
  const further = commit === 0 ? [] : await change(commit);
  for (const index of new Set([...touched, ...further])) await writeFile(files[index]?.path ?? '', Buffer.from(`${(files[index]?.lines ?? []).join('\n')}\n`));
  if (commit % BUNDLE_EVERY === 0) await writeFile('dist/bundle.min.js', Buffer.from(files.slice(0, 40).map(({ lines }) => lines.slice(0, 100).join('').replaceAll(' ', '')).join('')));
}
git.stdin.end();
await once(git, 'close');
spawnSync('git', ['-C', folder, 'repack', '-adfq', '--depth=50'], { stdio: 'inherit' });
