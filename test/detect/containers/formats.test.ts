import { generateKeyPairSync } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePdf, makeSqlite } from '../../helpers/made-files.ts';
import { ruleOf, scanCut } from '../../helpers/rules.ts';

const KEY = `zq_${'0a1b2c3d'}`;
const RULES = [ruleOf({ id: 'acme-key', anchors: ['zq_'], pattern: 'zq_[0-9a-f]{8}', textOnly: true })];
const scan = (bytes: Buffer): ReturnType<typeof scanCut> => scanCut(RULES, bytes, [], 1);
const keysIn = (bytes: Buffer): string[] => scan(bytes).detections.map((found) => found.secret.reveal());
const word = fc.string({ unit: fc.constantFrom(...'ghijklmnop 0123,;()\\'), maxLength: 40 });

describe('a PDF', () => {
  const literal = (text: string): string => `(${text.replaceAll(/[()\\]/g, (sign) => `\\${sign}`)})`;

  it('gives the text of its pages, however it is cut into strings', () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 1, max: KEY.length - 1 }), (before, behind, cut) => {
        const shown = `[${literal(`${before} ${KEY.slice(0, cut)}`)} -120 ${literal(`${KEY.slice(cut)} ${behind}`)}] TJ`;
        expect(keysIn(makePdf(`BT /F1 12 Tf 72 700 Td ${shown} 0 -14 Td (next) Tj ET`))).toEqual([KEY]);
      }),
    );
  });

  it('gives strings in hex and octal, and codes of two bytes', () => {
    const hex = Buffer.from(KEY, 'latin1').toString('hex');
    const wide = Buffer.from(KEY, 'utf16le').swap16().toString('hex');
    const octal = [...KEY].map((character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`).join('');
    for (const shown of [`<${hex}>`, `<${wide}>`, `(${octal})`]) expect(keysIn(makePdf(`BT ${shown} Tj ET`)), shown).toEqual([KEY]);
  });

  it('does not join what stands on two lines', () => {
    expect(keysIn(makePdf(`BT (${KEY.slice(0, 5)}) Tj 0 -14 Td (${KEY.slice(5)}) Tj ET`))).toEqual([]);
  });

  it('gives its other streams as they are', () => {
    expect(keysIn(makePdf(`<< /Author (${KEY}) >>`))).toEqual([KEY]);
  });

  it('that is encrypted or broken says that it was not opened', () => {
    expect(scan(makePdf('BT (x) Tj ET', 'trailer << /Encrypt 9 0 R >>\n')).openness).toBe('closed');
    expect(scan(Buffer.from('%PDF-1.4\n<< /Filter /FlateDecode >>\nstream\nnot deflated\nendstream\n')).openness).toBe('closed');
  });

  it('that is a bomb is cut off, and says so', () => {
    expect(scan(makePdf(' '.repeat(60 * 1024 * 1024))).openness).toBe('budget');
  });
});

describe('an SQLite database', () => {
  it('gives its rows, in the page or overflowing it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 0, max: 3_000 }), (name, filling) => {
        const { detections, openness } = scan(makeSqlite([name.replaceAll('\0', ''), '-'.repeat(filling), KEY]));
        expect([detections.map((found) => found.secret.reveal()), openness]).toEqual([[KEY], 'whole']);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps columns apart', () => {
    expect(keysIn(makeSqlite(['token', KEY, 'next']))).toEqual([KEY]);
  });

  it('that is damaged anywhere never throws, nor goes on for ever', () => {
    const whole = makeSqlite(['token', '-'.repeat(2_000), KEY]);
    fc.assert(
      fc.property(fc.integer({ min: 16, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const bytes = Buffer.from(whole);
        bytes[at] = byte;
        expect(() => scan(bytes)).not.toThrow();
      }),
    );
  });
});

describe('a zlib stream', () => {
  it.each([1, 6, 9])('of level %i is opened', (level) => {
    expect(keysIn(deflateSync(Buffer.from(`token ${KEY}\n`.repeat(20)), { level }))).toContain(KEY);
  });
});

describe('an archive of a kind that is not opened', () => {
  it.each([
    ['7z', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4])],
    ['RAR', Buffer.from('Rar!\u001a\u0007\u0000')],
    ['bzip2', Buffer.from('BZh61AY&SY....')],
    ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4])],
    ['Zstandard', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 4, 0])],
  ])('%s is told', (_, bytes) => {
    expect(scan(bytes).openness).toBe('closed');
    expect(scan(gzipSync(bytes)).openness).toBe('closed');
  });
});

describe('a private key in DER', () => {
  const BLOCKS = [ruleOf({ id: 'acme-block', anchors: ['-----begin '], pattern: '-----BEGIN [A-Z ]{3,20}-----[^-]{20,4000}-----END [A-Z ]{3,20}-----' })];
  const blocksIn = (bytes: Buffer): string[] => scanCut(BLOCKS, bytes, [], 1).detections.map(({ encoding }) => encoding.join(' '));
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it.each([
    ['PKCS#8 of RSA', rsa.privateKey.export({ type: 'pkcs8', format: 'der' })],
    ['PKCS#1', rsa.privateKey.export({ type: 'pkcs1', format: 'der' })],
    ['PKCS#8 of P-256', ec.privateKey.export({ type: 'pkcs8', format: 'der' })],
    ['SEC1', ec.privateKey.export({ type: 'sec1', format: 'der' })],
    ['PKCS#8 of Ed25519', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' })],
  ])('is read as its block: %s', (_kind, bytes) => {
    expect(blocksIn(bytes)).toEqual(['der']);
  });

  it('is none where the key is public, cut, or the sequence holds something else', () => {
    const key = rsa.privateKey.export({ type: 'pkcs8', format: 'der' });
    for (const bytes of [rsa.publicKey.export({ type: 'spki', format: 'der' }), rsa.publicKey.export({ type: 'pkcs1', format: 'der' }), key.subarray(0, 60), Buffer.from('300201003000', 'hex'), Buffer.from('0')]) expect(blocksIn(bytes)).toEqual([]);
  });
});
