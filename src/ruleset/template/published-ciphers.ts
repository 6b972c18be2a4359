import { createCipheriv } from 'node:crypto';
import { ALPHABETS } from './alphabets.ts';
import type { Prng } from './prng.ts';

/*
 * Makers of passwords that are encrypted with a key everybody knows. Written apart from the checks in `detect/checks`,
 * so that each tests the other.
 */

const LETTERS = ALPHABETS.get('base62') ?? '';

/** `gpp-password:LENGTH`: a password of so many characters as [MS-GPPREF] 2.2.1.1.4 encrypts it, in base64. */
export function gppPasswordText(prng: Prng, [length = '12']: readonly string[]): string {
  const key = Buffer.from('4e 99 06 e8 fc b6 6c c9 fa f4 93 10 62 0f fe e8 f4 96 e8 06 cc 05 79 90 20 9b 09 a4 33 b6 6c 1b'.replaceAll(' ', ''), 'hex');
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(16));
  return Buffer.concat([cipher.update(prng.text(LETTERS, Number(length)), 'utf16le'), cipher.final()]).toString('base64');
}

/** `cisco-type7:LENGTH`: a password of so many characters, mixed with the pad from its third place on. */
export function ciscoType7Text(prng: Prng, [length = '12']: readonly string[]): string {
  const pad = 'dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87';
  const mixed = Buffer.from(prng.text(LETTERS, Number(length)), 'latin1').map((byte, at) => byte ^ pad.charCodeAt((at + 3) % pad.length));
  return `03${Buffer.from(mixed).toString('hex').toUpperCase()}`;
}
