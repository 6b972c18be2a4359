// Builds the Action into dist/action: program, worker, rules, and the licences of what is bundled. The folder is committed,
// because runners start what stands in the repository. With --check it builds elsewhere and fails where the committed
// files are other ones.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const committed = join(root, 'dist/action');
const isCheck = process.argv.includes('--check');
const target = isCheck ? mkdtempSync(join(tmpdir(), 'stanch-action-')) : committed;

/** Packages whose code is in the bundle, as the bundler tells. */
function bundledPackages() {
  const file = join(target, 'metafile-cjs.json');
  const { inputs } = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  return [...new Set(Object.keys(inputs).flatMap((path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []))].sort();
}

/** Their licences, one after the other. */
function licences() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return bundledPackages()
    .map((name) => {
      const folder = join(root, 'node_modules', name);
      const file = readdirSync(folder).find((entry) => /^licen[sc]e/i.test(entry));
      const { version, license } = lock.packages[`node_modules/${name}`];
      return `## ${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim()}\n`;
    })
    .join('\n');
}

function contentOf(file) {
  const bytes = readFileSync(file);
  // Compressors differ between versions of Node; what is packed must not.
  return file.endsWith('.br') ? brotliDecompressSync(bytes) : bytes;
}

execFileSync(process.execPath, [join(root, 'node_modules/tsup/dist/cli-default.js'), '--config', 'tsup.action.config.ts'], { cwd: root, stdio: 'inherit', env: { ...process.env, STANCH_ACTION_DIR: target } });
const rules = readFileSync(join(root, 'dist/action.pack'));
writeFileSync(join(target, 'rules.pack.br'), brotliCompressSync(rules, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: rules.length } }));
writeFileSync(join(target, 'LICENSES.md'), `# Software in this bundle\n\nstanch itself is under the MIT licence.\n\n${licences()}`);
if (isCheck) {
  const stale = readdirSync(target).filter((name) => !existsSync(join(committed, name)) || !contentOf(join(committed, name)).equals(contentOf(join(target, name))));
  rmSync(target, { recursive: true });
  if (stale.length > 0) {
    console.error(`dist/action is not what the sources build to (${stale.join(', ')}): run npm run build:action and commit it`);
    process.exitCode = 1;
  }
}
