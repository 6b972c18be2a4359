import { findBase64 } from '#detect/decode/base64.ts';
import { findEscaped } from '#detect/decode/escapes.ts';
import { DECODERS } from '#detect/decode/index.ts';
import { findJoinedLiterals } from '#detect/decode/joined-literals.ts';
import { findListedLiterals } from '#detect/decode/listed-literals.ts';
import type { FindRegions } from '#detect/decode/region.ts';
import { findWrappedBase64 } from '#detect/decode/wrapped-base64.ts';
import type { RawMatch } from '#detect/raw-match.ts';
import { scanEncoded } from '#detect/scan-range.ts';
import type { AnchorRules } from './anchor-rules.ts';
import { makeSearchRoom } from './core-search.ts';
import { fit, SIGHTING_BYTES, type Core } from './core-memory.ts';
import { firstFrom, isInside, moved, PLAIN_STATE, type DocumentState, type HeldMatch, type Place, type RangeList, type SightingList } from './document-state.ts';
import { readingOf } from './reading-of.ts';

/** Of decoded text that is searched in the core; what is longer is not. */
const SEARCHED_BYTES = 1 << 18;

/** Words of a hit in the core's list. */
const HIT_WORDS = 4;

/** What the core says that a segment may hold, as bits, and the decoders that read it. */
const BASE64_KIND = 1;
const ESCAPE_KIND = 2;
const JOINED_KIND = 4;
const LISTED_KIND = 8;
const KINDS = 16;
const KIND_OF: ReadonlyMap<FindRegions, number> = new Map([
  [findBase64, BASE64_KIND],
  [findWrappedBase64, BASE64_KIND],
  [findEscaped, ESCAPE_KIND],
  [findJoinedLiterals, JOINED_KIND],
  [findListedLiterals, LISTED_KIND],
]);
/** Segments are listed for the decoders above alone: with any other one, documents take the plain road. */
const KNOWS_ALL = DECODERS.every((decoder) => KIND_OF.has(decoder));
const DECODERS_BY_KINDS: readonly (readonly FindRegions[])[] = Array.from({ length: KINDS }, (_, kinds) =>
  DECODERS.filter((decoder) => ((KIND_OF.get(decoder) ?? 0) & kinds) !== 0),
);

/**
 * Finds what the reference engine finds in a document, and in the next version of it by looking only at what a delta
 * changed. Why that is exact: docs/engine.md.
 */
export class DocumentEngine {
  readonly #core: Core;
  readonly #rules: AnchorRules;
  readonly #depth: number;

  constructor(core: Core, rules: AnchorRules, depth: number) {
    this.#core = core;
    this.#rules = rules;
    this.#depth = depth;
  }

  /** Scans a whole document. */
  scanWhole(place: Place): DocumentState {
    const reading = KNOWS_ALL ? readingOf(this.#core, place) : 'plain';
    if (reading === 'plain') return PLAIN_STATE;
    const { exports } = this.#core;
    const held: HeldMatch[] = [];
    exports.setOverflow(0);
    exports.sightWhole(place.at, place.length);
    const sightings = this.#keepSightings();
    if (sightings === undefined) return PLAIN_STATE;
    exports.setText(reading === 'text' ? 1 : 0);
    exports.listHits(place.at, place.length, sightings.list, sightings.count, 1);
    this.#confirmHits(place, reading, held);
    if (reading === 'text' && this.#depth > 0) {
      exports.clearSegments();
      exports.wholeSegments(place.at, place.length);
      this.#openSegments(place, held);
    }
    return exports.overflowed() === 0 ? { reading, held: inOrder(held), sightings } : PLAIN_STATE;
  }

  /** Scans what the delta that was applied last has made of `base`; nothing else may have used the core since. */
  scanChanged(base: DocumentState, place: Place): DocumentState {
    const { exports } = this.#core;
    if (base.reading === 'plain' || exports.overflowed() !== 0) return this.scanWhole(place);
    const reading = readingOf(this.#core, place);
    if (reading !== base.reading) return reading === 'plain' ? PLAIN_STATE : this.scanWhole(place);
    const held: HeldMatch[] = [];
    exports.sightAgain(place.at, place.length, base.sightings.list, base.sightings.count);
    const sightings = this.#keepSightings();
    if (sightings === undefined) return PLAIN_STATE;
    exports.setText(reading === 'text' ? 1 : 0);
    exports.listHits(place.at, place.length, sightings.list, sightings.count, 0);
    this.#confirmHits(place, reading, held);
    if (base.held.length > 0) this.#inheritAnchored(base, held);
    if (reading === 'text' && this.#depth > 0) {
      exports.changedSegments(place.at, place.length);
      this.#openSegments(place, held);
      if (base.held.length > 0) this.#inheritEncoded(base, held);
    }
    return exports.overflowed() === 0 ? { reading, held: inOrder(held), sightings } : this.scanWhole(place);
  }

  /** Puts the list of sightings above the document; undefined where there is no room for it. */
  #keepSightings(): SightingList | undefined {
    const { exports, texts: list } = this.#core;
    const count = exports.sightingCount();
    const size = count * SIGHTING_BYTES;
    if (!this.#core.hold(list, size)) return undefined;
    exports.keepSightings(list);
    this.#core.texts = fit(list + size);
    return { list, count };
  }

  #bytesOf({ at, length }: Place): Buffer {
    return this.#core.bytes.subarray(at, at + length);
  }

  #confirmHits(place: Place, reading: 'text' | 'bytes', held: HeldMatch[]): void {
    const { exports, words, hits } = this.#core;
    const count = exports.hitCount();
    if (count === 0) return;
    this.#rules.begin(this.#bytesOf(place));
    const matches: RawMatch[] = [];
    for (let i = 0, word = hits >>> 2; i < count; i += 1, word += HIT_WORDS) {
      const at = words[word] ?? 0;
      const anchor = words[word + 1] ?? 0;
      this.#rules.confirm({ anchor, at, isText: reading === 'text' }, matches);
      if (matches.length === 0) {
        exports.forget(i);
        continue;
      }
      for (const match of matches) held.push({ at, anchor, match });
      matches.length = 0;
    }
  }

