import { wholeChunk, type Chunk, type Source } from '#core/chunk.ts';
import type { Detection } from '#core/finding.ts';
import type { LedgerBook } from '#core/ledger.ts';
import type { Origin } from '#core/origin.ts';
import type { Scanner } from '#detect/scanner.ts';
import type { DocumentPool } from '#engine/document-pool.ts';
import type { DocumentFound } from '#engine/document-reader.ts';
import type { ScannedByEngine } from '#engine/engine-options.ts';

/** What the reader of a source reports to. */
export interface ReadTargets {
  readonly scanner: Scanner;
  /** Scans whole documents in place of the scanner, where there is one. */
  readonly pool?: DocumentPool | undefined;
  readonly ledger: LedgerBook;
  readonly onDetection: (origin: Origin, detection: Detection) => void;
  /** Documents and bytes of the whole run so far. */
  readonly onProgress?: (documents: number, bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** Documents between two looks at the clock of a progress line. */
const PROGRESS_EVERY = 64;
const NOTHING = new Uint8Array();

/** Reads a source to its end: chunks go to the scanner, skips to the ledger. Stops early, and says so, when aborted. */
export async function readSource(source: Source, targets: ReadTargets): Promise<void> {
  await readItems(source, targets);
  await targets.pool?.settle();
}

async function readItems(source: Source, targets: ReadTargets): Promise<void> {
  let open: Origin | undefined;
  for await (const item of source.items()) {
    await targets.pool?.turn();
    if (targets.signal?.aborted === true) {
      targets.ledger.skipped('interrupted', item.origin);
      return;
    }
    if (item.kind === 'skip') {
      targets.ledger.skipped(item.reason, item.origin, item.detail, item.bytes);
      // The rest of a document that broke off is missing, but what came of it was read.
      if (open !== undefined) scan(wholeChunk(open, NOTHING), false, targets);
      open = undefined;
      continue;
    }
    scan(item, open === undefined && item.last, targets);
    open = item.last ? undefined : item.origin;
  }
  // A source that heard of it first may have ended without another item.
  if (targets.signal?.aborted === true) targets.ledger.skipped('interrupted', { kind: 'refs' });
}

/** A pool takes documents that come in one piece. The pieces of others go to the scanner, and only what came of them to the pool. */
function scan(chunk: Chunk, isWhole: boolean, targets: ReadTargets): void {
  const { pool } = targets;
  const told = (found: DocumentFound): void => tell(found, chunk.origin, targets);
  if (isWhole && pool !== undefined) {
    pool.take(chunk.bytes, told);
    return;
  }
  const result = targets.scanner.scan(chunk);
  if (result === undefined) return;
  const found = { ...result, isBinary: result.encoding === 'bytes' };
  if (pool === undefined) told(found);
  else pool.add(found, told);
}

function tell(found: DocumentFound, origin: Origin, targets: ReadTargets): void {
  note({ ...found, originOf: () => origin }, targets);
  const { documents, bytes } = targets.ledger;
  if (documents % PROGRESS_EVERY === 0) targets.onProgress?.(documents, bytes);
}

/** Enters a document into the ledger, and tells what stands in it. */
export function note({ bytes, isBinary, openness, detections, originOf }: ScannedByEngine, { ledger, onDetection }: Pick<ReadTargets, 'ledger' | 'onDetection'>): void {
  ledger.scanned(bytes, isBinary);
  if (openness !== 'whole') ledger.skipped(openness === 'budget' ? 'decoding-budget' : 'container-closed', originOf());
  if (detections.length === 0) return;
  const origin = originOf();
  for (const detection of detections) onDetection(origin, detection);
}
