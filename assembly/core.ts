/**
 * The inner loops of the history engine, in AssemblyScript: apply a delta and tell what it changed, find anchors,
 * find where encoded text may stand, read trees, count lines. Addresses are bytes of linear memory and are
 * laid out by the host (src/engine/core-memory.ts). Each function has a plain TypeScript twin that the tests hold it
 * against: git/pack/delta.ts, detect/prefilter.ts, detect/passes-gate.ts, detect/encoding.ts, detect/decode, core/line-index.ts,
 * git/tree-object.ts.
 */

export { setClasses } from './bytes';
export { setGates } from './gate';
export { overflowed, setOverflow } from './overflow';
export { candidateCount, keepSightings, scannedBytes, setSightings, setTables, sightAgain, sightingCount, sightWhole } from './anchors';
export { forget, hitCount, listHits, repeatedHits, setHits, setText } from './hits';
export { setKnown } from './known';
export { applyDelta, changeCount, copyCount, setDeltaLists, targetSize } from './delta';
export { isPlain } from './plain-text';
export { changedSegments, clearSegments, forgetSegment, segmentCount, setSegments, wholeSegments, zoneCount } from './segments';
export { columnAt, countLines } from './lines';
export { goneEntries, treeEntries } from './trees';
