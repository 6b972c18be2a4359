import { describe, expect, it } from 'vitest';
import { ruleOf, scanCut, scanText } from '../../helpers/rules.ts';

const KEY = `zq_${'0a1b2c3d'}`;
const RULES = [ruleOf({ id: 'acme-key', anchors: ['zq_'], pattern: 'zq_[0-9a-f]{8}' })];
const SENTENCE = `the key of the day is ${KEY} and nothing else`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (text: string): string => Buffer.from(text).toString('hex');
const spaced = (text: string, sign: string, prefix = ''): string => (hex(text).match(/../g) ?? []).map((digits) => prefix + digits).join(sign);
const percent = (text: string): string => text.replaceAll(/./g, (character) => `%${character.charCodeAt(0).toString(16)}`);
const octal = (text: string): string => text.replaceAll(/./g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
const wrap = (text: string, width: number, indent = ''): string => (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(`\n${indent}`);

const CASES: readonly (readonly [string, string])[] = [
  ['base64', `x = "${base64(SENTENCE)}"`],
  ['base64url behind a path', `/v1/data/${Buffer.from(SENTENCE).toString('base64url')}`],
  ['base64 without its padding', base64(SENTENCE).replace(/=+$/, '')],
  ['base64, wrapped', `data: |\n  ${wrap(base64(`${'words and '.repeat(9)}${SENTENCE}`), 64, '  ')}\n`],
  ['base64, wrapped in a JSON string', JSON.stringify({ data: `${wrap(base64(`${'words and '.repeat(9)}${SENTENCE}`), 76)}\n` })],
  ['base64, wrapped as MIME in a JSON string', JSON.stringify({ data: `${wrap(base64(`${'words and '.repeat(9)}${SENTENCE}`), 76)}\n`.replaceAll('\n', '\r\n') })],
  ['base64 of UTF-16', Buffer.from(SENTENCE, 'utf16le').toString('base64')],
  ['base64 of base64', base64(`again ${base64(SENTENCE)}`)],
  ['hex', `payload=${hex(SENTENCE)}`],
  ['hex with spaces', `dump: ${spaced(SENTENCE, ' ')}`],
  ['hex with colons, in capitals', `  key: ${spaced(SENTENCE, ':').toUpperCase()}`],
  ['a list of bytes', `unsigned char k[] = {${spaced(SENTENCE, ', ', '0x')}};`],
  ['a list of bytes without spaces', `k=[${spaced(SENTENCE, ',', '0x')}]`],
  ['a dump in groups of two', `00000010: ${(hex(SENTENCE).match(/.{1,4}/g) ?? []).join(' ')}  the key`],
  ['a dump in bytes', `00000010  ${spaced(SENTENCE, ' ')}  |the key|`],
  ['base64 of hex with spaces', base64(`a dump ${spaced(SENTENCE, ' ')} follows`)],
  ['percent signs', `https://x.example/?q=${percent(KEY)}`],
  ['one percent sign', `https://x.example/?q=padpadpadpad&k=${KEY.replace('_', '%5F')}&z`],
  ['\\u escapes', `"k": "abcdefghijk ${KEY.replaceAll(/./g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`)}"`],
  ['\\x escapes', `"${KEY.replaceAll(/./g, (character) => `\\x${character.charCodeAt(0).toString(16)}`)}"`],
  ['HTML entities', `<p>${KEY.replace('q', '&#113;').replace('0', '&#x30;')}</p>`],
  ['HTML entities by name', `<p>the key is ${KEY.replace('_', '&lowbar;')} &amp; no more</p>`],
  ['HTML entities by another name', `<a href="?x=1&amp;key=${KEY.replace('_', '&UnderBar;')}">`],
  ['quoted-printable', `password=3D${KEY.slice(0, 6)}=\r\n${KEY.slice(6)} x`],
  ['joined literals', `const k = "zq_" + "${KEY.slice(3, 7)}" +\n  "${KEY.slice(7)}";`],
  ['adjacent literals', `k = ("zq_${KEY.slice(3, 7)}"\n     "${KEY.slice(7)}")`],
  ['SQL literals', `SET k = '${KEY.slice(0, 5)}' || '${KEY.slice(5)}';`],
  ['C literals beside each other', `char *k = "${KEY.slice(0, 5)}" "${KEY.slice(5, 8)}"\n  "${KEY.slice(8)}";`],
  ['Ruby literals', `k = "${KEY.slice(0, 5)}" << "${KEY.slice(5)}"`],
  ['Haskell literals', `k = "${KEY.slice(0, 5)}" ++ "${KEY.slice(5)}"`],
  ['C# literals', `var k = "${KEY.slice(0, 5)}" + @"${KEY.slice(5)}";`],
  ['Python byte strings', `k = b"${KEY.slice(0, 5)}" + b"${KEY.slice(5)}"`],
  ['Basic literals over lines', `k = "${KEY.slice(0, 5)}" & _\n    "${KEY.slice(5)}"`],
  ['Ruby literals over lines', `k = "${KEY.slice(0, 5)}" \\\n    "${KEY.slice(5)}"`],
  ['PHP literals', `$k = 'zq_' . '${KEY.slice(3)}';`],
  ['literals without a blank between', `export K="${KEY.slice(0, 5)}""${KEY.slice(5)}"`],
  ['octal escapes', `"the key: ${octal(KEY)}"`],
  ['octal escapes of letters alone', `k=$'xyz ${KEY.replaceAll(/[a-z]/g, octal)}'`],
];

describe('a key that is wrapped in', () => {
  it.each(CASES)('%s is found, on its line', (_name, text) => {
    const { detections } = scanCut(RULES, Buffer.from(text), [], 5);
    expect(detections.map((found) => found.secret.reveal())).toEqual([KEY]);
    expect(detections[0]?.encoding.length).toBeGreaterThan(0);
    expect(detections[0]?.span.end).toBeLessThanOrEqual(Buffer.byteLength(text));
  });

  it('several layers is found no deeper than asked', () => {
    const nested = base64(`a ${base64(`b ${base64(`c ${SENTENCE}`)}`)}`);
    expect(scanCut(RULES, Buffer.from(nested), [], 2).detections).toEqual([]);
    expect(scanCut(RULES, Buffer.from(nested), [], 3).detections.map((found) => found.encoding)).toEqual([['base64', 'base64', 'base64']]);
  });

  it('a long base64 line is found wherever it stands in it', () => {
    for (const before of [0, 8_000, 16_370, 30_000]) {
      const text = `start ${base64('plain words '.repeat(Math.ceil(before / 12)) + SENTENCE + ' and more words'.repeat(2_000))} end`;
      expect(scanText(RULES, text).detections.map((found) => found.secret.reveal())).toEqual([KEY]);
    }
  });

  it('spaced hex is found wherever it stands, once, and not where it is no text', () => {
    const line = `x ${spaced(SENTENCE, ' ')} y\n`;
    for (const before of [0, 1, 7, 8, 15, 100]) {
      const text = `${'a'.repeat(before)}\n${line}`;
      const whole = scanCut(RULES, Buffer.from(text), [], 5);
      expect(whole.detections.map((found) => found.secret.reveal())).toEqual([KEY]);
      expect(text.slice(whole.detections[0]?.span.start).startsWith(spaced(KEY, ' ').slice(0, 5))).toBe(true);
    }
    const numbers = `${Array.from({ length: 4_000 }, (_, index) => index % 100).join(', ')}\n`;
    expect(scanCut(RULES, Buffer.from(`${numbers}${line}${' '.repeat(100)}\n`), [], 5).detections).toHaveLength(1);
    expect(scanCut(RULES, Buffer.from(`${'0x80, '.repeat(5_000)}${spaced(SENTENCE, ', ', '0x')}`), [], 5).detections).toEqual([]);
  });

  it('nothing is told once, in the clear', () => {
    const { detections } = scanCut(RULES, Buffer.from(`url=https://x.example/a%2Fb?k=${KEY}`), [], 5);
    expect(detections.map((found) => found.encoding)).toEqual([[]]);
  });

  it('HTML entities is found with every sign that a key may hold, and nothing else is taken for one', () => {
    const rules = [ruleOf({ id: 'acme-key', anchors: ['zqkey'], pattern: 'zqkey[0-9+/=_.:@!$*]{20}', boundary: 'none' })];
    const found = (text: string): string[] => scanCut(rules, Buffer.from(text), [], 5).detections.map(({ secret }) => secret.reveal());
    const names = ['plus', 'sol', 'equals', 'lowbar', 'UnderBar', 'period', 'colon', 'commat', 'excl', 'dollar', 'ast', 'midast'];
    expect(found(`<b>zqkey${names.map((name) => `&${name};`).join('')}01234567</b>`)).toEqual(['zqkey+/=__.:@!$**01234567']);
    for (const name of names) expect(found(`<b>zqkey${'1'.repeat(19)}&${name};</b>`)).toHaveLength(1);
    for (const name of ['amp', 'nbsp', 'sold', 'Plus', 'plus ', '__proto__', 'constructor']) expect(found(`<b>zqkey${'1'.repeat(19)}&${name};</b>`)).toEqual([]);
  });

  it('JSON with escaped slashes is found, where a slash may be one of the key', () => {
    const rules = [ruleOf({ id: 'acme-key', anchors: ['zqkey'], pattern: 'zqkey[0-9a-z/]{20}', boundary: 'base64' })];
    const found = (text: string): string[] => scanCut(rules, Buffer.from(text), [], 5).detections.map(({ secret }) => secret.reveal());
    const key = `zqkey${'0a1b/2c3d4e5f/6g7h8i'}`;
    expect(found(JSON.stringify({ key }).replaceAll('/', String.raw`\/`))).toEqual([key]);
    expect(found(`{"a":"https:\\/\\/x.example\\/","k":"${key.slice(0, 9)}\\ /${key.slice(10)}"}`)).toEqual([]);
  });
});

it('finds an escaped key wherever a border of the decoder cuts it', () => {
  const escaped = `x=padpadpadpad&k=${KEY.replace('_', '%5F')}`;
  for (let before = 2048 - escaped.length - 2; before <= 2050; before += 1) {
    expect(scanText(RULES, `${'words and\n'.repeat(300).slice(-before)}${escaped}\n`).detections.map(({ secret }) => secret.reveal()), String(before)).toEqual([KEY]);
  }
});
