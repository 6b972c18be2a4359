import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allowFinding } from '#app/allow.ts';
import { createBaseline, pruneBaselineFile, type BaselinePlace, type ScanWithSalt } from '#app/baseline.ts';
import { reviewFindings } from '#app/review.ts';
import { loadRunRules } from '#app/run-rules.ts';
import { runScan } from '#app/run-scan.ts';
import { wholeChunk, type Source } from '#core/chunk.ts';
import { DEFAULT_SALT } from '#core/fingerprint.ts';
import type { Report } from '#core/report.ts';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { readBaseline } from '#store/baseline-file.ts';
import { ruleOf } from '../helpers/rules.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const KEY = `acme_${'k3y0'.repeat(5)}`;
const OTHER = `acme_${'z9x8'.repeat(5)}`;

let root = '';
let place: BaselinePlace;
let text = '';
let broken = false;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stanch-allow-'));
  place = { root, path: '.stanch/baseline.jsonl' };
  text = `${KEY}\n${OTHER}\n`;
  broken = false;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const source: Source = {
  scope: 'a text',
  async *items() {
    yield wholeChunk({ kind: 'file', path: 'a.ts' }, Buffer.from(text));
    if (broken) yield { kind: 'skip', origin: { kind: 'file', path: 'b.ts' }, reason: 'unreadable' };
  },
};
const scan: ScanWithSalt = async (salt) => {
  const settings = { confidence: 'low', severity: 'info', disabled: [], severities: {}, isExcluded: () => false, inlineAllow: 'honour', ownRules: undefined, baseline: place.path, maxBytes: 1e6, depth: 1 } as const;
  const baseline = readBaseline(root);
  const ruleset = makeRuleset([ruleOf({ id: 'acme-key', anchors: ['acme_'], pattern: 'acme_[0-9a-z]{20}' })]);
  const review: NonNullable<Parameters<typeof runScan>[0]['review']> = (findings) => reviewFindings(findings, { settings, baseline, now: NOW, everything: true });
  return (await runScan({ scope: 'a text', sources: [source], rules: await loadRunRules({ settings, builtin: () => ruleset }), version: '0', confidence: 'low', salt, now: NOW, depth: 1, review })).report;
};
const marks = async (): Promise<string[]> => {
  const report: Report = await scan(readBaseline(root)?.salt ?? DEFAULT_SALT);
  return report.findings.map((finding) => `${finding.locations[0]?.start.line}:${finding.suppression?.reason ?? 'open'}`).sort();
};
const idOf = async (line: number, salt: string): Promise<string> => (await scan(salt)).findings.find((finding) => finding.locations[0]?.start.line === line)?.id ?? '';

describe('allow', () => {
  it('accepts a finding by the id that was shown, before there is a baseline and after', async () => {
    await allowFinding(place, await idOf(2, DEFAULT_SALT), { scan, acceptance: { reason: 'example' } });
    expect(await marks()).toEqual(['1:open', '2:example']);
    const id = await idOf(1, readBaseline(root)?.salt ?? '');
    await allowFinding(place, id.slice(0, 8).toUpperCase(), { scan, acceptance: { reason: 'rotated', owner: 'ada', until: '2026-04-01' } });
    expect(await marks()).toEqual(['1:rotated', '2:example']);
    expect(readFileSync(join(root, place.path), 'utf8')).not.toContain('acme_');
  });

  it('takes the ids of a report that is older than the baseline', async () => {
    const ids = [await idOf(1, DEFAULT_SALT), await idOf(2, DEFAULT_SALT)];
    for (const id of ids) await allowFinding(place, id, { scan, acceptance: { reason: 'seen in one report' } });
    expect(await marks()).toEqual(['1:seen in one report', '2:seen in one report']);
  });

  it('refuses unknown and short ids, no reason and bad dates', async () => {
    await expect(allowFinding(place, '123456789abc', { scan, acceptance: { reason: 'x' } })).rejects.toThrow('no finding has the id');
    await expect(allowFinding(place, '', { scan, acceptance: { reason: 'x' } })).rejects.toThrow('no finding has the id');
    await expect(allowFinding(place, '123456', { scan, acceptance: { reason: ' ' } })).rejects.toThrow('why is this accepted?');
    await expect(allowFinding(place, '123456', { scan, acceptance: { reason: 'x', until: 'soon' } })).rejects.toThrow('not a date: soon');
    expect(readBaseline(root)).toBeUndefined();
  });
});

describe('baseline create and prune', () => {
  it('accepts what is there, keeps reasons, and lets go of what is gone', async () => {
    await allowFinding(place, await idOf(1, DEFAULT_SALT), { scan, acceptance: { reason: 'example' } });
    expect((await createBaseline(place, scan, { reason: 'before stanch' })).added).toBe(1);
    expect(await marks()).toEqual(['1:example', '2:before stanch']);
    text = `${KEY}\n`;
    const removed = await pruneBaselineFile(place, scan, NOW);
    expect(removed.map((entry) => entry.reason)).toEqual(['before stanch']);
    expect(readBaseline(root)?.entries).toHaveLength(1);
  });

  it('does not judge by a scan that missed something', async () => {
    broken = true;
    await expect(createBaseline(place, scan, { reason: 'x' })).rejects.toThrow('not everything could be read');
    await expect(pruneBaselineFile(place, scan, NOW)).rejects.toThrow('there is no .stanch/baseline.jsonl');
  });
});
