import { compileRule, type CompiledRule } from '#detect/compiled-rule.ts';
import { specialRules, toDetection } from '#detect/scanner.ts';
import type { ObjectItem } from '#git/batch-parser.ts';
import type { ObjectStore } from '#git/pack/object-store.ts';
import { typeName } from '#git/pack/object-type.ts';
import type { EngineOptions } from './engine-options.ts';
import { MARK, type ScanJob, type ScanResult } from './scan-job.ts';
import { unpackResolved, type WireResolved } from './wire.ts';

interface Parts {
  readonly store: ObjectStore;
  readonly job: Pick<ScanJob, 'marks' | 'sizes'>;
  readonly options: Pick<EngineOptions, 'matcher' | 'onDocument'>;
}

/** Tells what a scan has found, document by document. */
export class DocumentTeller {
  readonly #parts: Parts;
  readonly #matches = new Map<number, readonly WireResolved[]>();
  readonly #compiled = new Map<string, CompiledRule>(specialRules().map((special) => [special.rule.id, special]));

  constructor(parts: Parts, results: readonly ScanResult[]) {
    this.#parts = parts;
    for (const { found } of results) for (const { entry, matches } of found) this.#matches.set(entry, matches);
  }

  /** Tells of the document of an entry. What is too big comes as an object without bytes; `unread` where the scan says nothing. */
  tell(entry: number): ObjectItem | 'told' | 'unread' {
    const { store, job, options } = this.#parts;
    const mark = job.marks[entry] ?? MARK.none;
    const [size, type] = [job.sizes[entry] ?? 0, typeName(store.table.type[entry] ?? 0) ?? 'blob'];
    if (mark === MARK.tooBig) return { kind: 'piece', oid: store.oidOf(entry), type, size, offset: 0, bytes: new Uint8Array(), last: true };
    if ((mark & MARK.scanned) === 0) return 'unread';
    const kind = type === 'commit' || type === 'tag' ? type : 'blob';
    const detections = (this.#matches.get(entry) ?? []).map((wire) => toDetection(unpackResolved(wire, (id) => this.#ruleOf(id))));
    options.onDocument({ origin: { kind, oid: store.oidOf(entry) }, bytes: size, isBinary: (mark & MARK.binary) !== 0, detections });
    return 'told';
  }

  #ruleOf(id: string): CompiledRule {
    const known = this.#compiled.get(id);
    if (known !== undefined) return known;
    const rule = this.#parts.options.matcher.ruleOf(id);
    if (rule === undefined) throw new RangeError(`a match names the unknown rule ${id}`);
    const compiled = compileRule(rule);
    this.#compiled.set(id, compiled);
    return compiled;
  }
}
