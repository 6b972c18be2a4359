import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '#app/audit.ts';
import type { Report } from '#core/report.ts';
import { REPORTERS } from '#report/index.ts';
import { configJsonSchema } from '#config/schema.ts';
import { contextIn } from '../helpers/context.ts';
import { makeLeakyRepo, type LeakyRepo } from '../helpers/leaky-repo.ts';

const STYLE = { color: false, columns: 100, quiet: false, showAll: true };
const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

let repo: LeakyRepo;
let report: Report;
beforeAll(async () => {
  repo = makeLeakyRepo();
  report = (await audit({ folder: repo.dir, unreachable: true, workTree: true }, contextIn(repo.dir))).report;
});
afterAll(() => repo.cleanup());

describe('the JSON report', () => {
  it('holds to its schema', () => {
    const validate = new Ajv2020().compile(readJson('../../schema/report.json') as object);
    expect([validate(JSON.parse(REPORTERS.json(report, STYLE))), validate.errors]).toEqual([true, null]);
  });

  it('is refused by its schema when something is missing or strange', () => {
    const validate = new Ajv2020().compile(readJson('../../schema/report.json') as object);
    const data = JSON.parse(REPORTERS.json(report, STYLE)) as Record<string, unknown>;
    expect(validate({ ...data, ledger: undefined })).toBe(false);
    expect(validate({ ...data, secret: 'x' })).toBe(false);
  });

  it('has one line a finding and one for the rest, as JSON lines', () => {
    const lines = REPORTERS.jsonl(report, STYLE).trimEnd().split('\n').map((line) => JSON.parse(line) as { type: string; ledger?: unknown });
    expect(lines.map((line) => line.type)).toEqual([...report.findings.map(() => 'finding'), 'summary']);
    expect(lines.at(-1)?.ledger).toBeDefined();
  });
});

describe('the SARIF report', () => {
  interface Sarif {
    readonly runs: readonly {
      readonly results: readonly { readonly ruleIndex: number; readonly partialFingerprints: Record<string, string>; readonly locations: readonly { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number; startColumn: number; endLine: number; endColumn: number } } }[] }[];
      readonly tool: { readonly driver: { readonly rules: readonly { id: string; help: { text: string }; properties: { 'security-severity': string; tags: string[] } }[] } };
      readonly invocations: readonly { executionSuccessful: boolean }[];
    }[];
  }
  const sarif = (of: Report): Sarif => JSON.parse(REPORTERS.sarif(of, STYLE)) as Sarif;

  it('says of every result what code scanning asks for', () => {
    const [run] = sarif(report).runs;
    expect(run?.results.length).toBe(report.findings.length);
    for (const result of run?.results ?? []) {
      expect(run?.tool.driver.rules[result.ruleIndex]).toBeDefined();
      expect(result.partialFingerprints['primaryLocationLineHash']).toMatch(/^[0-9a-f]{16}:1$/);
      const [first] = result.locations;
      expect(first?.physicalLocation.artifactLocation.uri).toMatch(/^[^\s\\:?#"<>]+$/);
      const region = first?.physicalLocation.region;
      expect(region === undefined || region.endLine > region.startLine || region.endColumn > region.startColumn).toBe(true);
    }
    for (const rule of run?.tool.driver.rules ?? []) {
      expect(Number(rule.properties['security-severity'])).toBeGreaterThan(0);
      expect(rule.properties.tags).toContain('security');
      expect(rule.help.text.length).toBeGreaterThan(10);
    }
  });

  it('keeps its line hashes when lines move, and says when a run was incomplete', () => {
    const moved = { ...report, findings: report.findings.map((finding) => ({ ...finding, locations: finding.locations.map((place) => ({ ...place, start: { line: place.start.line + 5, column: 1 } })) })) };
    const hashes = (of: Report): (string | undefined)[] => sarif(of).runs[0]?.results.map((result) => result.partialFingerprints['primaryLocationLineHash']) ?? [];
    expect(hashes(moved)).toEqual(hashes(report));
    expect(sarif({ ...report, ledger: { ...report.ledger, complete: false } }).runs[0]?.invocations[0]?.executionSuccessful).toBe(false);
  });
});

describe('the text report', () => {
  it('tells findings, places, commits, ledger and verdict', () => {
    const text = REPORTERS.text(report, STYLE);
    expect(text).toContain('evil.txt:1:1');
    expect(text).toContain(`merge side`);
    expect(text).toMatch(/scanned [\d,]+ documents/);
    expect(text).toContain(`${report.findings.length} leaked keys`);
  });

  it('says when it is incomplete, and why', () => {
    const skipped = [{ reason: 'corrupt-object', count: 2, bytes: 0, examples: [{ origin: { kind: 'blob', oid: 'ab'.repeat(20) } }] }] as const;
    const text = REPORTERS.text({ ...report, findings: [], ledger: { ...report.ledger, complete: false, skipped } }, STYLE);
    expect(text).toContain('INCOMPLETE');
    expect(text).toContain('2 documents not scanned: object could not be read');
  });
});

describe('every format', () => {
  it.each(Object.entries(REPORTERS))('%s holds no raw key and says whether it is complete', (_name, reporter) => {
    for (const complete of [true, false]) {
      const text = reporter({ ...report, ledger: { ...report.ledger, complete } }, STYLE);
      expect([...repo.leaks].filter(([, key]) => text.includes(key.slice(4, 20))).map(([place]) => place)).toEqual([]);
      expect(/complete|INCOMPLETE|executionSuccessful|leaked key/.test(text)).toBe(true);
    }
  });
});

describe('the schema of the configuration', () => {
  it('in the tree is the one that is checked with', () => {
    expect(readJson('../../schema/config.json')).toEqual(configJsonSchema());
  });
});
