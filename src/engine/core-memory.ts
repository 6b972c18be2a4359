import { randomBytes } from 'node:crypto';
import type { AnchorTable, FilterTable } from '#detect/anchor-table.ts';
import { GATE_WORDS, LEFT_CLASSES } from '#detect/gate-layout.ts';
import type { Reach } from '#ruleset/rule.ts';
import { byteClasses } from './byte-classes.ts';
import type { CoreExports } from './core-exports.ts';
import { compileCore, MEMORY } from './core-module.ts';
import { buildFilterTable } from './filter-table.ts';
import { webAssembly, type WasmMemory, type WasmModule } from './web-assembly.ts';

const PAGE = 65_536;
/** Lengths of the lists that the core fills; a document that needs more takes the plain road. */
const MAX_HITS = 1 << 17;
const MAX_SIGHTINGS = 1 << 17;
export const SIGHTING_BYTES = 8;
/** Offset, anchor, and 64 bits of hash. */
const HIT_BYTES = 16;
/** Random bytes for each eight bytes of hashed text. */
const KEY_BYTES = 32;
/** Surroundings that are remembered, 64 bits each. */
const KNOWN_BYTES = 8 << 17;
const MAX_COPIES = 1 << 16;
const MAX_CHANGES = 1 << 16;
const MAX_SEGMENTS = 1 << 16;
/** A bit for each byte of the longest tree that the core reads. */
const TREE_BITS_BYTES = (1 << 19) + 1;
const QUEUE_BYTES = 4 * 8192 + 64;
/** Free bytes after each text: the core reads and copies in steps of sixteen. */
export const SLACK = 64;

/** Behind and ahead of each anchor, a word each. */
function reachWords(reaches: readonly Reach[]): Uint32Array {
  return Uint32Array.from(reaches.flatMap(({ behind, ahead }) => [behind, ahead]));
}

/** The next start of a cache line. */
export function fit(offset: number): number {
  return (offset + 63) & ~63;
}

/** Surroundings and segments that held nothing are remembered up to this length, in bytes: most rules look no further. */
const REMEMBERED_BYTES = 1408;
/** Reach of anchors of which nothing is known: further than any text is long. */
const ENDLESS: Reach = { behind: 1 << 29, ahead: 1 << 29 };

/** Greatest memory for the texts of one delta tree that are needed at a time, in two halves; what needs more is read by the plain road. */
export const ARENA_BYTES: number = 256 * 1024 * 1024;

interface CoreOptions {
  /** How far the rules of each anchor look. */
  readonly reaches?: readonly Reach[];
  /** Compiled already. */
  readonly module?: WasmModule | undefined;
  readonly arenaBytes?: number;
}

/** The compiled core with its memory: tables and lists below `arena`, texts above it. */
export class Core {
  readonly exports: CoreExports;
  readonly hits: number;
  readonly copies: number;
  readonly changes: number;
  readonly zones: number;
  readonly segments: number;
  /** Bit maps of a tree and of its base; see `treeEntries`. */
  readonly treeBits: number;
  readonly baseBits: number;
  /** First address that is free for texts, and first one of the upper half of that room: texts are stacked in both. */
  readonly arena: number;
  readonly upper: number;
  /** First address above the texts that are in use, and what is kept beside them. */
  texts: number;
  readonly #limit: number;
  readonly #memory: WasmMemory;
  #bytes: Buffer = Buffer.alloc(0);
  #words: Uint32Array = new Uint32Array();
  #top = PAGE;

