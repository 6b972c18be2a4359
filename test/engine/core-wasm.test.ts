import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance, DOCUMENT_START } from '#core/line-index.ts';
import { sniffEncoding } from '#detect/encoding.ts';
import { findAnchors } from '#detect/prefilter.ts';
import { NO_GATES } from '#detect/gate-layout.ts';
import { buildAnchorTable } from '#detect/anchor-table.ts';
import { packRules } from '#detect/pack-rules.ts';
import { openRulePack } from '#detect/rule-pack.ts';
import { Core, fit, SIGHTING_BYTES, SLACK } from '#engine/core-memory.ts';
import { gateOfAnchor } from '#ruleset/find-gate.ts';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { fillTemplate } from '#ruleset/template.ts';
import { readRules } from '../../tools/read-rules.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');

test('the embedded binary is what the source builds to', () => {
  expect(() => execFileSync(process.execPath, ['tools/build-wasm.mjs', '--check'], { cwd: root, stdio: 'pipe' })).not.toThrow();
});

const ANCHORS = ['abc', 'bca', 'abca', 'cabca', 'aabbcc', 'key_', 'secretkey', 'sec', '-----begin'];
const table = buildAnchorTable(ANCHORS);
const core = new Core(table);
const text = fc.array(fc.constantFrom('a', 'b', 'c', 'A', 'B', 'key_', 'KEY_', 'secretKey', '-', '-----BEGIN', '\n', '\r', '\r\n', 'é', '😀', ' ', '\0', '\u0001'), { maxLength: 80 }).map((parts) => Buffer.from(parts.join('')));

/** Offset and anchor of each hit in the whole text at `at`. */
function hitsIn(own: Core, at: number, length: number): string[] {
  const { exports } = own;
  exports.setOverflow(0);
  exports.sightWhole(at, length);
  const list = fit(at + length + SLACK);
  const count = exports.sightingCount();
  own.need(list + count * SIGHTING_BYTES);
  exports.keepSightings(list);
  exports.listHits(at, length, list, count, 1);
  const first = own.hits >>> 2;
  return Array.from({ length: exports.hitCount() }, (_, i) => `${own.words[first + 4 * i]} ${own.words[first + 4 * i + 1]}`);
}

function place(bytes: Buffer): number {
  core.need(core.arena + bytes.length + SLACK);
  core.bytes.fill(0x61, core.arena, core.arena + bytes.length + SLACK);
  core.bytes.set(bytes, core.arena);
  return core.arena;
}

test('gates: the same hits as the reference in the samples of all rules, whole and broken', () => {
  const { rules } = makeRuleset(readRules());
  const gated = openRulePack(packRules(rules, '0', { findGate: gateOfAnchor })).table;
  const gatedCore = new Core(gated);
  const samples = rules.flatMap((rule) => [...rule.samples.hit, ...rule.samples.miss].map((sample, index) => fillTemplate(sample, `${rule.id}/${index}`)));
  for (const step of [1, 7, 13]) {
    const bytes = Buffer.from(samples.map((sample, index) => (step === 1 ? sample : sample.slice(0, index % step) + sample.slice((index % step) + 1))).join(''));
    const expected = new Set<string>();
    findAnchors(gated, bytes, { from: 0, to: bytes.length }, (anchor, at) => expected.add(`${at} ${anchor}`));
    gatedCore.need(gatedCore.arena + bytes.length + SLACK);
    gatedCore.bytes.set(bytes, gatedCore.arena);
    const found = new Set(hitsIn(gatedCore, gatedCore.arena, bytes.length));
    expect(found.size).toBeGreaterThan(1000);
    expect(found).toEqual(expected);
  }
});

test('anchors: the same as the reference finds, in order', () => {
  fc.assert(
    fc.property(text, (bytes) => {
      const expected: string[] = [];
      findAnchors(table, bytes, { from: 0, to: bytes.length }, (anchor, at) => expected.push(`${at} ${anchor}`));
      const found = hitsIn(core, place(bytes), bytes.length);
      const starts = found.map((hit) => Number(hit.split(' ')[0]));
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      expect(found.sort()).toEqual(expected.sort());
    }),
    { numRuns: 2000 },
  );
});

