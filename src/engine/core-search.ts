import type { FindAnchors } from '#detect/prefilter.ts';
import { fit, SIGHTING_BYTES, SLACK, type Core } from './core-memory.ts';

/** Bringing a text into the core costs about as much as searching this many bytes outside. */
export const LEAST_BYTES = 512;
const HIT_WORDS = 4;
/** Of all that stands in a text no more than this is an anchor; else it is searched outside. */
const SIGHTINGS_SHARE = 4;

/** Memory that searching a text of so many bytes takes. */
export function searchRoom(length: number): number {
  return fit(length + SLACK) + fit((length / SIGHTINGS_SHARE) * SIGHTING_BYTES) + SLACK;
}

/** Makes room above the documents for texts of so many bytes to be searched. Whoever holds a view of the core's memory must take a new one. */
export function makeSearchRoom(core: Core, length: number): void {
  core.hold(core.texts, searchRoom(length));
}

/**
 * A search in the core, for texts that are not in its memory, such as what was decoded of a document. Small ones and those for which
 * `makeSearchRoom` has made no room are left to the usual search: memory must not grow while someone looks at it.
 */
export function searchInCore(core: Core, usual: FindAnchors): FindAnchors {
  return (bytes, range, onHit) => {
    const hits = bytes.length < LEAST_BYTES ? undefined : hitsIn(core, bytes, range.isText);
    if (hits === undefined) {
      usual(bytes, range, onHit);
      return;
    }
    for (let i = 0; i < hits.length; i += 2) {
      const [at = 0, anchor = 0] = [hits[i], hits[i + 1]];
      if (at >= range.from && at < range.to) onHit(anchor, at);
    }
  };
}

/** Places and numbers of the anchors in turn; undefined when the core cannot hold them. What it says of the document it is at stays as it was. */
function hitsIn(core: Core, bytes: Uint8Array, isText: boolean): Uint32Array | undefined {
  const { exports } = core;
  const at = core.texts;
  if (!core.hasRoom(at, searchRoom(bytes.length))) return undefined;
  const before = exports.overflowed();
  core.bytes.set(bytes, at);
  exports.setOverflow(0);
  exports.setText(isText ? 1 : 0);
  exports.sightWhole(at, bytes.length);
  const hits = listHits(core, at, bytes.length);
  exports.setOverflow(before);
  return hits;
}

function listHits({ exports, words, hits }: Core, at: number, length: number): Uint32Array | undefined {
  const count = exports.sightingCount();
  if (exports.overflowed() !== 0 || count > length / SIGHTINGS_SHARE) return undefined;
  const list = at + fit(length + SLACK);
  exports.keepSightings(list);
  exports.listHits(at, length, list, count, 1);
  if (exports.overflowed() !== 0) return undefined;
  const found = new Uint32Array(2 * exports.hitCount());
  for (let i = 0, word = hits >>> 2; i < found.length; i += 2, word += HIT_WORDS) {
    found[i] = words[word] ?? 0;
    found[i + 1] = words[word + 1] ?? 0;
  }
  return found;
}
