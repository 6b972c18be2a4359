import { randomBytes } from 'node:crypto';
import type { AnchorTable } from '#detect/anchor-table.ts';
import { GATE_WORDS, LEFT_CLASSES } from '#detect/gate-table.ts';
import { CORE_WASM } from './core-wasm.ts';
import { buildFilterTable } from './filter-table.ts';
import { webAssembly, type WasmMemory, type WasmModule } from './web-assembly.ts';

/** What assembly/core.ts exports. Addresses and counts are numbers; see there for their meaning. */
export interface CoreExports {
  setTables(even: number, odd: number, threes: number, heads: number, entries: number): void;
  setAnchors(at: number, longest: number, classes: number): void;
  setGates(gates: number, count: number, sets: number, leftClasses: number): void;
  setScratch(queue: number, hits: number, maxHits: number, copies: number, maxCopies: number): void;
  setLists(changes: number, maxChanges: number, windows: number, zones: number, segments: number, maxSegments: number): void;
  setKnown(known: number, far: number, behind: number, ahead: number, keys: number): void;
  setText(isText: number): void;
  repeatedHits(): number;
  forget(hit: number): void;
  hitCount(): number;
  candidateCount(): number;
  scannedBytes(): number;
  overflowed(): number;
  clearHits(): void;
  findAnchors(doc: number, from: number, to: number, end: number): void;
  copyCount(): number;
  changeCount(): number;
  targetSize(delta: number, length: number, baseLength: number): number;
  applyDelta(base: number, baseLength: number, delta: number, length: number, target: number, size: number): number;
  windowCount(): number;
  scanChanges(doc: number, length: number, ahead: number, behind: number): void;
  isPlain(doc: number, length: number): number;
  segmentCount(): number;
  clearSegments(): void;
  wholeSegments(doc: number, length: number): void;
  zoneCount(): number;
  changedSegments(doc: number, length: number): void;
  treeEntries(doc: number, length: number, idBytes: number, bits: number, baseBits: number): number;
  goneEntries(doc: number, length: number, baseBits: number): void;
  columnAt(): number;
  countLines(doc: number, from: number, to: number): number;
}

const PAGE = 65_536;
const MAX_PAGES = 65_536;
/** Lengths of the lists that the core fills; a document that needs more takes the plain road. */
const MAX_HITS = 1 << 17;
/** Offset, anchor, and 64 bits of hash. */
const HIT_BYTES = 16;
/** Random bytes for each eight bytes of hashed text. */
const KEY_BYTES = 32;
/** Surroundings that are remembered, 64 bits each. */
const KNOWN_BYTES = 8 << 16;
const MAX_COPIES = 1 << 16;
const MAX_CHANGES = 1 << 16;
const MAX_SEGMENTS = 1 << 16;
/** A bit for each byte of the longest tree that the core reads. */
const TREE_BITS_BYTES = (1 << 19) + 1;
const QUEUE_BYTES = 4 * 8192 + 64;
/** Free bytes after each text: the core reads and copies in steps of sixteen. */
export const SLACK = 64;

const BASE64 = 1;
const END = 2;
const QUOTE = 4;
const JOINING = 8;
const ESCAPE = 16;
const JOINT_SIGN = 32;

/** Byte classes by which the core finds where encoded text may stand; they follow the decoders in `detect/decode`. */
function byteClasses(): Uint8Array {
  const classOf = (byte: number): number => {
    const character = String.fromCharCode(byte);
    let bits = /[A-Za-z0-9+/_-]/.test(character) ? BASE64 : 0;
    if (byte <= 32 || byte === 127 || '"\'`<>'.includes(character)) bits |= END;
    if ('"\'`'.includes(character)) bits |= QUOTE;
    if (' \t\r\n+.&<>|_\\'.includes(character)) bits |= JOINING;
    if ('%\\&='.includes(character)) bits |= ESCAPE;
    if ('+.&<>|\n'.includes(character)) bits |= JOINT_SIGN;
    return bits;
  };
  return Uint8Array.from({ length: 256 }, (_, byte) => classOf(byte));
}

function fit(offset: number): number {
  return (offset + 63) & ~63;
}

/** True when this Node can run the core. */
export function canRunCore(): boolean {
  return webAssembly()?.validate(Buffer.from(CORE_WASM, 'base64')) === true;
}

