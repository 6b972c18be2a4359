import { createHash } from 'node:crypto';
import { encodeBase32 } from '../radix.ts';

const SUM = 8;
const TAIL = 8;

/**
 * GitHub fine-grained tokens: eight characters of base32 of SHA-256 over all before them, and eight more
 * characters behind. Not documented; held on published samples.
 */
export function sha256Base32(value: string): boolean {
  const covered = value.slice(0, -(SUM + TAIL));
  const sum = encodeBase32(createHash('sha256').update(covered, 'latin1').digest()).slice(0, SUM);
  return covered.length > 0 && value.slice(-(SUM + TAIL), -TAIL) === sum;
}