  #openSegments(place: Place, held: HeldMatch[]): void {
    const count = this.#core.exports.segmentCount();
    if (count === 0) return;
    makeSearchRoom(this.#core, SEARCHED_BYTES);
    const { words, segments } = this.#core;
    const bytes = this.#bytesOf(place);
    const matches: RawMatch[] = [];
    for (let i = 0, word = segments >>> 2; i < count; i += 1, word += 3) {
      const before = matches.length;
      const [from, to, kinds] = [words[word] ?? 0, words[word + 1] ?? 0, words[word + 2] ?? 0];
      const view = { bytes: bytes.subarray(0, to), base: 0 };
      const decoders = DECODERS_BY_KINDS[kinds] ?? DECODERS;
      scanEncoded(this.#rules.matcher, { view, from, to, isText: true, depth: this.#depth }, { found: matches, decoders });
      if (matches.length === before) this.#core.exports.forgetSegment(i);
    }
    for (const match of matches) held.push({ at: match.start, anchor: -1, match });
  }

  #ranges(list: number, count: number): RangeList {
    return { words: this.#core.words, from: list >>> 2, count };
  }

  /** Takes over the matches whose anchors see no change: the others were looked at anew. */
  #inheritAnchored(base: DocumentState, held: HeldMatch[]): void {
    const changes = this.#ranges(this.#core.changes, this.#core.exports.changeCount());
    this.#eachMoved(base.held, ({ at: from, anchor, match }, by) => {
      const at = from + by;
      if (anchor >= 0 && !this.#rules.touches(anchor, at, changes)) held.push({ at, anchor, match: moved(match, by) });
    });
  }

  /** Tells everything of the base that a copy takes along, once for each copy. `held` is in order of place. */
  #eachMoved(held: readonly HeldMatch[], tell: (one: HeldMatch, by: number) => void): void {
    const { words, copies, exports } = this.#core;
    const end = (copies >>> 2) + 3 * exports.copyCount();
    for (let word = copies >>> 2; word < end; word += 3) {
      const [from, to, size] = [words[word] ?? 0, words[word + 1] ?? 0, words[word + 2] ?? 0];
      for (let index = firstFrom(held, from); index < held.length; index += 1) {
        const one = held[index];
        if (one === undefined || one.at >= from + size) break;
        tell(one, to - from);
      }
    }
  }

  #inheritEncoded(base: DocumentState, held: HeldMatch[]): void {
    const zones = this.#ranges(this.#core.zones, this.#core.exports.zoneCount());
    this.#eachMoved(base.held, ({ at: from, anchor, match }, by) => {
      const at = from + by;
      if (anchor < 0 && !isInside(zones, at)) held.push({ at, anchor, match: moved(match, by) });
    });
  }
}

function inOrder<T extends { readonly at: number }>(list: T[]): T[] {
  return list.length < 2 ? list : list.sort((a, b) => a.at - b.at);
}
