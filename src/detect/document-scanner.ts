import { advance, DOCUMENT_START, type LineMark } from '#core/line-index.ts';
import { MAX_CONTAINER_BYTES, sniffContainer, type ContainerKind } from './containers/container.ts';
import { BLOCK, MARGIN, type DocumentView } from './document-view.ts';
import { SNIFF_BYTES, sniffEncoding, type Encoding } from './encoding.ts';
import { isPackedAt, LONGEST_PACKED } from './decode/gzip-run.ts';
import { runStart } from './decode/runs.ts';
import type { Matcher } from './matcher.ts';
import { placeMatches } from './place.ts';
import type { PlacedMatch } from './placed-match.ts';
import { scanRange } from './scan-range.ts';
import { makeTranscoder, type Transcoder } from './transcode.ts';

/** What came out of one document. */
export interface ScannedDocument {
  readonly matches: readonly PlacedMatch[];
  /** Bytes as they came in, before transcoding. */
  readonly bytes: number;
  readonly encoding: Encoding;
  /** The whole document, where it is a container of others; `null` where it is one and too large to open. */
  readonly container?: { readonly kind: ContainerKind; readonly bytes: Buffer | null };
}

const NOTHING: Buffer = Buffer.alloc(0);

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Scans one document that may arrive in any pieces. It is looked at in stretches that begin at multiples of
 * `BLOCK`, each with `MARGIN` bytes around it, so that what is found does not depend on how it arrives, and
 * memory stays within two blocks however long a line is.
 */
export class DocumentScanner {
  readonly #matcher: Matcher;
  readonly #depth: number;
  readonly #found: PlacedMatch[] = [];
  #encoding: Encoding | undefined;
  #transcoder: Transcoder | undefined;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #received = 0;
  #container: ContainerKind | undefined;
  #packed: Buffer[] = [];
  /** Offset of the first held byte, of the next stretch to scan, and where lines have been counted to. */
  #base = 0;
  #next = 0;
  #mark: LineMark = DOCUMENT_START;
  /** What `#needed` has found for the stretch that begins at `#neededFor`. */
  #wanted = 0;
  #neededFor = -1;

  constructor(matcher: Matcher, depth: number) {
    this.#matcher = matcher;
    this.#depth = depth;
  }

  /**
   * Takes the next piece of the document.
   * @param bytes may be overwritten by the caller once this has returned, unless it is the last piece
   */
  write(bytes: Uint8Array, isLast = false): void {
    this.#received += bytes.length;
    if (this.#container !== undefined) this.#keep(asBuffer(bytes));
    const own = (): Buffer => (isLast ? asBuffer(bytes) : Buffer.from(bytes));
    if (this.#encoding === undefined) this.#hold(own());
    else this.#hold(this.#transcoder?.write(bytes, false) ?? own());
    if (this.#encoding === undefined && this.#heldBytes >= SNIFF_BYTES) this.#decide(false);
    while (this.#encoding !== undefined && this.#base + this.#heldBytes >= this.#needed()) this.#scanBlock(false);
  }

  /** Offset to which the document must be held before the next stretch is scanned: its margin, and all that may be read of a packed run that begins in it and goes on. */
  #needed(): number {
    const edge = this.#next + BLOCK + MARGIN;
    if (this.#base + this.#heldBytes < edge) return edge;
    if (this.#neededFor !== this.#next) {
      const bytes = this.#joined();
      const start = runStart(bytes, edge - this.#base, Math.max(0, edge - this.#base - LONGEST_PACKED));
      const isPacked = start < edge - MARGIN - this.#base && isPackedAt(bytes, start);
      this.#wanted = isPacked ? this.#base + start + LONGEST_PACKED + 1 : edge;
      this.#neededFor = this.#next;
    }
    return this.#wanted;
  }

  /** Ends the document and tells what was found in it. */
  end(): ScannedDocument {
    if (this.#encoding === undefined) this.#decide(true);
    else if (this.#transcoder !== undefined) this.#hold(this.#transcoder.write(NOTHING, true));
    while (this.#next < this.#base + this.#heldBytes) this.#scanBlock(true);
    const scanned = { matches: this.#found, bytes: this.#received, encoding: this.#encoding ?? 'utf-8' };
    if (this.#container === undefined) return scanned;
    const isWhole = this.#received <= MAX_CONTAINER_BYTES;
    return { ...scanned, container: { kind: this.#container, bytes: isWhole ? Buffer.concat(this.#packed) : null } };
  }

  /** Keeps a copy of the raw bytes of a container, as long as it may be opened. */
  #keep(bytes: Buffer): void {
    if (this.#received > MAX_CONTAINER_BYTES) this.#packed = [];
    else this.#packed.push(Buffer.from(bytes));
  }

  #hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
  }

  #decide(last: boolean): void {
    const start = this.#joined();
    this.#encoding = sniffEncoding(start);
    this.#container = sniffContainer(start);
    if (this.#container !== undefined) this.#keep(start);
    this.#transcoder = makeTranscoder(this.#encoding);
    if (this.#transcoder === undefined) return;
    this.#held = [];
    this.#heldBytes = 0;
    this.#hold(this.#transcoder.write(start, last));
  }

  #joined(): Buffer {
    const [only] = this.#held;
    const bytes = this.#held.length === 1 && only !== undefined ? only : Buffer.concat(this.#held);
    this.#held = [bytes];
    return bytes;
  }

  #scanBlock(last: boolean): void {
    const view: DocumentView = { bytes: this.#joined(), base: this.#base };
    const from = this.#next - this.#base;
    const to = Math.min(from + BLOCK, view.bytes.length);
    const matches = scanRange(this.#matcher, { view, from, to, isText: this.#encoding !== 'bytes', depth: this.#depth });
    if (matches.length > 0) this.#found.push(...placeMatches(matches, view, this.#mark));
    this.#next += BLOCK;
    if (!last || this.#next < this.#base + view.bytes.length) this.#drop(view);
  }

  /** Lets go of what no later stretch can look at, counting the lines in it. */
  #drop(view: DocumentView): void {
    const keepFrom = Math.max(this.#base, this.#next - MARGIN);
    this.#mark = advance(this.#mark, view.bytes, view.base, keepFrom);
    const kept = Buffer.from(view.bytes.subarray(keepFrom - this.#base));
    this.#held = [kept];
    this.#heldBytes = kept.length;
    this.#base = keepFrom;
  }
}
