import type { Origin } from './origin.ts';

export type SkipReason =
  | 'too-big'
  | 'missing-object'
  | 'corrupt-object'
  | 'unreadable'
  | 'decoding-failed'
  | 'decoding-budget'
  | 'container-closed'
  | 'time-budget'
  | 'shallow'
  | 'partial-clone'
  | 'interrupted'
  | 'lfs-pointer'
  | 'submodule'
  | 'special-file'
  | 'symlink-outside'
  | 'ignored';

/**
 * Why something was not scanned. `complete: false` marks the reasons that leave a hole in what was
 * asked for: such a run ends with exit code 3. The others are outside what git holds here, and are told.
 */
export const SKIP_REASONS: Readonly<Record<SkipReason, { readonly complete: boolean; readonly text: string }>> = {
  'too-big': { complete: false, text: 'larger than the size limit' },
  'missing-object': { complete: false, text: 'object is not in this repository' },
  'corrupt-object': { complete: false, text: 'object could not be read' },
  unreadable: { complete: false, text: 'file could not be read' },
  'decoding-failed': { complete: false, text: 'text could not be decoded' },
  'decoding-budget': { complete: false, text: 'an archive or encoding was larger than its budget' },
  'container-closed': { complete: true, text: 'archive that is damaged, encrypted or of an unusual kind: scanned as bytes' },
  'time-budget': { complete: false, text: 'time budget was used up' },
  shallow: { complete: false, text: 'history is cut off: shallow clone' },
  'partial-clone': { complete: false, text: 'objects were left out by a partial clone' },
  interrupted: { complete: false, text: 'stopped before the end' },
  'lfs-pointer': { complete: true, text: 'Git LFS pointer: the content is not in git' },
  submodule: { complete: true, text: 'submodule: a repository of its own' },
  'special-file': { complete: true, text: 'socket, device or pipe' },
  'symlink-outside': { complete: true, text: 'symbolic link: the target text was scanned, the target not followed' },
  ignored: { complete: true, text: 'left out by configuration or ignore files' },
};

/** How many examples of one reason a ledger keeps; the count goes on. */
const MAX_EXAMPLES = 20;

export interface SkipEntry {
  readonly reason: SkipReason;
  readonly count: number;
  readonly bytes: number;
  readonly examples: readonly { readonly origin: Origin; readonly detail?: string }[];
}

/** What was read and what was not, in plain data. */
export interface Ledger {
  readonly complete: boolean;
  readonly documents: number;
  readonly bytes: number;
  /** Documents that were scanned as bytes, without the rules that need text. */
  readonly binary: number;
  readonly skipped: readonly SkipEntry[];
}

interface MutableEntry {
  count: number;
  bytes: number;
  examples: { origin: Origin; detail?: string }[];
}

/** Collects the ledger of one run. */
export class LedgerBook {
  #documents = 0;
  #bytes = 0;
  #binary = 0;
  readonly #skipped = new Map<SkipReason, MutableEntry>();

  get documents(): number {
    return this.#documents;
  }

  get bytes(): number {
    return this.#bytes;
  }

  scanned(bytes: number, binary: boolean): void {
    this.#documents += 1;
    this.#bytes += bytes;
    if (binary) this.#binary += 1;
  }

  /** Adds figures of an engine that scans many documents at once. */
  scannedMany(documents: number, bytes: number, binary: number): void {
    this.#documents += documents;
    this.#bytes += bytes;
    this.#binary += binary;
  }

  skipped(reason: SkipReason, origin: Origin, detail?: string, bytes = 0): void {
    const entry = this.#skipped.get(reason) ?? { count: 0, bytes: 0, examples: [] };
    entry.count += 1;
    entry.bytes += bytes;
    if (entry.examples.length < MAX_EXAMPLES) {
      entry.examples.push(detail === undefined ? { origin } : { origin, detail });
    }
    this.#skipped.set(reason, entry);
  }

  close(): Ledger {
    const skipped = [...this.#skipped].map(([reason, entry]) => ({ reason, ...entry }));
    return {
      complete: skipped.every((entry) => SKIP_REASONS[entry.reason].complete),
      documents: this.#documents,
      bytes: this.#bytes,
      binary: this.#binary,
      skipped,
    };
  }
}
