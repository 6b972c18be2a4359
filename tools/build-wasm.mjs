// Builds assembly/core.ts and embeds the binary in src/engine/core-wasm.ts.
// With --check it builds, writes nothing, and fails when the embedded binary is another one.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const target = join(root, 'src/engine/core-wasm.ts');
const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');
const folder = mkdtempSync(join(tmpdir(), 'stanch-wasm-'));
const output = join(folder, 'core.wasm');
const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--initialMemory', '1', '--maximumMemory', '65536'];

execFileSync(process.execPath, [compiler, 'assembly/core.ts', '--outFile', output, ...flags, '--enable', 'simd', '--enable', 'bulk-memory'], { cwd: root, stdio: 'inherit' });
const text = readFileSync(output).toString('base64').replace(/.{1,120}/g, "  '$&',\n");
rmSync(folder, { recursive: true });
const source = `// Built from assembly/core.ts by tools/build-wasm.mjs; do not edit.\n/** The compiled core, base64. */\nexport const CORE_WASM: string = [\n${text}].join('');\n`;

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== source) {
    console.error('src/engine/core-wasm.ts is not what assembly/core.ts builds to: run node tools/build-wasm.mjs');
    process.exitCode = 1;
  }
} else writeFileSync(target, source);
