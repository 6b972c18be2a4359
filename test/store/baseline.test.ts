import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '#core/finding.ts';
import { readBaseline, writeBaseline } from '#store/baseline-file.ts';
import { addEntries, formatBaseline, isDate, newBaseline, parseBaseline, type BaselineEntry } from '#store/baseline.ts';
import { matchBaseline, pruneBaseline, reviewByBaseline } from '#store/match-baseline.ts';

const SALT = 'ab'.repeat(16);
const HEADER = JSON.stringify({ stanch: 'baseline', version: 1, salt: SALT });
const ONE = '1'.repeat(32);
const TWO = '2'.repeat(32);
const NOW = Date.parse('2026-03-10T12:00:00Z');

const entryOf = (more: Partial<BaselineEntry> = {}): BaselineEntry => ({ fingerprint: ONE, rule: 'acme-key', path: 'a.ts', reason: 'test key', ...more });
const findingOf = (fingerprint: string, ruleId: string = 'acme-key'): Finding => ({
  id: fingerprint.slice(0, 12),
  ruleId,
  provider: 'acme',
  title: 'Acme key',
  severity: 'high',
  confidence: 'high',
  fingerprint,
  preview: '****',
  facts: {},
  locations: [],
  alsoMatched: [],
  testish: false,
});
const failure = (text: string): string => {
  try {
    parseBaseline(text, 'b.jsonl');
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
};

describe('the baseline text', () => {
  it('comes back as it was written, sorted by rule and fingerprint', () => {
    const entries = [entryOf({ fingerprint: TWO }), entryOf({ rule: 'zed' }), entryOf({ owner: 'ada', until: '2027-01-31' })];
    const baseline = parseBaseline(formatBaseline({ salt: SALT, entries }));
    expect(baseline.entries.map((entry) => `${entry.rule} ${entry.fingerprint[0]}`)).toEqual(['acme-key 1', 'acme-key 2', 'zed 1']);
    expect(baseline.entries[0]).toEqual(entries[2]);
  });

  it('does not depend on the order of entries', () => {
    const hex = fc.integer({ min: 0, max: 15 }).map((digit) => digit.toString(16).repeat(32));
    const entry = fc.record({ fingerprint: hex, rule: fc.constantFrom('a', 'b'), path: fc.string(), reason: fc.string({ minLength: 1 }).map((text) => `r${text}`) });
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const text = formatBaseline({ salt: SALT, entries });
        expect(formatBaseline({ salt: SALT, entries: [...entries].reverse() })).toBe(text);
        expect(formatBaseline(parseBaseline(text))).toBe(text);
      }),
    );
  });

  it('takes what a union merge leaves: headers and entries that stand twice', () => {
    const early = JSON.stringify(entryOf({ until: '2026-05-01' }));
    const late = JSON.stringify(entryOf({ until: '2026-09-01' }));
    const merged = parseBaseline(`${HEADER}\n${late}\n${HEADER}\n\n${early}\r\n`);
    expect(merged.entries).toEqual([entryOf({ until: '2026-05-01' })]);
  });

  it.each([
    ['', 'b.jsonl is empty'],
    [`${JSON.stringify(entryOf())}\n`, 'b.jsonl:1: the first line must be the header of a baseline'],
    [`${HEADER}\n{oops\n`, 'b.jsonl:2: is not a line of JSON'],
    [`${HEADER}\n[]\n`, 'b.jsonl:2: must be a JSON object'],
    [`${HEADER}\n<<<<<<< HEAD\n`, 'b.jsonl:2: holds the marks of a merge conflict'],
    [`${HEADER}\n\n${JSON.stringify({ ...entryOf(), line: 4 })}\n`, 'b.jsonl:3: unknown key "line"'],
    [`${HEADER}\n${JSON.stringify({ ...entryOf(), reason: ' ' })}\n`, 'b.jsonl:2: "reason" must say why this is accepted'],
    [`${HEADER}\n${JSON.stringify({ ...entryOf(), until: '2026-02-30' })}\n`, 'b.jsonl:2: "until" must be a date, YYYY-MM-DD'],
    [`${HEADER}\n${JSON.stringify({ ...entryOf(), fingerprint: 'xyz' })}\n`, 'b.jsonl:2: "fingerprint" must be 32 hex digits'],
    [`${HEADER}\n${HEADER.replace('ab', 'cd')}\n`, 'b.jsonl:2: a second header with another salt'],
    [`${HEADER.replace(':1', ':2')}\n`, 'b.jsonl:1: "version" must be 1'],
  ])('names the line of what does not hold (%#)', (text, message) => {
    expect(failure(text)).toBe(message);
  });

  it('replaces an entry of the same key and refuses one without a reason', () => {
    const baseline = addEntries({ salt: SALT, entries: [entryOf()] }, [entryOf({ reason: 'another' })]);
    expect(baseline.entries.map((entry) => entry.reason)).toEqual(['another']);
    expect(() => addEntries(baseline, [entryOf({ reason: '' })])).toThrow('reason');
  });

  it('makes a salt of its own for every repository', () => {
    expect(newBaseline().salt).toMatch(/^[0-9a-f]{32}$/);
    expect(newBaseline().salt).not.toBe(newBaseline().salt);
  });

  it('knows days that exist', () => {
    expect(['2024-02-29', '2025-02-29', '2025-2-1', 'tomorrow'].map(isDate)).toEqual([true, false, false, false]);
  });
});

