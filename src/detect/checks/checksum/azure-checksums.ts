import { BASE62, toDigits } from '../radix.ts';
import type { Checksum } from './crc32-checksums.ts';
import { marvin32 } from './marvin32.ts';

/** The part of a common annotated key that the sum covers, in characters of base64. */
const COVERED = 80;
const CASK_SEED = 'Default0';

/**
 * Azure keys with a four-letter signature inside: the last four bytes are Marvin32 of the bytes before them,
 * lowest byte first (microsoft/security-utilities, IdentifiableSecrets).
 * @param seeds seed words, of which any may hold
 */
export function azureChecksum(seeds: readonly string[]): Checksum {
  return (value) => {
    const bytes = Buffer.from(value, 'base64');
    if (bytes.length < 8) return false;
    const sum = bytes.readUInt32LE(bytes.length - 4);
    return seeds.some((seed) => marvin32(bytes.subarray(0, -4), seed) === sum);
  };
}

/** Common annotated security keys, which hold `JQQJ99`: Marvin32 of 60 bytes, read from the highest byte, in base62. */
export function caskChecksum(value: string): boolean {
  const length = Math.min(6, value.length - COVERED);
  if (length < 4) return false;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(marvin32(Buffer.from(value.slice(0, COVERED), 'base64'), CASK_SEED));
  return value.slice(COVERED, COVERED + length) === toDigits(bytes.readUInt32BE(0), BASE62, 1).padEnd(6, '0').slice(0, length);
}
