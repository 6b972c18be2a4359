import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKeptCode, writeKeptCode } from '../../src/bin/kept-code.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stanch-kept-'));
  file = join(folder, 'hook.code');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PARTS = new Map([
  ['./a.cjs', Buffer.from([1, 2, 3])],
  ['./empty.cjs', Buffer.alloc(0)],
  ['./b.cjs', Buffer.from('code \u00e9')],
]);

describe('kept code', () => {
  it('comes back part by part, readable by its owner alone, with nothing left beside it', () => {
    writeKeptCode(file, PARTS);
    expect(readKeptCode(file)).toEqual(PARTS);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readdirSync(folder)).toEqual(['hook.code']);
  });

  it('is nothing where there is no file', () => {
    expect(readKeptCode(file).size).toBe(0);
  });

  it('is nothing wherever a file is cut off, or goes on', () => {
    writeKeptCode(file, PARTS);
    const bytes = readFileSync(file);
    for (let length = 0; length < bytes.length; length += 1) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(readKeptCode(file).size).toBe(0);
    }
    writeFileSync(file, Buffer.concat([bytes, Buffer.alloc(1)]));
    expect(readKeptCode(file).size).toBe(0);
  });

  it('is nothing where any byte of it is another', () => {
    writeKeptCode(file, PARTS);
    const bytes = readFileSync(file);
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      writeFileSync(file, damaged);
      expect(readKeptCode(file).size).toBe(0);
    }
  });

  it.each([['zeros', Buffer.alloc(4_096)], ['a length beyond its end', Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7b])], ['a list', Buffer.from('\u0002\u0000\u0000\u0000[]')], ['a word', Buffer.from('\u0004\u0000\u0000\u0000null')]])('is nothing where the file holds %s', (_, bytes) => {
    writeFileSync(file, bytes);
    expect(readKeptCode(file).size).toBe(0);
  });

  it('is not written where there is no room for it, and nobody hears of it', () => {
    mkdirSync(file);
    writeKeptCode(file, PARTS);
    writeKeptCode(join(folder, 'missing/hook.code'), PARTS);
    expect(readdirSync(folder)).toEqual(['hook.code']);
  });
});
