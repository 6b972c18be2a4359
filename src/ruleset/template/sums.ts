import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ALPHABETS } from './alphabets.ts';
import type { Prng } from './prng.ts';

/*
 * Makers of keys whose checksum holds. Written apart from the checks in `detect/checks`, so that each tests the other.
 */

const MASK = 0xff_ff_ff_ffn;
const rotate = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (32n - by))) & MASK;
const alphabet = (name: string): string => ALPHABETS.get(name) ?? '';

function inBase(value: bigint, digits: string): string {
  const base = BigInt(digits.length);
  return value < base ? digits.charAt(Number(value)) : inBase(value / base, digits) + digits.charAt(Number(value % base));
}

const crcOf = (text: string): bigint => BigInt(crc32(text));
const hexOf = (value: bigint): string => value.toString(16).padStart(8, '0');
const reversed = (value: bigint): Buffer => Buffer.from(hexOf(value), 'hex').reverse();

function marvinRound([low, high]: readonly [bigint, bigint], word: bigint): [bigint, bigint] {
  const a = (low + word) & MASK;
  const b = a ^ high;
  const c = (rotate(a, 20n) + b) & MASK;
  const d = rotate(b, 9n) ^ c;
  return [(rotate(c, 27n) + d) & MASK, rotate(d, 19n)];
}

/** Marvin32 over `bytes`; the seed word is read from its last letter. */
function marvin(bytes: Buffer, seed: string): Buffer {
  const word = Buffer.from(seed).readBigUInt64BE();
  const padded = Buffer.concat([bytes, Buffer.from([0x80]), Buffer.alloc(3 - (bytes.length % 4))]);
  let state: [bigint, bigint] = [word & MASK, word >> 32n];
  for (let at = 0; at < padded.length; at += 4) state = marvinRound(state, BigInt(padded.readUInt32LE(at)));
  const [low, high] = marvinRound(state, 0n);
  return reversed(low ^ high);
}

/** `azure-key:SIGNATURE:RANDOM:SEED[:url]`: `random` characters of base64, the signature, tail and sum. */
export function azureKey(prng: Prng, [signature = '', random = '0', seed = '', form = '']: readonly string[]): string {
  const head = prng.text(alphabet('base64'), Number(random)) + signature;
  const size = Math.ceil((head.length * 6) / 8);
  const payload = Buffer.from(head.padEnd(head.length + 4, 'A'), 'base64').subarray(0, size);
  const key = Buffer.concat([payload, marvin(payload, seed)]).toString('base64');
  return form === 'url' ? key.replaceAll('+', '-').replaceAll('/', '_') : key;
}

/** `cask:PRODUCT`: a common annotated key, 52 random characters, its marker, filling, product and sum. */
export function caskKey(prng: Prng, [product = '']: readonly string[]): string {
  const random = prng.text(alphabet('base62'), 52);
  const body = `${random}${'JQQJ'}99B${prng.text('ABCDEFGHIJKL', 1)}${prng.text(alphabet('base62'), 20 - product.length)}${product}`;
  const sum = marvin(Buffer.from(body, 'base64'), 'Default0').readUInt32BE();
  return body + inBase(BigInt(sum), alphabet('base62')).padEnd(6, '0').slice(0, 4);
}

function xmodem(bytes: Buffer): Buffer {
  let sum = 0;
  for (const bit of [...bytes].flatMap((byte) => [...byte.toString(2).padStart(8, '0')].map(Number))) {
    const top = (sum >> 15) ^ bit;
    sum = ((sum << 1) & 0xffff) ^ (top === 1 ? 0x1021 : 0);
  }
  return Buffer.from([sum & 255, sum >> 8]);
}

