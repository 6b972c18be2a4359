import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '#app/audit.ts';
import type { Report } from '#core/report.ts';
import { formatByName } from '#cli/write-report.ts';
import { REPORTERS } from '#report/index.ts';
import { xmlText } from '#report/xml-text.ts';
import { contextIn } from '../helpers/context.ts';
import { makeLeakyRepo, type LeakyRepo } from '../helpers/leaky-repo.ts';
import { CODE_QUALITY_SHAPE, GITLAB_SHAPE } from './gitlab-shape.ts';
import { parseXml, type XmlElement } from './parse-xml.ts';
import { reportWith } from './sample.ts';

const STYLE = { color: false, columns: 100, quiet: false, showAll: true, now: Date.UTC(2026, 0, 2, 3, 4, 5, 678) };

interface GitLab {
  readonly scan: { readonly status: string; readonly start_time: string; readonly messages: readonly { level: string; value: string }[] };
  readonly vulnerabilities: readonly { readonly id: string; readonly name: string; readonly location: { readonly file: string; readonly start_line: number; readonly commit: { readonly sha: string } } }[];
}
interface Issue {
  readonly check_name: string;
  readonly fingerprint: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

let repo: LeakyRepo;
let report: Report;
beforeAll(async () => {
  repo = makeLeakyRepo();
  report = (await audit({ folder: repo.dir, unreachable: true, workTree: true }, contextIn(repo.dir))).report;
});
afterAll(() => repo.cleanup());

const gitlab = (of: Report): GitLab => JSON.parse(REPORTERS.gitlab(of, STYLE)) as GitLab;
const issues = (of: Report): readonly Issue[] => JSON.parse(REPORTERS.codequality(of, STYLE)) as Issue[];
const suite = (of: Report): XmlElement => parseXml(REPORTERS.junit(of, STYLE));
const cases = (of: Report): readonly XmlElement[] => suite(of).children.flatMap(({ children }) => children);

function holed(of: Report): Report {
  return { ...of, ledger: { ...of.ledger, complete: false, skipped: [{ reason: 'too-big', count: 2, bytes: 9, examples: [{ origin: { kind: 'file', path: 'big.bin' } }] }] } };
}

function accepted(of: Report): Report {
  return { ...of, findings: of.findings.map((finding) => ({ ...finding, suppression: { by: 'baseline', reason: 'a <sample>', ref: 'x' } as const })) };
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('<!-- ', '--><a>', ']]>', '"><failure/>', '&amp;', '&#0;', '\u0000\ufffe\uffff', '\u001b[31m', '../../x', '](javascript:x)', '\ud800', '\n::error::x', '<![CDATA[', '', '@all'),
);

describe('the report for GitLab', () => {
  it('holds to the shape that GitLab takes, with findings, without, and when something was not read', () => {
    const validate = new Ajv().compile(GITLAB_SHAPE);
    for (const one of [report, holed(report), accepted(report), { ...report, findings: [], rules: [] }]) expect([validate(gitlab(one)), validate.errors]).toEqual([true, null]);
    expect(validate({ ...gitlab(report), version: '16' })).toBe(false);
  });

  it('has one entry a key that counts, at its first place, with the commit that brought it', () => {
    const entries = gitlab(report).vulnerabilities;
    expect(entries.length).toBe(report.findings.length);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    for (const [index, { locations }] of report.findings.entries()) {
      const [place] = locations;
      if (place?.path !== '' && place !== undefined) expect(entries[index]?.location.file).toBe(place.path);
      if (place?.commit !== undefined) expect(entries[index]?.location.commit.sha).toBe(place.commit.oid);
    }
    expect(gitlab(accepted(report)).vulnerabilities).toEqual([]);
  });

  it('keeps its ids when lines move, and tells the time in its own form', () => {
    const moved = { ...report, findings: report.findings.map((finding) => ({ ...finding, locations: finding.locations.map((place) => ({ ...place, start: { line: place.start.line + 5, column: 1 } })) })) };
    expect(gitlab(moved).vulnerabilities.map(({ id }) => id)).toEqual(gitlab(report).vulnerabilities.map(({ id }) => id));
    expect(gitlab(report).scan.start_time).toBe('2026-01-02T03:04:05');
  });

  it('says when something was not read', () => {
    expect(gitlab(report).scan.status).toBe('success');
    const { scan } = gitlab(holed(report));
    expect(scan.status).toBe('failure');
    expect(scan.messages).toContainEqual({ level: 'fatal', value: '2 documents not scanned: larger than the size limit' });
  });

  it('holds to its shape whatever the repository has in its names', () => {
    const validate = new Ajv().compile(GITLAB_SHAPE);
    fc.assert(
      fc.property(nasty, (text) => {
        expect([validate(gitlab(reportWith(text))), validate.errors]).toEqual([true, null]);
      }),
    );
  });
});

describe('the report for Code Quality', () => {
  it('holds to the shape that GitLab takes', () => {
    const validate = new Ajv().compile(CODE_QUALITY_SHAPE);
    for (const one of [report, holed(report), { ...report, findings: [] }]) expect([validate(issues(one)), validate.errors]).toEqual([true, null]);
    expect(validate([{ ...issues(report)[0], severity: 'high' }])).toBe(false);
  });

  it('has an issue a key and file, each with a fingerprint of its own', () => {
    const all = issues(report);
    expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(all.length);
    for (const { ruleId, locations } of report.findings) {
      for (const path of new Set(locations.map((place) => place.path).filter((name) => name !== ''))) expect(all.some((issue) => issue.check_name === ruleId && issue.location.path === path)).toBe(true);
    }
    expect(issues(accepted(report))).toEqual([]);
  });

  it('has an issue for what was not read', () => {
    expect(issues(holed({ ...report, findings: [] }))).toMatchObject([{ check_name: 'stanch-incomplete', location: { path: 'big.bin' } }]);
  });

  it('holds to its shape whatever the repository has in its names', () => {
    const validate = new Ajv().compile(CODE_QUALITY_SHAPE);
    fc.assert(
      fc.property(nasty, (text) => {
        expect([validate(issues(reportWith(text))), validate.errors]).toEqual([true, null]);
      }),
    );
  });
});

describe('the report as JUnit', () => {
  it('has a failed test a key and one test that everything was read', () => {
    const root = suite(report);
    expect(root).toMatchObject({ name: 'testsuites', attributes: { tests: String(report.findings.length + 1), failures: String(report.findings.length), errors: '0' } });
    const all = cases(report);
    expect(all.map(({ name }) => name)).toEqual(Array.from({ length: report.findings.length + 1 }, () => 'testcase'));
    expect(all[0]?.children).toEqual([]);
    expect(all.slice(1).map(({ children }) => children.map(({ name }) => name))).toEqual(report.findings.map(() => ['failure']));
    expect(all[1]?.children[0]?.attributes['type']).toBe(report.findings[0]?.ruleId);
  });

  it('has a test that passes when nothing was found, and skips what was accepted', () => {
    expect(cases({ ...report, findings: [] }).map(({ children }) => children.length)).toEqual([0]);
    expect(cases(accepted(report)).slice(1).map(({ children }) => [children[0]?.name, children[0]?.attributes['message']])).toEqual(report.findings.map(() => ['skipped', 'accepted: a <sample>']));
  });

  it('has an error where something was not read', () => {
    expect(suite(holed(report)).attributes['errors']).toBe('1');
    expect(cases(holed(report))[0]?.children).toMatchObject([{ name: 'error', text: '2 documents not scanned: larger than the size limit' }]);
  });

  it('is XML whatever the repository has in its names, with the same tests', () => {
    const names = cases(reportWith('plain')).map(({ name }) => name);
    fc.assert(
      fc.property(nasty, (text) => {
        expect(cases(reportWith(text)).map(({ name }) => name)).toEqual(names);
      }),
    );
  });

  it('brings text back as it was, but for what no XML may hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const plain = text.replaceAll(/[:#]/g, '');
        expect(parseXml(`<a b="${xmlText(plain)}">${xmlText(plain)}</a>`)).toEqual({ name: 'a', attributes: { b: plain }, children: [], text: plain });
      }),
    );
    expect(xmlText('a\u0000\uffff\ud800')).toBe(String.raw`a\x00\u{ffff}\u{d800}`);
  });

  it('is read by Python’s own parser', ({ skip }) => {
    if (spawnSync('python3', ['-c', '']).status !== 0) {
      process.stderr.write('\nSKIPPED: there is no python3 here, no other reader has read the JUnit report\n');
      skip();
    }
    const folder = mkdtempSync(join(tmpdir(), 'stanch-junit-'));
    try {
      const path = join(folder, 'junit.xml');
      writeFileSync(path, REPORTERS.junit(reportWith('<&>"\' ]]> \u0001\uffff é'), STYLE));
      const script = "import sys, xml.etree.ElementTree as t; print(' '.join(e.tag for e in t.parse(sys.argv[1]).iter('*')))";
      expect(execFileSync('python3', ['-c', script, path]).toString().trim().split(' ')).toEqual(['testsuites', 'testsuite', 'testcase', 'error', 'testcase', 'failure', 'testcase', 'failure', 'testcase', 'skipped']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the form of a report', () => {
  it('is known by the name of its file', () => {
    expect(['a/gl-secret-detection-report.json', 'gl-code-quality-report.json', 'x.xml', 'x.sarif', 'x.json', 'x.jsonl', 'x', 'constructor'].map(formatByName)).toEqual(['gitlab', 'codequality', 'junit', 'sarif', 'json', 'jsonl', 'text', 'text']);
  });
});
