import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanFiles } from '#app/scan.ts';
import type { ScanSettings } from '#app/scan-settings.ts';
import type { Report } from '#core/report.ts';
import { contextIn, SETTINGS } from '../helpers/context.ts';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';

let repo: TestRepo;
beforeEach(() => {
  repo = makeRepo();
});
afterEach(() => repo.cleanup());

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function scanWith(settings: Partial<ScanSettings> = {}): Promise<Report> {
  const context = contextIn(repo.dir, { settings: { ...SETTINGS, ...settings } });
  return (await scanFiles({ paths: ['.'], noIgnore: false, stdin: nothing() }, context)).report;
}

const whoIn = (report: Report): (string | undefined)[] => report.findings.map((finding) => finding.suppression?.by);

describe('suppressions', () => {
  it('by a comment stay in the report, marked, unless policy denies them', async () => {
    repo.write('a.txt', `k = ${githubToken('a')} # stanch:allow[acme-token] sample\n`);
    expect(whoIn(await scanWith())).toEqual(['inline']);
    const told = await scanWith({ inlineAllow: 'report' });
    expect(whoIn(told)).toEqual(['inline']);
    expect(told.notices.map((notice) => notice.code)).toEqual(['inline-allow']);
    expect(whoIn(await scanWith({ inlineAllow: 'deny' }))).toEqual([undefined]);
  });

  it('by a comment do not cover a copy without one', async () => {
    repo.write('a.txt', `k = ${githubToken('a')} # stanch:allow sample\n`);
    repo.write('b.txt', `k = ${githubToken('a')}\n`);
    expect(whoIn(await scanWith())).toEqual([undefined]);
  });

  it('by path count only where every place is excluded', async () => {
    const isExcluded = (path: string): boolean => path.startsWith('vendor/');
    repo.write('vendor/a.txt', githubToken('a'));
    expect(whoIn(await scanWith({ isExcluded }))).toEqual(['path']);
    repo.write('src/a.txt', githubToken('a'));
    expect(whoIn(await scanWith({ isExcluded }))).toEqual([undefined]);
  });
});

describe('own rules', () => {
  const rule = (pattern: string): string => `provider: own\nname: Own\nrules:\n  - {id: own-key, title: Own key, kind: api-key, secrecy: secret, severity: low, anchors: [ownkey], pattern: '${pattern}', samples: {hit: [], miss: []}}\n`;
  const writeRule = (text: string): string => {
    mkdirSync(join(repo.dir, 'rules'));
    writeFileSync(join(repo.dir, 'rules/own.yml'), text);
    return join(repo.dir, 'rules');
  };

  it('detect, and cannot take for ever', async () => {
    const ownRules = writeRule(rule('ownkey(?:a{1,20}){1,40}z'));
    repo.write('a.txt', `ownkeyaaaz\nownkey${'a'.repeat(3_000)}!\n`);
    expect((await scanWith({ ownRules })).findings.map((finding) => finding.ruleId)).toEqual(['own-key']);
  });

  it('that are broken are named by file', async () => {
    const ownRules = writeRule(rule('ownkey.*'));
    await expect(scanWith({ ownRules })).rejects.toThrow(/own\.yml.*unbounded/);
  });

  it('that are switched off but unknown are named', async () => {
    await expect(scanWith({ disabled: ['nope'] })).rejects.toThrow(/nope/);
  });
});
