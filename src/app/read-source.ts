import { wholeChunk, type Chunk, type Source } from '#core/chunk.ts';
import type { Detection } from '#core/finding.ts';
import type { LedgerBook } from '#core/ledger.ts';
import type { Origin } from '#core/origin.ts';
import type { Scanner } from '#detect/scanner.ts';
import type { ScannedByEngine } from '#engine/engine-options.ts';

/** What the reader of a source reports to. */
export interface ReadTargets {
  readonly scanner: Scanner;
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
  let open: Origin | undefined;
  for await (const item of source.items()) {
    if (targets.signal?.aborted === true) {
      targets.ledger.skipped('interrupted', item.origin);
      return;
    }
    if (item.kind === 'skip') {
      targets.ledger.skipped(item.reason, item.origin, item.detail, item.bytes);
      // The rest of a document that broke off is missing, but what came of it was read.
      if (open !== undefined) finish(wholeChunk(open, NOTHING), targets);
      open = undefined;
      continue;
    }
    open = item.last ? undefined : item.origin;
    finish(item, targets);
  }
  // A source that heard of it first may have ended without another item.
  if (targets.signal?.aborted === true) targets.ledger.skipped('interrupted', { kind: 'refs' });
}

function finish(chunk: Chunk, targets: ReadTargets): void {
  const result = targets.scanner.scan(chunk);
  if (result === undefined) return;
  note({ ...result, isBinary: result.encoding === 'bytes', originOf: () => chunk.origin }, targets);
  const { documents, bytes } = targets.ledger;
  if (documents % PROGRESS_EVERY === 0) targets.onProgress?.(documents, bytes);
}

/** Enters a document into the ledger, and tells what stands in it. */
export function note({ bytes, isBinary, openness, detections, originOf }: ScannedByEngine, { ledger, onDetection }: Pick<ReadTargets, 'ledger' | 'onDetection'>): void {
  ledger.scanned(bytes, isBinary);
  if (openness !== 'whole') ledger.skipped(openness === 'budget' ? 'decoding-budget' : 'container-closed', originOf());
  for (const detection of detections) onDetection(originOf(), detection);
}
