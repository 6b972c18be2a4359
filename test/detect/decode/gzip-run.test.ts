import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { base62 } from '../../helpers/keys.ts';
import { ruleOf, scanCut } from '../../helpers/rules.ts';

const KEY = `zq_${'0a1b2c3d'}`;
const RULES = [ruleOf({ id: 'acme-key', anchors: ['zq_'], pattern: 'zq_[0-9a-f]{8}' })];
const scan = (text: string, cuts: number[] = []): ReturnType<typeof scanCut> => scanCut(RULES, Buffer.from(text), cuts, 5);
const packed = (text: string): string => gzipSync(text).toString('base64');
const keysIn = (text: string): string[] => scan(text).detections.map(({ secret }) => secret.reveal());
/** Text that does not pack. */
const noise = (length: number): string => Array.from({ length: Math.ceil(length / 60) }, (_, line) => base62(`noise ${line}`, 60)).join(' ');

describe('gzip in base64', () => {
  it('is read, and told as such', () => {
    const { detections, openness } = scan(`release: ${packed(`settings of a release\nkey: ${KEY}\n`)}\n`);

    expect(detections.map(({ secret, encoding, start }) => [secret.reveal(), encoding, start.line])).toEqual([[KEY, ['base64+gzip'], 1]]);
    expect(openness).toBe('whole');
  });

  it('is read within base64, and with base64 in it', () => {
    const inner = Buffer.from(`password of the day: ${KEY}, kept`).toString('base64');
    expect(keysIn(Buffer.from(packed(`value: ${inner}\n`)).toString('base64'))).toEqual([KEY]);
  });

  it('is read the same wherever the document is cut', () => {
    const text = `a: ${packed(`key: ${KEY} and some more words`)}\nb: c\n`;
    for (let cut = 1; cut < text.length; cut += 7) expect(scan(text, [cut]).detections).toEqual(scan(text).detections);
  });

  it('that is not gzip, or no text, gives nothing and hides nothing', () => {
    expect(keysIn(`x: ${Buffer.from([0x1f, 0x8b, 8, ...Buffer.from(noise(90))]).toString('base64')} ${KEY}\n`)).toEqual([KEY]);
    expect(keysIn(`x: ${gzipSync(Buffer.alloc(2000, 1)).toString('base64')} ${KEY}\n`)).toEqual([KEY]);
  });

  it('that packs a bomb is not opened, and the document says so', () => {
    const { detections, openness } = scan(`x: ${packed(`${KEY}${' '.repeat(1e6)}`)}\n`);
    expect([detections, openness]).toEqual([[], 'budget']);
  });

  it('that is longer than one piece is read as far as the piece goes', () => {
    expect(keysIn(`x: ${packed(`${KEY} ${noise(80_000)} ${KEY}`)}\n`)).toEqual([KEY]);
  });
});
