import { crc32 } from 'node:zlib';
import { BASE36, BASE62, BASE62_LOWER, toDigits } from '../radix.ts';

/** True when the end of a key is the right sum of the rest. */
export type Checksum = (value: string) => boolean;

function crcOf(text: string): number {
  return crc32(Buffer.from(text, 'latin1'));
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The part between the prefix, which ends at the last `_` or `-` before it, and the sum of `length` characters. */
function bodyOf(value: string, length: number): string {
  const rest = value.slice(0, value.length - length);
  return rest.slice(Math.max(rest.lastIndexOf('_'), rest.lastIndexOf('-')) + 1);
}

function ending(length: number, sum: (value: string) => string): Checksum {
  return (value) => value.length > length && value.slice(-length) === sum(value);
}

const before = (value: string, length: number): string => value.slice(0, value.length - length);
const hex8 = (value: number): string => value.toString(16).padStart(8, '0');

/** GitHub's classic tokens, npm, Vercel, NetBird: CRC32 of the body without prefix, base62 in six digits (GitHub engineering blog, 2021-04-05). */
const crc32Base62: Checksum = ending(6, (value) => toDigits(crcOf(bodyOf(value, 6)), BASE62, 6));
/** JSR: CRC32 of everything before, base62 in six digits (jsr-io/jsr, api/src/token.rs). */
const crc32Base62Prefixed: Checksum = ending(6, (value) => toDigits(crcOf(before(value, 6)), BASE62, 6));
/** Matrix: CRC32 of everything before the last `_`, the same digits (element-hq/synapse, synapse/handlers/auth.py). */
const crc32Base62Parted: Checksum = ending(7, (value) => `_${toDigits(crcOf(before(value, 7)), BASE62, 6)}`);
/** Matrix Authentication Service: the same, its digits from the lowest (crates/data-model/src/tokens.rs). */
const crc32Base62PartedLe: Checksum = ending(7, (value) => `_${[...toDigits(crcOf(before(value, 7)), BASE62, 1)].reverse().join('').padStart(6, '0')}`);
/** Apify: CRC32 of everything before, base62 with small letters first. */
const crc32Base62Lower: Checksum = ending(6, (value) => toDigits(crcOf(before(value, 6)), BASE62_LOWER, 6));
/** Zuplo: CRC32 of the body between the prefix and the last `_`, eight hex digits. */
const crc32Hex8: Checksum = ending(8, (value) => hex8(crcOf(bodyOf(value.slice(0, -9), 0))));
/** Private Packagist, Canva: CRC32 of everything before, eight hex digits. */
const crc32Hex8Prefixed: Checksum = ending(8, (value) => hex8(crcOf(before(value, 8))));
/** Atlassian: the same in capitals. */
const crc32UpperHex8Prefixed: Checksum = ending(8, (value) => hex8(crcOf(before(value, 8))).toUpperCase());
/** Grafana service accounts: CRC32 over the first 37 characters, its bytes from the lowest, in hex. */
const crc32Grafana: Checksum = ending(8, (value) => littleEndian(crcOf(value.slice(0, 37))).toString('hex'));
/** GitLab routable tokens: CRC32 of everything before, base36 in seven digits (GitLab handbook, routable tokens). */
const crc32Base36: Checksum = ending(7, (value) => toDigits(crcOf(before(value, 7)), BASE36, 7));
/** Confluent: CRC32 of the 54 characters of the body, its bytes from the lowest, in base64 without padding. */
const crc32Base64: Checksum = ending(6, (value) => littleEndian(crcOf(value.slice(-60, -6))).toString('base64').slice(0, 6));

/** Checksums made of CRC32, by the name that rules use. */
export const CRC32_CHECKSUMS: readonly (readonly [string, Checksum])[] = [
  ['crc32-b62', crc32Base62],
  ['crc32-b62-prefixed', crc32Base62Prefixed],
  ['crc32-b62-parted', crc32Base62Parted],
  ['crc32-b62le-parted', crc32Base62PartedLe],
  ['crc32-b62lower-prefixed', crc32Base62Lower],
  ['crc32-hex8', crc32Hex8],
  ['crc32-hex8-prefixed', crc32Hex8Prefixed],
  ['crc32-HEX8-prefixed', crc32UpperHex8Prefixed],
  ['crc32-hexle-grafana', crc32Grafana],
  ['crc32-b36-7-prefixed', crc32Base36],
  ['crc32-b64le', crc32Base64],
];
