import type { Origin } from '#core/origin.ts';
import { BLOCK } from '#detect/document-view.ts';
import type { Matcher } from '#detect/matcher.ts';
import type { Scanner } from '#detect/scanner.ts';
import { AnchorRules } from './anchor-rules.ts';
import { Core, fit, SLACK } from './core-memory.ts';
import { searchInCore } from './core-search.ts';
import { DocumentEngine } from './document-engine.ts';
import type { ScannedByEngine } from './engine-options.ts';
import { scannedText } from './scanned-text.ts';
import { WholeReader } from './whole-reader.ts';

/** What is known of a document once it was scanned. */
export type DocumentFound = Omit<ScannedByEngine, 'originOf'>;

export interface ReaderOptions {
  /** Ids of rules whose patterns run in the linear engine. */
  readonly linear: ReadonlySet<string>;
  /** Levels of encoding to open. */
  readonly depth: number;
}

/** The scanner asks for one and does not look at it. */
const SOMEWHERE: Origin = { kind: 'refs' };

/** What the reference finds in a whole document. */
export function readPlainly(scanner: Scanner, bytes: Uint8Array): DocumentFound {
  const result = scanner.scan({ kind: 'chunk', origin: SOMEWHERE, bytes, offset: 0, last: true });
  if (result === undefined) throw new RangeError('a whole document gave no result');
  const { detections, encoding, openness } = result;
  return { detections, bytes: result.bytes, isBinary: encoding === 'bytes', openness };
}

/** Reads whole documents, each for itself, with what makes histories quick: the core, and its memory of what held nothing. */
export class DocumentReader {
  readonly #core: Core;
  readonly #engine: DocumentEngine;
  readonly #whole: WholeReader;
  readonly #searchAsBefore: () => void;

  constructor(matcher: Matcher, { linear, depth }: ReaderOptions) {
    const rules = new AnchorRules(matcher, (id) => linear.has(id));
    this.#core = new Core(matcher.table, { reaches: rules.reaches });
    this.#searchAsBefore = matcher.searchBy((usual) => searchInCore(this.#core, usual));
    this.#engine = new DocumentEngine(this.#core, rules, depth);
    this.#whole = new WholeReader(this.#core, matcher, depth);
  }

  /** Finds what the reference finds in a document. */
  read(bytes: Uint8Array): DocumentFound {
    const { length } = bytes;
    const place = { at: this.#core.arena, length };
    const isHeld = length <= BLOCK && this.#core.hold(place.at, length);
    if (isHeld) {
      this.#core.bytes.set(bytes, place.at);
      this.#core.texts = fit(place.at + length + SLACK);
      const state = this.#engine.scanWhole(place);
      if (state.reading !== 'plain') return { bytes: length, ...scannedText(this.#core, state, place) };
    }
    this.#core.texts = this.#core.arena;
    return { bytes: length, ...this.#whole.read(length, (from, to) => bytes.subarray(from, to)) };
  }

  /** Gives the matcher its own search back. */
  end(): void {
    this.#searchAsBefore();
  }
}
