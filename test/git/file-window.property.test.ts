import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { FileWindow } from '#git/pack/file-window.ts';

const SIZE = 30_000;
const folder = mkdtempSync(join(tmpdir(), 'stanch-window-'));
const bytes = Buffer.from(Array.from({ length: SIZE }, (_, at) => (at * 31 + (at >>> 8) * 17) & 0xff));
writeFileSync(join(folder, 'file'), bytes);
const fd = openSync(join(folder, 'file'), 'r');
afterAll(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

const shapes = fc.record({ windowBytes: fc.integer({ min: 1, max: 6000 }), windows: fc.integer({ min: 1, max: 5 }) });
/** Where, and how much; some reach over the end, and some begin behind it. */
const asked = fc.array(fc.tuple(fc.nat(SIZE + 500), fc.integer({ min: 1, max: 9000 })), { minLength: 1, maxLength: 30 });

test('whatever was asked before: the bytes of the file, or a word that it ends before them', () => {
  fc.assert(
    fc.property(shapes, asked, (shape, places) => {
      const window = new FileWindow(fd, shape);
      for (const [from, length] of places) {
        const at = window.hold(from, length);
        expect(at < 0).toBe(from + length > SIZE);
        if (at >= 0) expect(window.bytes.subarray(at, at + length).equals(bytes.subarray(from, from + length))).toBe(true);
      }
    }),
  );
});

test('what there is, up to the end of the file', () => {
  fc.assert(
    fc.property(shapes, asked, (shape, places) => {
      const window = new FileWindow(fd, shape);
      for (const [from, length] of places) {
        const some = window.holdSome(from, length);
        expect(some.length > 0).toBe(from < SIZE);
        expect(window.bytes.subarray(some.at, some.at + some.length).equals(bytes.subarray(from, from + some.length))).toBe(true);
        expect(some.length >= Math.min(length, SIZE - from)).toBe(true);
      }
    }),
  );
});
