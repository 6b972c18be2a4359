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

  it('that is long is read to its end, as releases of Helm are', () => {
    for (const length of [20_000, 100_000, 700_000]) {
      const release = packed(`{"info": "${KEY}", "chart": "${noise(length)}", "config": "zq_${'99999999'}"}`);
      expect(keysIn(`  release: ${release}\n`)).toEqual([KEY, `zq_${'99999999'}`]);
    }
  });

  it('that is written in base64 once more, as in a Secret of Kubernetes, is read to its end', () => {
    const release = Buffer.from(packed(`{"chart": "${noise(720_000)}", "config": "${KEY}"}`)).toString('base64');
    const { detections, openness } = scan(`apiVersion: v1\ndata:\n  release: ${release}\nkind: Secret\n`);
    expect(detections.map(({ secret, encoding, start }) => [secret.reveal(), encoding, start.line])).toEqual([[KEY, ['base64', 'base64+gzip'], 3]]);
    expect([release.length > 900_000, openness]).toEqual([true, 'whole']);
  });

  it('that holds base64 in turn, as the templates of a chart are, is read', () => {
    const template = Buffer.from(`{{ .Values.key }} stands for ${KEY} and nothing else\n`).toString('base64');
    const release = packed(`{"chart": {"templates": [{"name": "a.yaml", "data": "${template}"}]}, "x": "${noise(60_000)}"}`);
    expect(keysIn(Buffer.from(release).toString('base64'))).toEqual([KEY]);
  });

  it('that is broken into lines is read', () => {
    const lines = `${packed(`${noise(60_000)}\nkey: ${KEY}\n`).replaceAll(/.{76}/g, '$&\n      ')}\n`;
    expect(keysIn(`write_files:\n  - encoding: gz+b64\n    content: |\n      ${lines}    owner: root\n`)).toEqual([KEY]);
  });

  it('gives each key a place of its own, in their order, and what stands together there stands together', () => {
    const keys = Array.from({ length: 200 }, (_, index) => `zq_${(0x10000000 + index * 77_777).toString(16)}`);
    const { detections } = scan(`x: ${packed(keys.join('\n'))}\n`);
    expect(detections.map(({ secret }) => secret.reveal())).toEqual(keys);
    const spans = detections.map(({ span }) => span.start);
    expect(spans).toEqual([...spans].sort((a, b) => a - b));
  });

  it('is read the same where it stands across stretches of a large document, however that arrives', () => {
    const block = 4 * 1024 * 1024;
    const run = packed(`first ${KEY} ${noise(500_000)} zq_${'99999999'}`);
    for (const before of [block - 300_000, block - 3]) {
      const text = `${'.'.repeat(before)}\n${run}\n${'.'.repeat(1_500_000)}`;
      const whole = scan(text);
      expect(whole.detections.map(({ secret }) => secret.reveal())).toEqual([KEY, `zq_${'99999999'}`]);
      for (const cuts of [[block], Array.from({ length: 30 }, (_, index) => (index + 1) * 203_000)]) {
        expect(scan(text, cuts.filter((cut) => cut < text.length))).toEqual(whole);
      }
    }
  });

  it('that is longer than a Secret can be is read as far as one goes, and the document says so', () => {
    const { detections, openness } = scan(`x: ${packed(`${KEY} ${noise(2_400_000)} zq_${'99999999'}`)}\n`);
    expect([detections.map(({ secret }) => secret.reveal()), openness]).toEqual([[KEY], 'budget']);
  });

  it('that is a long bomb, within base64 or not, is not opened, hides nothing beside it, and is told', () => {
    const bomb = packed(`${KEY}${' '.repeat(60_000_000)}`);
    for (const text of [bomb, Buffer.from(bomb).toString('base64')]) {
      const { detections, openness } = scan(`x: ${text}\ny: ${packed(`words and ${KEY}`)}\n`);
      expect([detections.map(({ start }) => start.line), openness]).toEqual([[2], 'budget']);
    }
  });

  it('of a program, or of a picture, is none of ours', () => {
    const { detections, openness } = scan(`x: ${gzipSync(Buffer.alloc(9_000_000, 1)).toString('base64')}\n`);
    expect([detections, openness]).toEqual([[], 'whole']);
  });

  it('that is broken off, or damaged in the middle, gives nothing false', () => {
    const whole = packed(`${KEY} ${noise(50_000)} zq_${'99999999'}`);
    expect(keysIn(`x: ${whole.slice(0, 30_000)}\n`)).toEqual([KEY]);
    expect(keysIn(`x: ${whole.slice(0, 30_000)}AAAA${whole.slice(30_004)} ${KEY}\n`).every((key) => key === KEY)).toBe(true);
    expect(keysIn(`x: H4sI${'A'.repeat(60)}\ny: SDRzS${'x'.repeat(60)} ${KEY}\n`)).toEqual([KEY]);
  });
});

describe('keys that stand close together in encoded text', () => {
  it.each([
    ['base64', (text: string): string => Buffer.from(text).toString('base64')],
    ['base64 of UTF-16', (text: string): string => Buffer.from(text, 'utf16le').toString('base64')],
    ['hex', (text: string): string => Buffer.from(text).toString('hex')],
  ])('are told apart: %s', (_, encode) => {
    const [first, second] = [`zq_${'11111111'}`, `zq_${'22222222'}`];
    for (const before of ['', 'a', 'ab', 'abc']) expect(keysIn(`x: ${encode(`${before}=${first}:${second} and some more words`)}\n`)).toEqual([first, second]);
  });
});