/** How far around an anchor its rules look, in bytes, and which ones look further. */
export interface NearAnchors {
  readonly behind: number;
  readonly ahead: number;
  readonly isFar: (anchor: number) => boolean;
}

/** Compiles the core; the module can be sent to workers. */
export function compileCore(): WasmModule {
  const wasm = webAssembly();
  if (wasm === undefined) throw new RangeError('WebAssembly is switched off');
  return new wasm.Module(Buffer.from(CORE_WASM, 'base64'));
}

/** The compiled core with its memory: tables and lists below `arena`, texts above it. */
export class Core {
  readonly exports: CoreExports;
  readonly hits: number;
  readonly copies: number;
  readonly changes: number;
  readonly windows: number;
  readonly zones: number;
  readonly segments: number;
  /** Bit maps of a tree and of its base; see `treeEntries`. */
  readonly treeBits: number;
  readonly baseBits: number;
  /** First address that is free for texts. */
  readonly arena: number;
  readonly #memory: WasmMemory;
  #bytes: Buffer = Buffer.alloc(0);
  #words: Uint32Array = new Uint32Array();
  #top = PAGE;

  /** @param near how far the rules of most anchors look, and which anchors look further; what they see is then looked at once */
  constructor(table: Pick<AnchorTable, 'anchors' | 'gates' | 'groups'>, options: { readonly near?: NearAnchors; readonly module?: WasmModule | undefined } = {}) {
    const wasm = webAssembly();
    if (wasm === undefined) throw new RangeError('WebAssembly is switched off');
    this.#memory = new wasm.Memory({ initial: 256, maximum: MAX_PAGES });
    const abort = (): never => {
      throw new RangeError('the core has stopped');
    };
    const module = options.module ?? compileCore();
    this.exports = new wasm.Instance(module, { env: { memory: this.#memory, abort } }).exports as unknown as CoreExports;
    this.#refresh();
    this.#placeTables(table);
    const queue = this.#take(QUEUE_BYTES);
    this.hits = this.#take(MAX_HITS * HIT_BYTES);
    this.copies = this.#take(MAX_COPIES * 12);
    this.changes = this.#take(MAX_CHANGES * 8);
    this.windows = this.#take(MAX_CHANGES * 8);
    this.zones = this.#take(MAX_CHANGES * 8);
    this.segments = this.#take(MAX_SEGMENTS * 12);
    this.treeBits = this.#take(TREE_BITS_BYTES);
    this.baseBits = this.#take(TREE_BITS_BYTES);
    this.#placeKnown(table.anchors.length, options.near);
    this.arena = fit(this.#top);
    this.exports.setScratch(queue, this.hits, MAX_HITS, this.copies, MAX_COPIES);
    this.exports.setLists(this.changes, MAX_CHANGES, this.windows, this.zones, this.segments, MAX_SEGMENTS);
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

  #placeKnown(anchors: number, near: NearAnchors | undefined): void {
    const far = Uint8Array.from({ length: anchors }, (_, anchor) => (near === undefined || near.isFar(anchor) ? 1 : 0));
    const { behind, ahead } = near ?? { behind: 0, ahead: 0 };
    const keys = randomBytes(KEY_BYTES * (2 + Math.ceil((behind + ahead) / 8)));
    this.exports.setKnown(this.#take(KNOWN_BYTES), this.#place(far), behind, ahead, this.#place(keys));
  }

  #placeTables({ anchors, gates, groups }: Pick<AnchorTable, 'anchors' | 'gates' | 'groups'>): void {
    const { even, odd, threes, heads, entries } = buildFilterTable(anchors, groups);
    this.exports.setTables(this.#place(even), this.#place(odd), this.#place(threes), this.#place(heads), this.#place(entries));
    this.exports.setGates(this.#place(gates.gates), gates.gates.length / GATE_WORDS, this.#place(gates.sets), this.#place(LEFT_CLASSES));
    let at = this.#place(Buffer.concat(anchors));
    const starts = Uint32Array.from(anchors, (anchor) => {
      at += anchor.length;
      return at - anchor.length;
    });
    const longest = Math.max(0, ...anchors.map((anchor) => anchor.length));
    this.exports.setAnchors(this.#place(starts), longest, this.#place(byteClasses()));
  }
}