/** `crc16:HEX:LENGTH`: the bytes of the hex text, random bytes up to `length`, their sum; in base32. */
export function crc16Key(prng: Prng, [start = '', length = '0']: readonly string[]): string {
  const head = Buffer.from(start, 'hex');
  const payload = Buffer.concat([head, prng.bytes(Number(length) - head.length)]);
  const bits = [...payload, ...xmodem(payload)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((group) => alphabet('base32').charAt(Number.parseInt(group.padEnd(5, '0'), 2))).join('');
}

function polymod(words: readonly number[]): bigint {
  const generators = [0x3b6a57b2n, 0x26508e6dn, 0x1ea119fan, 0x3d4233ddn, 0x2a1462b3n];
  return words.reduce((sum, word) => {
    const next = ((sum & 0x1ff_ff_ffn) << 5n) ^ BigInt(word);
    return generators.reduce((mixed, generator, bit) => ((sum >> BigInt(25 + bit)) & 1n ? mixed ^ generator : mixed), next);
  }, 1n);
}

/** `bech32-key:HRP:LENGTH`: human part, `1`, random words, six words of sum; small letters. */
export function bech32Key(prng: Prng, [human = '', length = '0']: readonly string[]): string {
  const letters = alphabet('bech32');
  const data = Array.from({ length: Number(length) }, () => prng.below(32));
  const codes = [...human].map((letter) => letter.charCodeAt(0));
  const sum = polymod([...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...data, 0, 0, 0, 0, 0, 0]) ^ 1n;
  const words = [...data, ...[25n, 20n, 15n, 10n, 5n, 0n].map((shift) => Number((sum >> shift) & 31n))];
  return `${human}1${words.map((word) => letters.charAt(word)).join('')}`;
}

/** `base58check:HEX:LENGTH:HEX`: first bytes, random bytes up to `length`, last bytes; sum of double SHA-256. */
export function base58Key(prng: Prng, [start = '', length = '0', end = '']: readonly string[]): string {
  const head = Buffer.from(start, 'hex');
  const payload = Buffer.concat([head, prng.bytes(Number(length) - head.length), Buffer.from(end, 'hex')]);
  const sha = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
  return inBase(BigInt(`0x${Buffer.concat([payload, sha(sha(payload)).subarray(0, 4)]).toString('hex')}`), alphabet('base58'));
}

/** `github-fine:PREFIX`: a fine-grained token with its eight characters of base32. */
export function githubFineToken(prng: Prng, [prefix = '']: readonly string[]): string {
  const body = `${prefix}1${prng.text(alphabet('base62'), 21)}_${prng.text(alphabet('base62'), 43)}`;
  const bits = [...createHash('sha256').update(body).digest().subarray(0, 5)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const sum = (bits.match(/.{5}/g) ?? []).map((group) => alphabet('base32').charAt(Number.parseInt(group, 2))).join('');
  return body + sum + prng.text(alphabet('base62'), 8);
}

type Encode = (before: string, body: string) => string;
const SMALL_FIRST = `${alphabet('alnum-lower')}${alphabet('upper')}`;
const ENCODINGS: ReadonlyMap<string, Encode> = new Map<string, Encode>([
  ['crc32-b62', (_, body) => inBase(crcOf(body), alphabet('base62')).padStart(6, '0')],
  ['crc32-b62-prefixed', (before) => inBase(crcOf(before), alphabet('base62')).padStart(6, '0')],
  ['crc32-b62-parted', (before) => `_${inBase(crcOf(before), alphabet('base62')).padStart(6, '0')}`],
  ['crc32-b62le-parted', (before) => `_${Array.from(inBase(crcOf(before), alphabet('base62'))).reverse().join('').padStart(6, '0')}`],
  ['crc32-b62lower-prefixed', (before) => inBase(crcOf(before), SMALL_FIRST).padStart(6, '0')],
  ['crc32-hex8', (_, body) => `_${hexOf(crcOf(body))}`],
  ['crc32-hex8-prefixed', (before) => hexOf(crcOf(before))],
  ['crc32-HEX8-prefixed', (before) => hexOf(crcOf(before)).toUpperCase()],
  ['crc32-hexle-grafana', (before) => `_${reversed(crcOf(before)).toString('hex')}`],
  ['crc32-b36-7-prefixed', (before) => inBase(crcOf(before), alphabet('alnum-lower')).padStart(7, '0')],
  ['crc32-b64le', (_, body) => reversed(crcOf(body)).toString('base64').slice(0, 6)],
]);

/** `CRC:PREFIX:ALPHABET:LENGTH:MIDDLE`: prefix, random body, fixed middle part, sum; or nothing where the name is foreign. */
export function crcKey(prng: Prng, name: string, [prefix = '', set = 'base62', length = '30', middle = '']: readonly string[]): string | undefined {
  const encode = ENCODINGS.get(name);
  if (encode === undefined) return undefined;
  const body = prng.text(alphabet(set), Number(length));
  const before = prefix + body + middle;
  return before + encode(before, body);
}
