import { describe, expect, it } from 'vitest';
import { ruleOf, scanText } from '../helpers/rules.ts';

const ID = `zqid${'0a1b2c3d'}`;
const KEY = `zqsec${'0a1b2c3d'}`;

const key = ruleOf({ id: 'acme-key', anchors: ['zqsec'], pattern: 'zqsec[0-9a-f]{8}', confidence: 'medium' });
const id = ruleOf({ id: 'acme-id', secrecy: 'public-id', anchors: ['zqid'], pattern: 'zqid[0-9a-f]{8}', completes: { rules: ['acme-key'], within: 60 } });

function pairsIn(text: string): { rule: string; confidence: string; line: number | undefined }[] {
  return scanText([id, key], text).detections.map((found) => ({ rule: found.ruleId, confidence: found.confidence, line: found.pair?.start.line }));
}

describe('an identifier that completes a key', () => {
  it('is carried by the key, which is one step surer', () => {
    expect(pairsIn(`ACME_ID=${ID}\nACME_KEY=${KEY}\n`)).toEqual([{ rule: 'acme-key', confidence: 'high', line: 1 }]);
    expect(pairsIn(`{"key": "${KEY}",\n "account": "x",\n "id": "${ID}"}`)).toEqual([{ rule: 'acme-key', confidence: 'high', line: 3 }]);
  });

  it('leaves a key alone that stands too far away', () => {
    expect(pairsIn(`${ID}${' '.repeat(61)}${KEY}`)).toEqual([{ rule: 'acme-key', confidence: 'medium', line: undefined }]);
    expect(pairsIn(`${ID}${' '.repeat(60)}${KEY}`)).toEqual([{ rule: 'acme-key', confidence: 'high', line: 1 }]);
  });

  it('is nothing by itself', () => {
    expect(pairsIn(`ACME_ID=${ID}\n`)).toEqual([]);
  });

  it('goes with the nearest of several', () => {
    const lines = [`first=${ID}`, `other=zqid${'11111111'}`, `key=${KEY}`];
    expect(pairsIn(lines.join('\n')).map(({ line }) => line)).toEqual([2]);
  });

  it('does not mend a doubt', () => {
    const doubted = ruleOf({ id: 'acme-key', anchors: ['zqcrc'], pattern: 'zqcrc[0-9A-Za-z]{36}', checks: [{ checksum: 'bech32' }] });
    const { detections } = scanText([id, doubted], `id=${ID} and zqcrc${'0'.repeat(30)}${'abcdef'}`);
    expect(detections.map((found) => [found.confidence, found.facts['unlikely'] !== undefined, found.pair !== undefined])).toEqual([['low', true, true]]);
  });

  it('is looked for near by, however many there are', () => {
    const many = Array.from({ length: 3000 }, (_, index) => `zqid${index.toString(16).padStart(8, '0')}`).join('\n');
    const found = pairsIn(`${many}\n${KEY}\n${many}`);
    expect(found).toEqual([{ rule: 'acme-key', confidence: 'high', line: 3000 }]);
  });
});
