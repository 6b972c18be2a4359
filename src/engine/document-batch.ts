import type { Matcher, MatchStats } from '#detect/matcher.ts';
import { sendDetection, type SentDetection } from '#detect/sent-detection.ts';
import { DocumentReader, type DocumentFound, type ReaderOptions } from './document-reader.ts';
import type { SentRules } from './worker-matcher.ts';

/** What a thread needs to know before it is handed documents. */
export interface DocumentJob extends ReaderOptions {
  readonly rules: SentRules;
}

/** Whole documents behind each other, and where each ends. */
export interface DocumentBatch {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly ends: readonly number[];
}

/** What one document gave, as plain data. */
export interface SentResult extends Omit<DocumentFound, 'detections'> {
  readonly detections: readonly SentDetection[];
}

/** What a batch gave, document by document, and figures of the work on it. */
export interface BatchResult {
  readonly number: number;
  readonly results: readonly SentResult[];
  readonly stats: MatchStats;
}

/** Puts documents behind each other, in memory of their own. */
export function packBatch(number: number, documents: readonly Uint8Array[]): DocumentBatch {
  let end = 0;
  const ends = documents.map(({ length }) => (end += length));
  const bytes = new Uint8Array(end);
  for (const [i, document] of documents.entries()) bytes.set(document, (ends[i] ?? 0) - document.length);
  return { number, bytes, ends };
}

/** A worker's side: scans one batch after the other. */
export class DocumentThread {
  readonly #reader: DocumentReader;
  readonly #stats: MatchStats;

  constructor(matcher: Matcher, options: ReaderOptions) {
    this.#reader = new DocumentReader(matcher, options);
    this.#stats = matcher.stats;
  }

  scan({ number, bytes, ends }: DocumentBatch): BatchResult {
    const before = { ...this.#stats };
    let start = 0;
    const results = ends.map((end): SentResult => {
      const { detections, ...found } = this.#reader.read(bytes.subarray(start, end));
      start = end;
      return { ...found, detections: detections.map(sendDetection) };
    });
    const { hits, regexRuns, rejected } = this.#stats;
    return { number, results, stats: { hits: hits - before.hits, regexRuns: regexRuns - before.regexRuns, rejected: rejected - before.rejected } };
  }
}
