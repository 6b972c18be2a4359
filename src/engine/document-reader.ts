import { BLOCK } from '#detect/document-view.ts';
import type { Matcher } from '#detect/matcher.ts';
import { fit, SLACK } from './core-memory.ts';
import type { ScannedByEngine } from './engine-options.ts';
import { openBench, type Bench, type BenchOptions } from './scan-bench.ts';
import { scannedText } from './scanned-text.ts';

/** What is known of a document once it was scanned. */
export type DocumentFound = Omit<ScannedByEngine, 'originOf'>;

/** What a thread that reads documents must know of the run. */
export type ReaderOptions = Pick<BenchOptions, 'linear' | 'depth'>;

/** Reads whole documents, each for itself, with what makes histories quick: the core, and its memory of what held nothing. */
export class DocumentReader {
  readonly #bench: Bench;

  constructor(matcher: Matcher, options: ReaderOptions) {
    this.#bench = openBench(matcher, options);
  }

  /** Finds what the reference finds in a document. */
  read(bytes: Uint8Array): DocumentFound {
    const { length } = bytes;
    const { core, engine, whole } = this.#bench;
    const place = { at: core.arena, length };
    if (length <= BLOCK && core.hold(place.at, length)) {
      core.bytes.set(bytes, place.at);
      core.texts = fit(place.at + length + SLACK);
      const state = engine.scanWhole(place);
      if (state.reading !== 'plain') return { bytes: length, ...scannedText(core, state, place) };
    }
    core.texts = core.arena;
    return { bytes: length, ...whole.read(length, (from, to) => bytes.subarray(from, to)) };
  }

  /** Gives the matcher its own search back. */
  end(): void {
    this.#bench.searchAsBefore();
  }
}
