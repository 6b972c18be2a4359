// Counts the groups of four bytes that stand in source code most often, letters without case, and writes
// src/engine/common-groups.ts: `node tools/count-groups.mjs FOLDER…`. Each FOLDER holds packages; a few files of each are read.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = /\.(?:[cm]?[jt]sx?|json|md|rst|ya?ml|py|rs|toml|c|h|go|sh|css|html|txt)$/;
const MAX_BYTES = 200_000;
const FILES = 12;
const KEPT = 2048;
const FOLD = 0x20202020;

function* filesOf(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else if (entry.isFile() && SOURCE.test(entry.name) && statSync(path).size <= MAX_BYTES) yield path;
  }
}

const counts = new Map();
let total = 0;
for (const folder of process.argv.slice(2)) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (!statSync(path).isDirectory()) continue;
    let files = 0;
    for (const file of filesOf(path)) {
      if (++files > FILES) break;
      const bytes = readFileSync(file);
      total += bytes.length;
      for (let at = 0; at + 4 <= bytes.length; at += 1) {
        const group = (bytes.readUInt32LE(at) | FOLD) >>> 0;
        counts.set(group, (counts.get(group) ?? 0) + 1);
      }
    }
  }
}
const isPlain = (group) => [0, 8, 16, 24].every((shift) => ((group >>> shift) & 255) < 127);
const rows = [...counts].filter(([group]) => isPlain(group)).sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, KEPT);
const textOf = (group) => String.fromCharCode(group & 255, (group >>> 8) & 255, (group >>> 16) & 255, group >>> 24);
const byClass = new Map();
for (const [group, count] of rows) {
  const level = Math.round(Math.log2((count / total) * 1e6));
  byClass.set(level, (byClass.get(level) ?? '') + textOf(group));
}
const lines = [...byClass].map(([level, text]) => `  [${level}, ${JSON.stringify(text).replaceAll("'", "\\'").replace(/^"|"$/g, "'").replaceAll('\\"', '"')}],`);
const head = '// Written by tools/count-groups.mjs from the sources of packages; do not edit.\n';
const about = '/** Groups of four bytes that stand often in source code, letters folded: the binary logarithm of how often in a million bytes, and the groups. */\n';
writeFileSync(new URL('../src/engine/common-groups.ts', import.meta.url), `${head}${about}export const COMMON_GROUPS: readonly (readonly [level: number, groups: string])[] = [\n${lines.join('\n')}\n];\n`);
console.log(`${rows.length} groups of ${total} bytes`);