test('lines and columns: the same as the reference counts, in any two steps', () => {
  fc.assert(
    fc.property(text, fc.nat(300), fc.nat(300), (bytes, a, b) => {
      const [first, second] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)];
      const at = place(bytes);
      const line = 1 + core.exports.countLines(at, at, at + first) + core.exports.countLines(at, at + first, at + second);
      const mark = advance(DOCUMENT_START, bytes, 0, second);
      expect({ line, column: core.exports.columnAt() }).toEqual({ line: mark.line, column: mark.column });
    }),
    { numRuns: 2000 },
  );
});

test('what the core takes for plain text, the reference takes for text', () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes))), (bytes) => {
      const at = place(bytes);
      if (core.exports.isPlain(at, bytes.length) !== 0) expect(sniffEncoding(bytes)).toBe('utf-8');
    }),
    { numRuns: 2000 },
  );
});

test('damaged deltas are refused and write nothing outside', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 2, maxLength: 40 }), (base, delta) => {
      const from = place(Buffer.from(base));
      const packed = from + 4096;
      core.need(packed + 65_536);
      core.bytes.set(delta, packed);
      const size = core.exports.targetSize(packed, delta.length, base.length);
      if (size < 0 || size > 4096) return;
      const target = packed + 4096;
      core.bytes.fill(0x5a, target + size + SLACK, target + size + SLACK + 256);
      core.exports.setOverflow(0);
      core.exports.applyDelta(from, base.length, packed, delta.length, target, size);
      expect(core.bytes.subarray(target + size + SLACK, target + size + SLACK + 256).every((byte) => byte === 0x5a)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('what held nothing is remembered by all of its surroundings, edges and reading included', () => {
  const own = new Core({ anchors: [Buffer.from('anchor')], gates: NO_GATES }, { reaches: [{ behind: 16, ahead: 24 }] });
  const count = (written: string, isText = 1): number => {
    const at = own.arena;
    own.need(at + written.length + SLACK);
    own.bytes.fill(0x7a, at, at + written.length + SLACK).write(written, at, 'latin1');
    own.exports.setText(isText);
    return hitsIn(own, at, written.length).length;
  };
  const whole = `${'b'.repeat(40)}anchor${'a'.repeat(40)}`;
  expect([count(whole), count(whole)]).toEqual([1, 1]);
  own.exports.forget(0);
  expect([count(whole), own.exports.repeatedHits()]).toEqual([0, 1]);
  // What no rule sees may differ; what one sees may not, nor where the text ends, nor how it is read.
  expect(count(`other${whole}`)).toBe(0);
  expect(count(whole, 0)).toBe(1);
  for (let at = 24; at < 64; at += 1) expect(count(`${whole.slice(0, at)}\u0000${whole.slice(at + 1)}`)).toBe(at >= 40 && at < 46 ? 0 : 1);
  expect(count(whole.slice(30))).toBe(1);
  expect(count(whole.slice(0, 60))).toBe(1);
});

test('encoded text that held nothing is passed over where it stands alike, and only there', () => {
  const own = new Core({ anchors: [Buffer.from('anchor')], gates: NO_GATES });
  const listed = (written: string): number[] => {
    own.need(own.arena + written.length + SLACK);
    own.bytes.fill(0x7a, own.arena, own.arena + written.length + SLACK).write(written, own.arena, 'latin1');
    own.exports.clearSegments();
    own.exports.wholeSegments(own.arena, written.length);
    const first = own.segments >>> 2;
    return Array.from({ length: own.exports.segmentCount() }, (_, i) => own.words[first + 3 * i] ?? -1);
  };
  const line = 'a = "\\x41\\x42\\x43";\n';
  const [plain, long] = ['no escape here\n', `${'\\x41'.repeat(360)}\n`];
  expect([listed(plain + line), listed(plain + line)]).toEqual([[plain.length], [plain.length]]);
  own.exports.forgetSegment(0);
  expect([listed(plain + line), listed(`${plain}${plain}${line}`), listed(line)]).toEqual([[], [], []]);
  // Another byte, another kind beside it, a cut of the decoders within: each is looked at.
  for (let at = 0; at < 19; at += 1) if (at < 5 || at > 16) expect(listed(`${plain}${line.slice(0, at)}_${line.slice(at + 1)}`)).toEqual([plain.length]);
  expect(listed(`${plain}"a" + "b" + ${line}`)).toEqual([plain.length]);
  expect([listed(plain.repeat(135) + line), listed(plain.repeat(136) + line)]).toEqual([[], [136 * plain.length]]);
  // What is long is never passed over.
  expect(listed(long)).toEqual([0]);
  own.exports.forgetSegment(0);
  expect(listed(long)).toEqual([0]);
});
