import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEATURES, askFor, featuresOf } from '#detect/generic/features.ts';
import { ASKED, judgeFeatures } from '#detect/generic/model.ts';
import { makeJudge } from '#detect/generic/score.ts';
import { shapeAt, shapeByPatterns, VALUE_SHAPES } from '#detect/generic/value-shape.ts';
import { wordCover } from '#detect/generic/word-cover.ts';
import { isWord } from '#detect/checks/word-list.ts';
import { boost } from '../../../tools/train-generic/boost.ts';
import { invent } from '../../../tools/train-generic/generate.ts';

const CANDIDATES = invent(600).map(({ candidate }) => candidate);
const PIECES = ['password', 'your', 'my', 'key', 'x', 'xxxx', 'X', '123', 'abc', 'Ab', 'true', 'function', 'return', 'test', 'com', '$', '%', '@', '{', '}', '(', ')', '[', ']', '<', '>', '#', '*', '&', '!', ':', '.', '/', '\\', '-', '_', '=', ';', ',', '|', '^', '?', '+', '~', ' ', '\u00e2\u0080\u00a6', '\u00fc', 'deadbeef', '0'.repeat(32)];
const values = fc.oneof(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')), fc.array(fc.integer({ min: 0x20, max: 0xff }), { minLength: 1, maxLength: 40 }).map((codes) => String.fromCharCode(...codes)));

describe('the shape of a value', () => {
  it('is the same when patterns that cannot match are not asked', () => {
    fc.assert(fc.property(values, (value) => shapeAt(value) === shapeByPatterns(value)), { numRuns: 20_000 });
    for (const { value } of CANDIDATES) expect(shapeAt(value)).toBe(shapeByPatterns(value));
  });

  it.each([
    ['${SECRET}', 'reference'], ['<your key>', 'template'], ['xxxxxxxx', 'template'], ['aaaaaaa', 'template'], ['$2b$10$abc', 'hash'], ['required', 'keyword'], ['1234abc', 'keyword'],
    ['d41d8cd98f00b204e9800998ecf8427e', 'hex-digest'], ['42', 'number'], ['1.2.3', 'version'], ['joe@acme.io', 'mail'], ['/etc/passwd', 'path'], ['changeme', 'stand-in'], ['function(a)', 'expression'],
    ['UP_CONSTANT', 'constant'], ['snake_case', 'snake'], ['kebab-case', 'kebab'], ['camelCase', 'camel'], ['qBc', 'camel'], ['QrSt1', 'camel'], ['qJ7vK2mX9pL4', 'plain'],
  ])('%s is %s', (value, shape) => {
    expect(VALUE_SHAPES[shapeAt(value)]).toBe(shape);
  });
});

describe('features', () => {
  it('that no tree asks for change no probability', () => {
    for (const candidate of CANDIDATES) expect(judgeFeatures(featuresOf(candidate, { asked: ASKED }))).toBe(judgeFeatures(featuresOf(candidate)));
  });

  it('do not depend on what an array held before', () => {
    const used = new Float64Array(FEATURES.length).fill(7);
    for (const candidate of CANDIDATES.slice(0, 50)) expect([...featuresOf(candidate, { values: used })]).toEqual([...featuresOf(candidate)]);
  });

  it('are fewer when fewer are asked for', () => {
    expect(askFor(() => false).measures).toEqual([]);
    expect(askFor((name) => name === 'comment' || name === 'padded').measures).toHaveLength(2);
  });
});

describe('trees laid out flat', () => {
  it('sum up as trees that are walked do', () => {
    const examples = invent(200).map(({ candidate, isSecret }) => ({ values: featuresOf(candidate), isSecret, weight: 1 }));
    const model = boost(examples, { rounds: 12, rate: 0.2, ridge: 2, leastHessian: 1 });
    const judge = makeJudge(model);

    for (const { values: seen } of examples) {
      const isHigh = ({ feature, cut }: { feature: number; cut: number }): boolean => (seen[feature] ?? 0) >= cut;
      const odds = model.trees.reduce((sum, { root, low, high, leaves }) => sum + (isHigh(root) ? leaves[isHigh(high) ? 3 : 2] : leaves[isHigh(low) ? 1 : 0]), model.bias);
      expect(judge(seen)).toBe(1 / (1 + Math.exp(-odds)));
    }
  });
});

describe('the cover of words', () => {
  /** The same by its meaning: at each place the longest word of 3 to 13 letters. */
  function coverOf(text: string): number {
    let covered = 0;
    for (const run of text.match(/[a-z]{3,}/g) ?? []) {
      for (let at = 0; at + 3 <= run.length; ) {
        const length = Array.from({ length: 11 }, (_, index) => 13 - index).find((each) => at + each <= run.length && isWord(run.slice(at, at + each))) ?? 0;
        covered += length;
        at += Math.max(1, length);
      }
    }
    return covered / Math.max(1, text.length);
  }

  it('is that of the longest words, one after the other', () => {
    const words = fc.array(fc.constantFrom('password', 'keys', 'the', 'notes', 'access', 'abs', 'x', 'qz', '-', '1', 'is', 'tokens', 'thesecret'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(fc.property(words, (text) => wordCover(text) === coverOf(text)), { numRuns: 3000 });
    for (const { value } of CANDIDATES) expect(wordCover(value.toLowerCase())).toBe(coverOf(value.toLowerCase()));
  });
});