describe('the judgement by a baseline', () => {
  const baseline = { salt: SALT, entries: [entryOf({ until: '2026-03-10' }), entryOf({ fingerprint: TWO, until: '2026-03-09' }), entryOf({ rule: 'gone' })] };

  it('marks accepted findings, and those that expired no more', () => {
    const review = reviewByBaseline(baseline, [findingOf(ONE), findingOf(TWO), findingOf(ONE, 'other')], { now: NOW, everything: false });
    expect(review.findings.map((finding) => finding.suppression?.by)).toEqual(['baseline', undefined, undefined]);
    expect(review.notices.map((notice) => notice.code)).toEqual(['baseline-expired']);
  });

  it('tells unused entries only when everything was scanned', () => {
    const review = reviewByBaseline(baseline, [findingOf(ONE)], { now: NOW, everything: true });
    expect(review.notices.map((notice) => notice.code)).toEqual(['baseline-unused', 'baseline-unused']);
  });

  it('finds the entry of a finding', () => {
    expect(matchBaseline(baseline, findingOf(TWO))?.until).toBe('2026-03-09');
    expect(matchBaseline(baseline, findingOf('3'.repeat(32)))).toBeUndefined();
  });

  it('prunes what expired and what is gone', () => {
    const pruned = pruneBaseline(baseline, [findingOf(ONE), findingOf(TWO)], NOW);
    expect(pruned.baseline.entries).toEqual([baseline.entries[0]]);
    expect(pruned.removed).toHaveLength(2);
  });
});

describe('the baseline file', () => {
  it('is written in one step and read back', () => {
    const root = mkdtempSync(join(tmpdir(), 'stanch-baseline-'));
    try {
      expect(readBaseline(root)).toBeUndefined();
      writeBaseline(root, { salt: SALT, entries: [entryOf()] });
      expect(readBaseline(root)).toEqual({ salt: SALT, entries: [entryOf()] });
      expect(readdirSync(join(root, '.stanch'))).toEqual(['baseline.jsonl']);
      expect(readFileSync(join(root, '.stanch/baseline.jsonl'), 'utf8').split('\n')).toHaveLength(3);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  it('that cannot be read is an error, not an empty baseline', () => {
    const root = mkdtempSync(join(tmpdir(), 'stanch-baseline-'));
    try {
      mkdirSync(join(root, '.stanch/baseline.jsonl'), { recursive: true });
      expect(() => readBaseline(root)).toThrow('cannot be read (EISDIR)');
      writeFileSync(join(root, '.stanch/other.jsonl'), '\n');
      expect(() => readBaseline(root, '.stanch/other.jsonl')).toThrow('is empty');
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
