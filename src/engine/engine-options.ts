import type { Origin } from '#core/origin.ts';
import type { Matcher } from '#detect/matcher.ts';
import type { StoreOptions } from '#git/pack/object-store.ts';
import type { Tips } from '#git/tips.ts';
import type { DocumentMemory } from './document-memory.ts';
import type { Scanned } from './scanned-text.ts';
import type { WorkerEntry } from './start-worker.ts';

/** What the engine says of a document that it has scanned itself. */
export interface ScannedByEngine extends Scanned {
  /** Asked only where something is to be told of the document: there are many. */
  readonly originOf: () => Origin;
  readonly bytes: number;
}

export interface EngineOptions extends StoreOptions {
  readonly matcher: Matcher;
  /** Ids of rules whose patterns run in the linear engine. */
  readonly linear?: ReadonlySet<string>;
  /** Levels of encoding to open. */
  readonly depth: number;
  readonly maxBytes?: number | undefined;
  /**
   * Where the history starts. With it the engine walks the history itself; without it, or where something on the way
   * is missing, the ids that git lists are read.
   */
  readonly tips?: (() => Promise<Tips>) | undefined;
  /** Also objects that nothing refers to. */
  readonly unreachable?: boolean | undefined;
  /** Where workers start; without it all is done in this thread. */
  readonly workerEntry?: WorkerEntry;
  /** Number of workers beside this thread, 0 for none; decided by the size of the packs when absent. */
  readonly workers?: number;
  readonly arenaBytes?: number;
  readonly signal?: AbortSignal;
  /** What is known of the packs from an earlier scan under the same rules; takes over what this one sees. */
  readonly memory?: DocumentMemory | undefined;
  readonly onDocument: (document: ScannedByEngine) => void;
  /** Documents and bytes so far, and which part of the work that is, told a few times a second. */
  readonly onProgress?: (progress: { readonly documents: number; readonly bytes: number; readonly share: number }) => void;
}
