import type { Source } from '#core/chunk.ts';
import type { Detection, Finding } from '#core/finding.ts';
import { LedgerBook, type Ledger } from '#core/ledger.ts';
import type { Oid, Origin } from '#core/origin.ts';
import type { Notice, Report } from '#core/report.ts';
import { isAtLeast, type Confidence } from '#core/severity.ts';
import type { Matcher } from '#detect/matcher.ts';
import { makeScanner, type Scanner } from '#detect/scanner.ts';
import type { DocumentPool } from '#engine/document-pool.ts';
import type { ScannedByEngine } from '#engine/engine-options.ts';
import type { WorkerEntry } from '#engine/start-worker.ts';
import type { BlobPlace } from '#sources/locate.ts';
import { FindingBook, type Evidence } from './finding-book.ts';
import type { IsNew } from './newness.ts';
import type { Progress } from './progress.ts';
import { note, readSource } from './read-source.ts';
import { redactReport } from './redact.ts';
import type { RunRules } from './run-rules.ts';

/** What a source may report to that scans documents itself and hands out only the rest. */
export interface ScanSink {
  readonly rules: RunRules;
  readonly onDocument: (document: ScannedByEngine) => void;
  readonly onStats: (stats: Readonly<Record<string, number>>) => void;
}

/** A source, or how to make it once the scan is set up. */
export type SourceMaker = Source | ((sink: ScanSink) => Source);

/** What newness is judged by. */
export interface NewnessWork {
  /** Blobs that hold a detection. */
  readonly found: ReadonlySet<Oid>;
  /** One detection for each key under each rule. */
  readonly detections: readonly Detection[];
  readonly scanner: Scanner;
}

/** Everything that one scan needs; nothing is looked up behind its back. */
export interface ScanRequest {
  /** What is scanned, in words. */
  readonly scope: string;
  readonly sources: readonly SourceMaker[];
  /** Tells what a change brings in from what stood there before; the rest is left out, and counted. */
  readonly judgeNewness?: (work: NewnessWork) => Promise<IsNew>;
  /** Where blobs stand in history; asked only for blobs that hold something. */
  readonly locate?: (oids: ReadonlySet<Oid>) => Promise<ReadonlyMap<Oid, readonly BlobPlace[]>>;
  readonly rules: RunRules;
  /** The program of worker threads, where the door has one. */
  readonly workerEntry?: WorkerEntry;
  readonly version: string;
  /** Findings that are less sure are left out of the report. */
  readonly confidence: Confidence;
  readonly salt: string;
  readonly now: number;
  /** Levels of encoding to open. */
  readonly depth: number;
  /** Severities and confidences that differ; given before the less sure ones are left out. */
  readonly adjust?: (findings: readonly Finding[]) => readonly Finding[];
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

/** Not even loaded by doors without workers, which must start at once. */
async function openPool({ workerEntry, rules, depth }: ScanRequest): Promise<DocumentPool | undefined> {
  if (workerEntry === undefined) return undefined;
  const { DocumentPool: Pool } = await import('#engine/document-pool.ts');
  return new Pool({ entry: workerEntry, matcher: rules.matcher, linear: rules.own, depth });
}

async function readAll(request: ScanRequest, book: FindingBook, scanner: Scanner): Promise<{ ledger: Ledger; stats: Record<string, number> }> {
  const pool = await openPool(request);
  try {
    return await readWith({ request, book, scanner, pool });
  } finally {
    await pool?.end();
  }
}

interface Reading {
  readonly request: ScanRequest;
  readonly book: FindingBook;
  readonly scanner: Scanner;
  readonly pool: DocumentPool | undefined;
}

async function readWith({ request, book, scanner, pool }: Reading): Promise<{ ledger: Ledger; stats: Record<string, number> }> {
  const ledger = new LedgerBook();
  const stats: Record<string, number> = {};
  const { signal, onProgress } = request;
  const onDetection = (origin: Origin, detection: Detection): void => book.add(origin, detection);
  const sink: ScanSink = {
    rules: request.rules,
    onDocument: (document) => note(document, { ledger, onDetection }),
    onStats: (figures) => void Object.assign(stats, figures),
  };
  for (const maker of request.sources) {
    await readSource(typeof maker === 'function' ? maker(sink) : maker, {
      scanner,
      pool,
      ledger,
      onDetection,
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress: (documents, bytes) => onProgress({ documents, bytes }) }),
    });
  }
  const workers = pool?.workers ?? 0;
  return { ledger: ledger.close(), stats: workers === 0 ? stats : { ...stats, threads: Math.max(stats['threads'] ?? 1, 1 + workers) } };
}

/** Scans the sources one after the other and makes the report. */
export async function runScan(request: ScanRequest): Promise<ScanOutcome> {
  const { matcher, count, digest } = request.rules;
  const book = new FindingBook({ ruleOf: (id) => matcher.ruleOf(id), salt: request.salt, now: request.now });
  const scanner = makeScanner(matcher, { depth: request.depth });
  const started = performance.now();
  const { ledger, stats } = await readAll(request, book, scanner);
  const read = performance.now();
  const isNew = await request.judgeNewness?.({ found: book.blobs(), detections: book.detections(), scanner });
  const old = isNew === undefined ? 0 : book.retain(isNew);
  const places = (await request.locate?.(book.blobs())) ?? new Map<Oid, readonly BlobPlace[]>();
  const placed = performance.now();
  const closed = book.close(places);
  const adjusted = request.adjust?.(closed.findings) ?? closed.findings;
  const sure = adjusted.filter((finding) => isAtLeast(finding.confidence, request.confidence));
  const { findings, notices } = request.review?.(sure) ?? { findings: sure, notices: [] };
  const report: Report = {
    tool: { name: 'stanch', version: request.version, rules: count, rulesDigest: digest },
    scope: request.scope,
    findings,
    rules: ruleInfoOf(matcher, findings),
    notices,
    ledger,
    stats: { ...scanner.stats, ...stats, unsure: adjusted.length - sure.length, doubted: adjusted.filter(({ facts }) => facts['unlikely'] !== undefined).length, old, readMs: read - started, placesMs: placed - read, findingsMs: performance.now() - placed },
  };
  return { report: redactReport(report, book.secrets()), evidence: closed.evidence };
}

function ruleInfoOf(matcher: Matcher, findings: readonly Finding[]): Report['rules'] {
  const ids = [...new Set(findings.map((finding) => finding.ruleId))].sort();
  return ids.flatMap((name) => {
    const rule = matcher.ruleOf(name);
    if (rule === undefined) return [];
    const { id, provider, title, severity, help, references } = rule;
    return [{ id, provider, title, severity, help, references }];
  });
}
