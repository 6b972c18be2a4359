import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Matcher } from '#detect/matcher.ts';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher } from '#detect/scanner.ts';
import type { Rule } from '#ruleset/rule.ts';
import { base62 } from '../helpers/keys.ts';
import { ruleOf } from '../helpers/rules.ts';

/** Rules of every shape that the engine treats in its own way: near and far, anchored and around, pairs, binary, short anchors. */
export const RULES: readonly Rule[] = [
  ruleOf({ id: 'near', anchors: ['nrk_'], pattern: 'nrk_[0-9A-Za-z]{16}', boundary: { left: 'word', right: 'word' } }),
  ruleOf({ id: 'short', anchors: ['q7~'], pattern: 'q7~[0-9A-Za-z]{12}' }),
  ruleOf({ id: 'around', anchors: ['zqzq'], pattern: '[0-9A-Z]{20}ZQZQ[0-9A-Z]{4}' }),
  ruleOf({ id: 'far', anchors: ['begin block'], pattern: 'BEGIN BLOCK[^\\x00]{0,3000}?END (?<secret>[0-9A-Za-z]{10})' }),
  ruleOf({ id: 'half', anchors: ['idk_'], pattern: 'idk_[0-9A-Za-z]{10}', secrecy: 'pair-half', pair: { with: 'near', within: 120 } }),
  ruleOf({ id: 'named', anchors: ['acmeword'], pattern: 'acmeword[\\w .-]{0,20}[=:]\\s{0,4}"?(?<secret>[\\w.+/=-]{12,999})', textOnly: true }),
];

export function testMatcher(): Matcher {
  return makeMatcher(RULES.map((rule) => compileRule(rule)));
}

const key = (seed: number): string => `${'nrk'}_${base62(`near ${seed}`, 16)}`;

/** A key in parts that a program puts together. */
function listOf(plain: string, seed: number): string {
  const parts = [plain.slice(0, 6), plain.slice(6, 6 + (seed % 9)), plain.slice(6 + (seed % 9))];
  const quoted = (sign: string, between: string): string => parts.map((part) => sign + part + sign).join(between);
  const forms = [
    `k = [${quoted('"', ', ')}].join("")`,
    `k = [\n  ${quoted("'", ',\n  ')},\n].join('');\n`,
    `"".join([\n  ${quoted('"', ',\n  ')}\n])\n`,
    `concat!(\r\n\t${quoted('"', ',\r\n\t')},\r\n)`,
    `strings.Join([]string{\n\t${quoted('"', ',\n\t')},\n}, "")`,
    `implode('', [\n${quoted("'", ',\n')}])`,
    `String.join("",\n  ${quoted('"', ', ')})`,
    `"${parts[0]}".concat("${parts[1]}", "${parts[2]}")`,
    `{"Fn::Join": ["", [${quoted('"', ',')}]]}`,
    quoted('"', ''),
    `[${quoted('"', ',\n')}].join`,
    `k = "${plain.replaceAll(/[a-z]/g, (letter) => `\\${letter.charCodeAt(0).toString(8)}`)}"`,
  ];
  return forms[seed % forms.length] ?? plain;
}

