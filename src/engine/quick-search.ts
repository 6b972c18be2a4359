import { BLOCK, MARGIN } from '#detect/document-view.ts';
import type { Matcher } from '#detect/matcher.ts';
import type { FindAnchors } from '#detect/prefilter.ts';
import { Core } from './core-memory.ts';
import { canRunCore } from './core-module.ts';
import { LEAST_BYTES, makeSearchRoom, searchInCore, searchRoom } from './core-search.ts';

/** Bytes after which a core is worth being made: that takes as long as searching about so many outside. */
const WORTH_BYTES = 1 << 18;
/** Room in each half of the core for the longest stretch of a document that is searched at a time, with what a source may have sent beyond it. */
const ARENA_BYTES = 4 * searchRoom(BLOCK + 2 * MARGIN);

/** A search in a core of its own, whose memory nobody else looks at and may grow as it needs to. */
export function searchInOwnCore({ table }: Pick<Matcher, 'table'>, usual: FindAnchors): FindAnchors {
  const core = new Core(table, { arenaBytes: ARENA_BYTES });
  const inCore = searchInCore(core, usual);
  return (bytes, range, onHit) => {
    makeSearchRoom(core, bytes.length);
    inCore(bytes, range, onHit);
  };
}

/**
 * Lets a matcher search in a core as soon as it was given enough to search; where this Node can run none, nothing changes.
 * @returns takes that away again
 */
export function searchQuickly(matcher: Matcher): () => void {
  return matcher.searchBy((usual) => {
    let seen = 0;
    let quick: FindAnchors | undefined;
    return (bytes, range, onHit) => {
      if (bytes.length >= LEAST_BYTES) seen += range.to - range.from;
      if (seen > WORTH_BYTES) quick ??= canRunCore() ? searchInOwnCore(matcher, usual) : usual;
      (quick ?? usual)(bytes, range, onHit);
    };
  });
}
