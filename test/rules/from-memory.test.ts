import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HOOK_CONFIDENCE } from '#config/defaults.ts';
import { isAtLeast } from '#core/severity.ts';
import { readRules } from '../../tools/read-rules.ts';

/** Falls when the list is lost. */
const LEAST_ENTRIES = 100;
/** How many were never confirmed; falls as pages are read. */
const LEAST_OPEN = 20;

const read = (name: string): string => readFileSync(new URL(`../../tools/${name}`, import.meta.url), 'utf8');
const ENTRIES = read('from-memory.txt')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' ') as [rule: string, entry: string]);
const CONFIRMED = parse(read('draft-confirmed.yml')) as Readonly<Record<string, { readonly url?: string }>>;
const RULES = new Map(readRules().map((rule) => [rule.id, rule]));
const OPEN = ENTRIES.filter(([, entry]) => !Object.hasOwn(CONFIRMED, entry)).flatMap(([id]) => RULES.get(id) ?? []);

describe('rules that rest on memory alone', () => {
  it('are known by name', () => {
    expect(ENTRIES.length).toBeGreaterThan(LEAST_ENTRIES);
    expect(ENTRIES.filter(([id, entry]) => !/^[a-z0-9-]+$/.test(id) || !/^[a-z0-9-]+$/.test(entry))).toEqual([]);
    expect(OPEN.length).toBeGreaterThan(LEAST_OPEN);
  });

  it('are of low confidence, so that they stop no commit', () => {
    expect(OPEN.filter((rule) => rule.confidence !== 'low').map((rule) => rule.id)).toEqual([]);
    expect(OPEN.filter((rule) => isAtLeast(rule.confidence, HOOK_CONFIDENCE))).toEqual([]);
  });

  it('are so no longer once a page was read that says where', () => {
    const confirmed = Object.values(CONFIRMED);
    expect(confirmed.length).toBeGreaterThan(0);
    expect(confirmed.filter(({ url }) => url === undefined || !url.startsWith('https://'))).toEqual([]);
  });
});
