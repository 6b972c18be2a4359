import type { Source } from '#core/chunk.ts';
import type { Finding } from '#core/finding.ts';
import { LedgerBook, type Ledger } from '#core/ledger.ts';
import type { Oid } from '#core/origin.ts';
import type { Notice, Report } from '#core/report.ts';
import { isAtLeast, type Confidence } from '#core/severity.ts';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher, makeScanner } from '#detect/scanner.ts';
import type { Ruleset } from '#ruleset/ruleset.ts';
import { FindingBook, type BlobPlace, type Evidence } from './finding-book.ts';
import { readSource } from './read-source.ts';
import { redactReport } from './redact.ts';

/** How far a scan has come; `total` where it is known. */
export interface Progress {
  readonly documents: number;
  readonly bytes: number;
  readonly total?: number;
}

/** Everything that one scan needs; nothing is looked up behind its back. */
export interface ScanRequest {
  /** What is scanned, in words. */
  readonly scope: string;
  readonly sources: readonly Source[];
  /** Where blobs stand in history; asked only for blobs that hold something. */
  readonly locate?: (oids: ReadonlySet<Oid>) => Promise<ReadonlyMap<Oid, readonly BlobPlace[]>>;
  readonly ruleset: Ruleset;
  readonly version: string;
  /** Findings that are less sure are left out of the report. */
  readonly confidence: Confidence;
  readonly salt: string;
  readonly now: number;
  /** Levels of encoding to open. */
  readonly depth: number;
  /** Marks what does not count; given after all places are known. */
  readonly review?: (findings: readonly Finding[]) => { findings: readonly Finding[]; notices: readonly Notice[] };
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** A report for people, and the raw keys for those who verify and revoke. They part ways here. */
export interface ScanOutcome {
  readonly report: Report;
  readonly evidence: Evidence;
}

async function readAll(request: ScanRequest, book: FindingBook): Promise<{ ledger: Ledger; stats: Record<string, number> }> {
  const ledger = new LedgerBook();
  const matcher = makeMatcher(request.ruleset.rules.map((rule) => compileRule(rule)));
  const scanner = makeScanner(matcher, { depth: request.depth });
  const { signal, onProgress } = request;
  for (const source of request.sources) {
    await readSource(source, {
      scanner,
      ledger,
      onDetection: (origin, detection) => book.add(origin, detection),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress: (documents, bytes) => onProgress({ documents, bytes }) }),
    });
  }
  return { ledger: ledger.close(), stats: { ...matcher.stats } };
}

/** Scans the sources one after the other and makes the report. */
export async function runScan(request: ScanRequest): Promise<ScanOutcome> {
  const { ruleset } = request;
  const book = new FindingBook({ rules: ruleset.rules, salt: request.salt, now: request.now });
  const { ledger, stats } = await readAll(request, book);
  const places = (await request.locate?.(book.blobs())) ?? new Map<Oid, readonly BlobPlace[]>();
  const closed = book.close(places);
  const sure = closed.findings.filter((finding) => isAtLeast(finding.confidence, request.confidence));
  const { findings, notices } = request.review?.(sure) ?? { findings: sure, notices: [] };
  const report: Report = {
    tool: { name: 'stanch', version: request.version, rules: ruleset.rules.length, rulesDigest: ruleset.digest },
    scope: request.scope,
    findings,
    rules: ruleInfoOf(ruleset, findings),
    notices,
    ledger,
    stats: { ...stats, unsure: closed.findings.length - sure.length },
  };
  return { report: redactReport(report, book.secrets()), evidence: closed.evidence };
}

function ruleInfoOf(ruleset: Ruleset, findings: readonly Finding[]): Report['rules'] {
  const named = new Set(findings.map((finding) => finding.ruleId));
  return ruleset.rules
    .filter((rule) => named.has(rule.id))
    .map(({ id, provider, title, severity, help, references }) => ({ id, provider, title, severity, help, references }));
}
