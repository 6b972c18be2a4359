/** What assembly/core.ts exports. Addresses and counts are numbers; see there for their meaning. */
export interface CoreExports {
  setTables(even: number, odd: number, heads: number, entries: number, anchors: number, multiplier: number): void;
  setClasses(classes: number): void;
  setGates(gates: number, count: number, sets: number, leftClasses: number): void;
  setSightings(queue: number, fresh: number, inherited: number, most: number): void;
  setHits(hits: number, most: number, reaches: number): void;
  setKnown(known: number, keys: number, most: number): void;
  setDeltaLists(copies: number, maxCopies: number, changes: number, maxChanges: number): void;
  setSegments(zones: number, maxZones: number, segments: number, hashes: number, maxSegments: number): void;
  overflowed(): number;
  setOverflow(isOverflowed: number): void;
  setText(isText: number): void;
  sightWhole(doc: number, length: number): void;
  sightAgain(doc: number, length: number, baseSightings: number, count: number): void;
  sightingCount(): number;
  keepSightings(list: number): void;
  listHits(doc: number, length: number, sightings: number, count: number, isWhole: number): void;
  hitCount(): number;
  repeatedHits(): number;
  forget(hit: number): void;
  candidateCount(): number;
  scannedBytes(): number;
  copyCount(): number;
  changeCount(): number;
  targetSize(delta: number, length: number, baseLength: number): number;
  applyDelta(base: number, baseLength: number, delta: number, length: number, target: number, size: number): number;
  isPlain(doc: number, length: number): number;
  segmentCount(): number;
  clearSegments(): void;
  forgetSegment(segment: number): void;
  wholeSegments(doc: number, length: number): void;
  zoneCount(): number;
  changedSegments(doc: number, length: number): void;
  treeEntries(doc: number, length: number, idBytes: number, bits: number, baseBits: number): number;
  goneEntries(doc: number, length: number, baseBits: number): void;
  columnAt(): number;
  countLines(doc: number, from: number, to: number): number;
}
