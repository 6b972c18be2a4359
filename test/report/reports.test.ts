import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '#app/audit.ts';
import type { Report } from '#core/report.ts';
import { REPORTERS } from '#report/index.ts';
import { configJsonSchema } from '#config/schema.ts';
import { checkReport, reportJsonSchema } from '#report/schema.ts';
import { contextIn } from '../helpers/context.ts';
import { SARIF_SHAPE } from './sarif-shape.ts';
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

  it('is read back as it was, and refused with the place of what does not hold', () => {
    const data = JSON.parse(REPORTERS.json(report, STYLE)) as { findings: object[] };
    expect(checkReport(data)).toEqual({ ok: true, report: JSON.parse(JSON.stringify(report)) as unknown });
    expect(checkReport({ ...data, findings: [{ ...data.findings[0], severity: 'x\u001b[31m' }] })).toEqual({ ok: false, at: 'findings.0.severity' });
    expect(checkReport({ ...data, schema: 'stanch-report/2' })).toEqual({ ok: false, at: 'schema' });
    expect(checkReport(null).ok).toBe(false);
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

  it('holds to the shape that code scanning takes, also when it is empty', () => {
    const validate = new Ajv2020({ formats: { uri: (text: string) => URL.canParse(text) } }).compile(SARIF_SHAPE);
    for (const one of [report, { ...report, findings: [], rules: [] }]) expect([validate(JSON.parse(REPORTERS.sarif(one, STYLE))), validate.errors]).toEqual([true, null]);
    expect(validate({ ...JSON.parse(REPORTERS.sarif(report, STYLE)), version: '2.0.0' })).toBe(false);
  });

  it('is uploaded beside reports of another kind, not over them', () => {
    const category = (scope: string): string => (JSON.parse(REPORTERS.sarif({ ...report, scope }, STYLE)) as { runs: { automationDetails: { id: string } }[] }).runs[0]?.automationDetails.id ?? '';
    expect(['history and work tree', 'commits of a..b', 'files: x', '\u001b'].map(category)).toEqual(['stanch/history/', 'stanch/commits/', 'stanch/files/', 'stanch/scan/']);
  });

  it('links to pages only', () => {
    const helpUri = (reference: string): unknown => {
      const rules = report.rules.map((rule) => ({ ...rule, references: [reference] }));
      return (JSON.parse(REPORTERS.sarif({ ...report, rules }, STYLE)) as { runs: { tool: { driver: { rules: { helpUri?: string }[] } } }[] }).runs[0]?.tool.driver.rules[0]?.helpUri;
    };
    expect(['https://example.test/a?b=c#d', 'javascript:x', 'https://a b', 'http://example.test'].map(helpUri)).toEqual(['https://example.test/a?b=c#d', undefined, undefined, undefined]);
  });

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

  it('gives advice once a rule and place, and says how bad it is', () => {
    const text = REPORTERS.text(report, STYLE);
const kinds = new Set(report.findings.map((finding) => `${finding.ruleId} ${finding.locations.some(({ origin }) => ['blob', 'commit', 'tag'].includes(origin.kind))}`));
    expect(text.match(/as for [0-9a-f]{12}/g)?.length).toBe(report.findings.length - kinds.size);
    expect(text).toContain(`as for ${report.findings[0]?.id}`);
    expect(text).toContain(`(${report.findings.length} high)`);
  });

  it('folds long lists to a count unless all is asked for', () => {
    const [first] = report.findings;
    const many = { ...report, findings: first === undefined ? [] : [{ ...first, locations: Array.from({ length: 8 }, () => first.locations[0] ?? []).flat() }] };
    expect(REPORTERS.text(many, { ...STYLE, showAll: false })).toContain('and 5 more places');
    expect(REPORTERS.text(many, STYLE)).not.toContain('more place');
  });

  it('counts what is accepted, and shows it with its reason and its end when it is asked to', () => {
    const [first] = report.findings;
    const excused = { ...report, findings: first === undefined ? [] : [{ ...first, suppression: { by: 'baseline', reason: 'a sample', ref: 'x', until: '2027-01-31' } as const }] };
    expect(REPORTERS.text(excused, { ...STYLE, showAll: false })).toContain('1 accepted finding not shown (--all shows them)');
    expect(REPORTERS.text(excused, STYLE)).toContain('a sample (baseline x, until 2027-01-31)');
    expect(REPORTERS.text(excused, STYLE)).toContain('clean: no leaked keys');
  });

  it('tells what its paths leave out from what somebody accepted', () => {
    const [first] = report.findings;
    if (first === undefined) throw new Error('the report has no finding');
    const excluded = { ...first, suppression: { by: 'path', reason: 'its paths are excluded', ref: 'paths.exclude' } as const };
    const accepted = { ...first, suppression: { by: 'config', reason: 'made up', ref: 'overrides' } as const };
    const mixed = { ...report, findings: [first, excluded, excluded, accepted] };
    const folded = REPORTERS.text(mixed, { ...STYLE, showAll: false });
    expect(folded.match(/^ {2}\d+ \w+ findings? not shown.*$/gm)).toEqual(['  1 accepted finding not shown (--all shows them)', '  2 excluded findings not shown (--all shows them)']);
    const shown = REPORTERS.text(mixed, STYLE);
    expect(shown.match(/(?:excluded|accepted) {3}.*/g)).toEqual(['excluded   its paths are excluded (paths.exclude)', 'excluded   its paths are excluded (paths.exclude)', 'accepted   made up (config overrides)']);
    expect(REPORTERS.junit(mixed, STYLE).match(/<skipped message="\w+/g)).toEqual(['<skipped message="excluded', '<skipped message="excluded', '<skipped message="accepted']);
    expect(JSON.parse(REPORTERS.jsonl(mixed, STYLE).split('\n').at(-2) ?? '')).toMatchObject({ open: 1, accepted: 1, excluded: 2 });
    const [run] = (JSON.parse(REPORTERS.sarif(mixed, STYLE)) as { runs: [{ properties: unknown; results: { suppressions?: unknown }[] }] }).runs;
    expect(run.properties).toMatchObject({ findings: { open: 1, accepted: 1, excluded: 2 } });
    expect(run.results.map(({ suppressions }) => suppressions)).toMatchObject([undefined, [{ status: 'accepted', properties: { standing: 'excluded' } }], [{ properties: { standing: 'excluded' } }], [{ properties: { standing: 'accepted', by: 'config' } }]]);
  });

  it('tells what is on disk from what is in the history only', () => {
    const [first] = report.findings;
    const place = first?.locations[0];
    if (first === undefined || place === undefined) throw new Error('the report has no finding');
    const onDisk = { ...place, path: 'a.txt', origin: { kind: 'file', path: 'a.txt' } } as const;
    const textOf = (locations: (typeof place)[]): string => REPORTERS.text({ ...report, findings: [{ ...first, locations }] }, STYLE);
    expect(textOf([place, onDisk])).toMatch(/a\.txt:\d+:\d+ \(on disk now\)/);
    expect(textOf([place])).not.toContain('on disk');
    expect(textOf([onDisk])).not.toContain('on disk');
  });

  it('says how many findings were not sure enough to be shown', () => {
    expect(REPORTERS.text({ ...report, stats: { unsure: 3 } }, { ...STYLE, showAll: false })).toContain('3 less sure findings left out (--confidence low shows them)');
  });

  it('keeps to the width of the terminal, and has colour only if it may', () => {
    const commit = { oid: 'ab'.repeat(20), author: 'A. Author', date: '2026-01-01T00:00:00Z', subject: 'word '.repeat(40) };
    const told = { ...report, findings: report.findings.map((finding) => ({ ...finding, locations: finding.locations.map((place) => ({ ...place, commit })) })) };
    const commitLines = REPORTERS.text(told, { ...STYLE, columns: 72 }).split('\n').filter((line) => line.includes('A. Author'));
    expect(commitLines.length).toBeGreaterThan(0);
    expect(commitLines.filter((line) => line.length > 72)).toEqual([]);
    expect(REPORTERS.text(report, STYLE)).not.toContain('\u001b');
    expect(REPORTERS.text(report, { ...STYLE, color: true })).toContain('\u001b[31m');
  });

  it('has findings and verdict only when it is to be quiet', () => {
    const text = REPORTERS.text(report, { ...STYLE, quiet: true });
    expect(text).toContain(report.findings[0]?.id);
    expect(text).toContain('leaked keys');
    expect(text).not.toMatch(/scanned|False alarm/);
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
    const hole = { reason: 'unreadable', count: 1, bytes: 0, examples: [] } as const;
    const whole = reporter(report, STYLE);
    const holed = reporter({ ...report, ledger: { ...report.ledger, complete: false, skipped: [hole] } }, STYLE);
    for (const text of [whole, holed]) expect([...repo.leaks].filter(([, key]) => text.includes(key.slice(4, 20))).map(([place]) => place)).toEqual([]);
    const words = /"complete": ?false|INCOMPLETE|"status": "failure"|stanch-incomplete|<error /;
    expect([whole, holed].map((text) => words.test(text))).toEqual([false, true]);
  });
});

describe('the schemas that are shipped', () => {
  it.each([
    ['config', configJsonSchema()],
    ['report', reportJsonSchema()],
  ])('%s.json is the one that is checked with (npm run schemas writes it)', (name, schema) => {
    expect(readJson(`../../schema/${name}.json`)).toEqual(schema);
  });
});
