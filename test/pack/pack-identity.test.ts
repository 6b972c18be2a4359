import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ObjectStore } from '#git/pack/object-store.ts';
import type { ObjectTable } from '#git/pack/object-table.ts';
import type { PackFile } from '#git/pack/pack-file.ts';
import { holdsItsChecksum, packIdentities, packStamp } from '#git/pack/pack-identity.ts';
import { makeVersions } from './repositories.ts';

/** Packs of three entries each, and one loose object. @param bases base of each entry, -1 for none */
function packsOf(contents: readonly string[], bases: readonly number[]): { packs: readonly PackFile[]; table: ObjectTable } {
  const packs = contents.map((content) => ({ index: { packChecksum: content === '' ? undefined : content, rows: { bytes: Buffer.from(content) } } }) as unknown as PackFile);
  const starts = [...contents.map((_, i) => 3 * i), 3 * contents.length, 3 * contents.length + 1];
  return { packs, table: { starts, base: Int32Array.from(bases) } as unknown as ObjectTable };
}

const ALONE = [-1, 0, 0, -1, 3, 3, -1, 6, 6, -1];
/** The second pack is built on the first, the third on the second. */
const CHAINED = [-1, 0, 0, -1, 1, 3, -1, 6, 4, -1];

test('a pack is named by its index alone, whatever stands beside it', () => {
  const [a, b, c] = packIdentities(packsOf(['a', 'b', 'c'], ALONE));
  expect(new Set([a, b, c]).size).toBe(3);
  expect(packIdentities(packsOf(['a', 'b', 'x'], ALONE)).slice(0, 2)).toEqual([a, b]);
  expect(packIdentities(packsOf(['b', 'a', 'c'], ALONE))).toEqual([b, a, c]);
});

test('a pack whose deltas are built on other packs is named by them too', () => {
  const before = packIdentities(packsOf(['a', 'b', 'c'], CHAINED));
  const after = packIdentities(packsOf(['x', 'b', 'c'], CHAINED));
  expect(before[0]).toBe(packIdentities(packsOf(['a', 'b', 'c'], ALONE))[0]);
  before.forEach((name, i) => expect(name).not.toBe(after[i]));
  expect(packIdentities(packsOf(['a', 'b', 'x'], CHAINED)).slice(0, 2)).toEqual(before.slice(0, 2));
});

test('a pack that is built on loose objects, or has no index of its own, has no name', () => {
  expect(packIdentities(packsOf(['a', 'b', 'c'], [-1, 0, 9, -1, 1, 3, -1, 6, 6, -1]))).toEqual([undefined, undefined, expect.any(String)]);
  expect(packIdentities(packsOf(['', 'b', 'c'], CHAINED))).toEqual([undefined, undefined, undefined]);
});

test('a pack holds its checksum until a byte of it is another', () => {
  for (const hash of ['sha1', 'sha256'] as const) {
    const repo = makeVersions({ init: [`--object-format=${hash}`] });
    try {
      repo.git('repack', '-adfq');
      const objectsDir = join(repo.dir, '.git', 'objects');
      const store = new ObjectStore({ objectsDir, hash });
      const [pack] = store.packs;
      if (pack === undefined) throw new Error('one pack was made');
      const stamp = packStamp(pack);
      expect(holdsItsChecksum(pack)).toBe(true);
      expect(packStamp(pack)).toBe(stamp);
      const name = readdirSync(join(objectsDir, 'pack')).find((file) => file.endsWith('.pack')) ?? '';
      const path = join(objectsDir, 'pack', name);
      const bytes = readFileSync(path);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      chmodSync(path, 0o644);
      writeFileSync(path, bytes);
      expect(holdsItsChecksum(pack)).toBe(false);
      expect(packStamp(pack)).not.toBe(stamp);
      store.close();
    } finally {
      repo.cleanup();
    }
  }
});
