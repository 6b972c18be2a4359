// Adds keys that standards and vendors print in their documents to src/detect/checks/published-keys.ts, by hash, so that
// no key stands in the tree: `node tools/hash-samples.mjs FILE`. FILE holds one key a line; nothing is taken out.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const target = new URL('../src/detect/checks/published-keys.ts', import.meta.url);
const DIGITS = 16;
const known = existsSync(target) ? [...readFileSync(target, 'utf8').matchAll(/'([0-9a-f]{16})'/g)].map((match) => match[1]) : [];
const keys = readFileSync(process.argv[2], 'utf8').split('\n').map((line) => line.trim()).filter(Boolean);
const hashes = keys.map((key) => createHash('sha256').update(key).digest('hex').slice(0, DIGITS));
const all = [...new Set([...known, ...hashes])].sort();
const rows = Array.from({ length: Math.ceil(all.length / 8) }, (_, row) => `  ${all.slice(8 * row, 8 * row + 8).map((hash) => `'${hash}'`).join(', ')},`);
writeFileSync(
  target,
  `// Written by tools/hash-samples.mjs; do not edit.\n/** Keys that stand in published documents (RFC 5849, 6455, 6749, 6750, 7009, 7515, 7519 and vendors' references): the first 64 bits of their SHA-256, hex. */\nexport const PUBLISHED_KEYS: ReadonlySet<string> = new Set([\n${rows.join('\n')}\n]);\n`,
);
console.log(`${all.length} keys`);
