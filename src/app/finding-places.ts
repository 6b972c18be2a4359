import type { Context } from '#core/context.ts';
import type { Detection, Finding, Location } from '#core/finding.ts';
import { originKey, type Oid, type Origin } from '#core/origin.ts';
import { contextOfPlace } from '#detect/context/path-context.ts';
import type { BlobPlace } from '#sources/locate.ts';

/** A detection and the document that it was made in. */
export interface Hit {
  readonly origin: Origin;
  readonly detection: Detection;
}

/** Where a document stands: what history says of it, else the path that it came with. */
export function placesOf(origin: Origin, places: ReadonlyMap<Oid, readonly BlobPlace[]>): readonly BlobPlace[] {
  const own = { path: 'path' in origin && origin.path !== undefined ? origin.path : '' };
  const known = 'oid' in origin ? places.get(origin.oid) : undefined;
  return known === undefined || known.length === 0 ? [own] : known;
}

/**
 * One location for each path and kind of origin: the earliest version that holds the key. A key that stays
 * in a file through three hundred commits is one place, not three hundred.
 */
export function locationsOf(hits: readonly Hit[], places: ReadonlyMap<Oid, readonly BlobPlace[]>): Location[] {
  const earliest = new Map<string, Location>();
  for (const { origin, detection } of hits) {
    for (const place of placesOf(origin, places)) {
      const location: Location = {
        origin: withoutHint(origin),
        path: place.path,
        start: detection.start,
        end: detection.end,
        span: detection.span,
        ...(place.commit === undefined ? {} : { commit: place.commit }),
        ...(detection.encoding.length === 0 ? {} : { encoding: detection.encoding }),
      };
      const key = locationKey(location);
      const known = earliest.get(key);
      if (known === undefined || compareLocations(location, known) < 0) earliest.set(key, location);
    }
  }
  return [...earliest.values()].sort(compareLocations);
}

/** Hits in an order that says nothing of how they were come by: by the first place of their document, then by their own in it. */
export function orderHits(hits: readonly Hit[], places: ReadonlyMap<Oid, readonly BlobPlace[]>): Hit[] {
  const keyed = hits.map((hit) => {
    const { origin, detection } = hit;
    const [place] = placesOf(origin, places);
    return { hit, time: timeOf(place), document: originKey(withoutHint(origin)), start: detection.span.start };
  });
  keyed.sort((a, b) => a.time - b.time || compareText(a.document, b.document) || a.start - b.start);
  return keyed.map(({ hit }) => hit);
}

function timeOf(place: Pick<Location, 'commit'> | undefined): number {
  return Date.parse(place?.commit?.date ?? '') || Number.MAX_SAFE_INTEGER;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The path that came along with a blob is a hint of the reading; the places have been looked up. */
export function withoutHint(origin: Origin): Origin {
  return origin.kind === 'blob' ? { kind: 'blob', oid: origin.oid } : origin;
}

/** Files at hand keep every line; versions in history fold to one place a path. */
function locationKey(location: Location): string {
  if (location.origin.kind === 'blob') return `blob\0${location.path}`;
  return `${originKey(location.origin)}\0${location.start.line}:${location.start.column}`;
}

function compareLocations(a: Location, b: Location): number {
  return timeOf(a) - timeOf(b) || compareText(a.path, b.path) || a.span.start - b.span.start;
}

/** Contexts of all places of a finding, one after the other. */
function* contextsOf(hits: readonly Hit[], places: ReadonlyMap<Oid, readonly BlobPlace[]>): Generator<Context | undefined> {
  for (const { origin, detection } of hits) {
    for (const { path } of placesOf(origin, places)) yield contextOfPlace({ content: detection.context, path, column: detection.start.column });
  }
}

/** The mark of a finding whose every place is a test, an example or the like; versions and paths are asked until one is none. */
export function contextMark(hits: readonly Hit[], places: ReadonlyMap<Oid, readonly BlobPlace[]>): Pick<Finding, 'testish' | 'context'> {
  let first: Context | undefined;
  for (const context of contextsOf(hits, places)) {
    if (context === undefined) return { testish: false };
    first ??= context;
  }
  return first === undefined ? { testish: false } : { testish: true, context: first };
}
