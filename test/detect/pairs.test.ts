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

describe('an identifier that is told alone, too', () => {
  const loneId = ruleOf({ id: 'acme-id', severity: 'medium', confidence: 'medium', anchors: ['zqid'], pattern: 'zqid[0-9a-f]{8}', completes: { rules: ['acme-key'], within: 60 } });
  const hex = (number: number): string => number.toString(16).padStart(8, '0');
  const [idOf, keyOf] = [(number: number): string => `zqid${hex(number)}`, (number: number): string => `zqsec${hex(number)}`];
  const told = (text: string, rules = [loneId, key]): string[] =>
    scanText(rules, text).detections.map(({ secret, pair }) => (pair === undefined ? secret.reveal() : `${pair.secret.reveal()} with ${secret.reveal()}`));
  const joined = (number: number): string => `${idOf(number)} with ${keyOf(number)}`;

  it('is one finding with its key, and both places', () => {
    const { detections } = scanText([loneId, key], `id=${idOf(1)}\nkey=${keyOf(1)}\n`);
    expect(detections.map(({ ruleId, start, pair }) => [ruleId, start.line, pair?.ruleId, pair?.start.line])).toEqual([['acme-key', 2, 'acme-id', 1]]);
  });

  it('stays a finding where no key stands near', () => {
    expect(told(`id=${idOf(1)}\n`)).toEqual([idOf(1)]);
    expect(told(`id=${idOf(1)}${' '.repeat(61)}${keyOf(1)}`)).toEqual([idOf(1), keyOf(1)]);
  });

  it('goes with its own key where profiles stand below each other', () => {
    const profile = (number: number, between: string): string => `[p${number}]\nid = ${idOf(number)}\n${between}key = ${keyOf(number)}\n`;
    // The identifier of the next profile stands nearer to a key than its own one.
    for (const between of ['', 'region = somewhere-far\n', 'region = x\noutput = json\n']) {
      expect(told([1, 2, 3].map((number) => profile(number, between)).join(''))).toEqual([1, 2, 3].map(joined));
    }
    const reversed = [1, 2, 3].map((number) => `[p${number}]\nkey = ${keyOf(number)}\nregion = somewhere-far\nid = ${idOf(number)}\n`);
    expect(told(reversed.join('')).sort()).toEqual([1, 2, 3].map(joined));
  });

  it('is left over where it has no key, or a key has none', () => {
    expect(told(`[a]\nid=${idOf(9)}\n[b]\nid=${idOf(1)}\nkey=${keyOf(1)}\n[c]\nid=${idOf(2)}\nkey=${keyOf(2)}\n`)).toEqual([idOf(9), joined(1), joined(2)]);
    expect(told(`id=${idOf(1)}\nkey=${keyOf(1)}\nkey=${keyOf(2)}\n`)).toEqual([joined(1), `${idOf(1)} with ${keyOf(2)}`]);
  });

  it('is not hidden behind a key that is less sure than itself', () => {
    const doubted = ruleOf({ id: 'acme-key', anchors: ['zqcrc'], pattern: 'zqcrc[0-9A-Za-z]{36}', checks: [{ checksum: 'bech32' }] });
    const broken = `zqcrc${'0'.repeat(30)}${'abcdef'}`;
    expect(told(`${idOf(1)} ${broken}`, [loneId, doubted])).toEqual([idOf(1), `${idOf(1)} with ${broken}`]);
  });

  it('is not lost where two rules complete each other', () => {
    const ring = ruleOf({ id: 'acme-key', anchors: ['zqsec'], pattern: 'zqsec[0-9a-f]{8}', confidence: 'medium', completes: { rules: ['acme-id'], within: 60 } });
    expect(told(`${idOf(1)} ${keyOf(1)}`, [loneId, ring])).toHaveLength(2);
  });

  it('is weighed in bounded time, however many there are', () => {
    const many = Array.from({ length: 4_000 }, (_, index) => `${idOf(index)} ${keyOf(index)}`);
    const found = told(many.join('\n'));
    expect(found).toHaveLength(4_000);
    expect(found.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, index) => joined(index)));
  });
});

describe('halves that name each other', () => {
  it('are both told, and one carries the other', () => {
    const named = ruleOf({ id: 'acme-app', anchors: ['zqapp'], pattern: 'zqapp[0-9a-f]{8}', pair: { with: 'acme-key', within: 60 } });
    const found = scanText([named, key], `app=zqapp${'0a1b2c3d'}\nkey=${KEY}\n`).detections;
    expect(found.map(({ ruleId, pair }) => [ruleId, pair?.ruleId])).toEqual([['acme-app', 'acme-key'], ['acme-key', undefined]]);
  });
});
