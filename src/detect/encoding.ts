/** How the bytes of a document are to be read. `bytes` is binary: scanned as it is, by the rules that need no text. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be' | 'bytes';

/** The encoding is decided on this many leading bytes. */
export const SNIFF_BYTES: number = 8_000;

/** Share of control characters from which a document counts as binary: compressed data has about 11 %. */
const BINARY_CONTROLS = 0.03;
/** ASCII in UTF-16 has a NUL at every other byte; foreign letters among it leave some out. */
const WIDE_NULS = 0.3;

const BOMS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
];

const WHITE = new Set([9, 10, 11, 12, 13, 27]);
const IS_CONTROL = Uint8Array.from({ length: 256 }, (_, byte) => ((byte < 32 && !WHITE.has(byte)) || byte === 127 ? 1 : 0));

interface Census {
  /** NULs by their offset modulo four. */
  readonly nuls: readonly [number, number, number, number];
  readonly controls: number;
}

function takeCensus(sample: Uint8Array): Census {
  const nuls: [number, number, number, number] = [0, 0, 0, 0];
  let controls = 0;
  for (let index = 0; index < sample.length; index++) {
    const byte = sample[index] as number;
    controls += IS_CONTROL[byte] as number;
    if (byte === 0) nuls[(index & 3) as 0 | 1 | 2 | 3] += 1;
  }
  return { nuls, controls };
}

/** Least and greatest share of NULs at each of the four offsets, by encoding. */
const WIDE_SHAPES: readonly (readonly [Encoding, readonly (readonly [number, number])[]])[] = [
  ['utf-32le', [[0, 0.1], [0.9, 1], [0.9, 1], [0.9, 1]]],
  ['utf-32be', [[0.9, 1], [0.9, 1], [0.9, 1], [0, 0.1]]],
  ['utf-16le', [[0, 0.05], [WIDE_NULS, 1], [0, 0.05], [WIDE_NULS, 1]]],
  ['utf-16be', [[WIDE_NULS, 1], [0, 0.05], [WIDE_NULS, 1], [0, 0.05]]],
];

/** Wide encodings without a mark, by where their NULs stand. */
function sniffWide({ nuls }: Census, length: number): Encoding | undefined {
  const shares = nuls.map((count) => Math.min(1, (count * 4) / length));
  const fits = (bounds: readonly (readonly [number, number])[]): boolean =>
    bounds.every(([least, greatest], offset) => (shares[offset] ?? 0) >= least && (shares[offset] ?? 0) <= greatest);
  return WIDE_SHAPES.find(([, bounds]) => fits(bounds))?.[0];
}

/**
 * Decides how to read a document from its first bytes (up to `SNIFF_BYTES`): a byte order mark, else the
 * pattern of NULs, else the share of control characters. A single NUL in a text leaves it a text.
 */
export function sniffEncoding(start: Uint8Array): Encoding {
  const sample = start.subarray(0, SNIFF_BYTES);
  const bom = BOMS.find(([, mark]) => mark.every((byte, index) => sample[index] === byte));
  if (bom !== undefined) return bom[0];
  if (sample.indexOf(0) < 0 && sample.length < 64) return 'utf-8';
  const census = takeCensus(sample);
  const wide = sample.length >= 8 && census.nuls.some((count) => count > 0) ? sniffWide(census, sample.length) : undefined;
  return wide ?? (census.controls > sample.length * BINARY_CONTROLS ? 'bytes' : 'utf-8');
}