/** One piece of text: a key in some dress, or what stands between keys. */
function pieceOf(kind: number, seed: number): string {
  const plain = key(seed % 7);
  switch (kind) {
    case 0:
      return plain;
    case 1:
      return `${'idk'}_${base62(`id ${seed % 3}`, 10)}`;
    case 2:
      return `${base62(`a${seed % 5}`, 20).toUpperCase()}ZQZQ${base62(`b${seed % 5}`, 4).toUpperCase()}`;
    case 3:
      return `BEGIN BLOCK\n${'filler line\n'.repeat(seed % 150)}`;
    case 4:
      return `END ${base62(`far ${seed % 3}`, 10)}\n`;
    case 5:
      return (seed % 3 === 0 ? gzipSync(`key = ${plain} and ${'words '.repeat(seed % 90)}`) : Buffer.from(`key = ${plain} and ${'words '.repeat(seed % 9)}`)).toString('base64');
    case 6:
      return `${Buffer.from(`a longer text with ${plain} in it, ${'more and more '.repeat(seed % 30)}`).toString('base64').replace(/.{64}/g, seed % 4 === 0 ? String.raw`$&\n` : '$&\n')}\n`;
    case 7:
      return `"${plain.slice(0, 9)}" +\n   "${plain.slice(9)}"`;
    case 8:
      return plain.replaceAll('_', '%5F');
    case 9:
      return `ACMEWORD_key = "${base62(`named ${seed % 4}`, 20 + (seed % 200))}"`;
    case 10:
      return `stanch:allow because ${seed % 3}`;
    case 11:
      return 'x'.repeat(seed % 2500);
    case 12:
      return `q${7}~${base62(`short ${seed % 3}`, 12)}`;
    case 13:
      return ['\n', '\r\n', '\r', ' ', '\n\n', '=\n', '"', "'", '\\', '=\r\n', ' + ', '%', '.', '\t', '==\n', ' +\n  ', '\\/', 'a\\/b', '" || "', '" + @"', '" & _\n"', '" "', '"  "', '" << "', '"\t"'][seed % 25] ?? '\n';
    case 14:
      return ['\u0000', '\u0001\u0002\u0003', '\u00e9', '\ud83d\ude00', '\f', '\u001b'][seed % 6] ?? '';
    case 15:
      return Buffer.from(plain).toString('hex');
    case 16:
      return base62(`noise ${seed}`, seed % 80);
    case 17: {
      // Packed text that is longer than a piece of a run, in one line or in many, or written in base64 once more.
      const packed = gzipSync(`key = ${plain}, ${base62(`noise ${seed}`, (seed % 5) * 5_000)} then ${key((seed + 1) % 7)}\n`).toString('base64');
      return [packed, `${packed.replace(/.{76}/g, '$&\n')}\n`, Buffer.from(packed).toString('base64')][seed % 3] ?? packed;
    }
    case 18:
      return listOf(plain, seed);
    case 19:
      return ['.join("")', 'join(', '["', '",', '",\n', "',\n  '", '"]', '""', '"],\n', 'concat!(', '[\n', '(\n', ', "")', '}', "''.join(", 'implode(', '\\101', '\\060', '\\033[0m'][seed % 19] ?? ',';
    default:
      return `some words on line ${seed}\n`;
  }
}

const KINDS = 27;

/** A piece of text. */
export const piece: fc.Arbitrary<string> = fc.tuple(fc.nat(KINDS), fc.nat(3000)).map(([kind, seed]) => pieceOf(kind, seed));

/** A document of up to `max` pieces. */
export function document(max: number): fc.Arbitrary<Buffer> {
  return fc.array(piece, { maxLength: max }).map((pieces) => Buffer.from(pieces.join('')));
}

/** How a version is made of the one before it: parts of it, in any order, and new text. */
export type Step = { readonly copy: readonly [number, number] } | { readonly insert: string };

export const steps: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), piece), { minLength: 1, maxLength: 4 }).map(editsOf) },
  { weight: 1, arbitrary: fc.array(fc.oneof(piece.map((insert) => ({ insert })), fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })).map((copy) => ({ copy }))), { maxLength: 6 }) },
);

/** Replaces a few bytes at a few places, as people do. Ends are given as shares of the base, cut lengths in thousandths. */
function editsOf(edits: readonly (readonly [number, number, string])[]): Step[] {
  const sorted = edits.toSorted((a, b) => a[0] - b[0]);
  const made: Step[] = [];
  let from = 0;
  for (const [at, cut, insert] of sorted) {
    made.push({ copy: [from, Math.max(from, at)] }, { insert });
    from = Math.max(from, at) + cut / 1000;
  }
  return [...made, { copy: [from, 1] }];
}

function sizeBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

function copyOp(from: number, size: number): number[] {
  const bytes = [0x80];
  const add = (value: number, bit: number): void => {
    if (value === 0) return;
    bytes[0] = (bytes[0] ?? 0) | bit;
    bytes.push(value);
  };
  [0, 8, 16, 24].forEach((shift, i) => add((from >>> shift) & 255, 1 << i));
  [0, 8, 16].forEach((shift, i) => add((size >>> shift) & 255, 16 << i));
  return bytes;
}

/** A git delta of the steps, and the text it makes. */
export function makeDelta(base: Buffer, made: readonly Step[]): { readonly delta: Buffer; readonly target: Buffer } {
  const ops: number[] = [];
  const parts: Buffer[] = [];
  const insert = (bytes: Buffer): void => {
    for (let at = 0; at < bytes.length; at += 127) {
      const part = bytes.subarray(at, at + 127);
      ops.push(part.length, ...part);
    }
    parts.push(bytes);
  };
  for (const step of made) {
    if ('insert' in step) insert(Buffer.from(step.insert));
    else {
      const [a, b] = step.copy.map((share) => Math.round(Math.min(1, share) * base.length)) as [number, number];
      for (let at = Math.min(a, b); at < Math.max(a, b); at += 0xffff) {
        const size = Math.min(0xffff, Math.max(a, b) - at);
        ops.push(...copyOp(at, size));
        parts.push(base.subarray(at, at + size));
      }
    }
  }
  const target = Buffer.concat(parts);
  return { delta: Buffer.from([...sizeBytes(base.length), ...sizeBytes(target.length), ...ops]), target };
}
