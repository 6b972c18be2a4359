import type { Detection } from '#core/finding.ts';
import type { ObjectItem } from '#git/batch-parser.ts';
import type { ObjectStore } from '#git/pack/object-store.ts';
import { typeName } from '#git/pack/object-type.ts';
import type { EngineOptions } from './engine-options.ts';
import { MARK, opennessOf } from './marks.ts';
import type { ScanJob } from './scan-job.ts';

interface Parts {
  readonly store: ObjectStore;
  readonly job: Pick<ScanJob, 'marks' | 'sizes'>;
  readonly options: Pick<EngineOptions, 'onDocument'>;
}

const NOTHING: readonly Detection[] = Object.freeze([]);

/** What was found in the documents of entries. */
export type FoundByEntry = Map<number, readonly Detection[]>;

/** Tells what a scan has found, document by document, each once. */
export class DocumentTeller {
  readonly #parts: Parts;
  readonly #found: FoundByEntry;

  /** @param found is emptied by what is told: a history where many versions hold a key would else be held twice */
  constructor(parts: Parts, found: FoundByEntry) {
    this.#parts = parts;
    this.#found = found;
  }

  /** Tells of the document of an entry. What is too big comes as an object without bytes; `unread` where the scan says nothing. */
  tell(entry: number): ObjectItem | 'told' | 'unread' {
    const { store, job, options } = this.#parts;
    const mark = job.marks[entry] ?? MARK.none;
    const bytes = job.sizes[entry] ?? 0;
    const type = typeName(store.table.type[entry] ?? 0) ?? 'blob';
    if (mark === MARK.tooBig) return { kind: 'piece', oid: store.oidOf(entry), type, size: bytes, offset: 0, bytes: new Uint8Array(), last: true };
    if ((mark & MARK.scanned) === 0) return 'unread';
    const kind = type === 'commit' || type === 'tag' ? type : 'blob';
    const detections = this.#found.get(entry) ?? NOTHING;
    this.#found.delete(entry);
    options.onDocument({
      originOf: () => ({ kind, oid: store.oidOf(entry) }),
      bytes,
      isBinary: (mark & MARK.binary) !== 0,
      openness: opennessOf(mark),
      detections,
    });
    return 'told';
  }
}