  constructor(table: Pick<AnchorTable, 'anchors' | 'gates' | 'filter'>, { reaches, module, arenaBytes = ARENA_BYTES }: CoreOptions = {}) {
    const wasm = webAssembly();
    if (wasm === undefined) throw new RangeError('WebAssembly is switched off');
    this.#memory = new wasm.Memory(MEMORY);
    const abort = (): never => {
      throw new RangeError('the core has stopped');
    };
    this.exports = new wasm.Instance(module ?? compileCore(), { env: { memory: this.#memory, abort } }).exports as unknown as CoreExports;
    this.#refresh();
    this.#placeTables(table, table.filter ?? buildFilterTable(table.anchors, table.gates));
    this.exports.setSightings(this.#take(QUEUE_BYTES), this.#take(MAX_SIGHTINGS * SIGHTING_BYTES), this.#take(MAX_SIGHTINGS * SIGHTING_BYTES), MAX_SIGHTINGS);
    this.hits = this.#take(MAX_HITS * HIT_BYTES);
    this.exports.setHits(this.hits, MAX_HITS, this.#place(reachWords(reaches ?? table.anchors.map(() => ENDLESS))));
    this.#placeKnown();
    this.copies = this.#take(MAX_COPIES * 12);
    this.changes = this.#take(MAX_CHANGES * 8);
    this.exports.setDeltaLists(this.copies, MAX_COPIES, this.changes, MAX_CHANGES);
    this.zones = this.#take(MAX_CHANGES * 8);
    this.segments = this.#take(MAX_SEGMENTS * 12);
    this.exports.setSegments(this.zones, MAX_CHANGES, this.segments, this.#take(MAX_SEGMENTS * 8), MAX_SEGMENTS);
    this.treeBits = this.#take(TREE_BITS_BYTES);
    this.baseBits = this.#take(TREE_BITS_BYTES);
    this.arena = fit(this.#top);
    this.upper = fit(this.arena + Math.floor(arenaBytes / 2));
    this.texts = this.arena;
    this.#limit = this.arena + arenaBytes;
  }

  /** All of memory. Another object after `need` has grown it. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** All of memory as 32-bit words. */
  get words(): Uint32Array {
    return this.#words;
  }

  /** Makes memory reach to `end`. */
  need(end: number): void {
    if (end <= this.#bytes.length) return;
    this.#memory.grow(Math.ceil((end - this.#bytes.length) / PAGE) + 64);
    this.#refresh();
  }

  /** Makes room for a text of `size` bytes at `at` and the slack behind it; false when the texts of that half would take too much. */
  hold(at: number, size: number): boolean {
    if (at + size + SLACK > this.#limitOf(at)) return false;
    this.need(at + size + SLACK);
    return true;
  }

  /** True when `hold` would not have to make memory grow. */
  hasRoom(at: number, size: number): boolean {
    return at + size + SLACK <= Math.min(this.#limitOf(at), this.#bytes.length);
  }

  #limitOf(at: number): number {
    return at < this.upper ? this.upper : this.#limit;
  }

  #refresh(): void {
    this.#bytes = Buffer.from(this.#memory.buffer);
    this.#words = new Uint32Array(this.#memory.buffer);
  }

  #take(size: number): number {
    const at = fit(this.#top);
    this.#top = at + size;
    this.need(this.#top);
    return at;
  }

  #place(data: Uint8Array | Uint16Array | Int8Array | Uint32Array): number {
    const at = this.#take(data.byteLength);
    this.#bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    return at;
  }

  #placeKnown(): void {
    const keys = randomBytes(KEY_BYTES * (2 + Math.ceil(REMEMBERED_BYTES / 8)));
    this.exports.setKnown(this.#take(KNOWN_BYTES), this.#place(keys), REMEMBERED_BYTES);
  }

  #placeTables({ anchors, gates }: Pick<AnchorTable, 'anchors' | 'gates'>, { multiplier, even, odd, heads, entries }: FilterTable): void {
    let at = this.#place(Buffer.concat(anchors));
    const starts = Uint32Array.from(anchors, (anchor) => {
      at += anchor.length;
      return at - anchor.length;
    });
    this.exports.setTables(this.#place(even), this.#place(odd), this.#place(heads), this.#place(entries), this.#place(starts), multiplier);
    this.exports.setGates(this.#place(gates.gates), gates.gates.length / GATE_WORDS, this.#place(gates.sets), this.#place(LEFT_CLASSES));
    this.exports.setClasses(this.#place(byteClasses()));
  }
}
