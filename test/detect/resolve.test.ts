import { describe, expect, it } from 'vitest';
import { ruleOf, scanText, summaryOf } from '../helpers/rules.ts';

const BODY = '0a1b2c3d';

describe('rules that see the same text', () => {
  const specific = ruleOf({ id: 'acme-specific', anchors: ['zq_live'], pattern: 'zq_live_[0-9a-f]{8}', specificity: 80 });
  const general = ruleOf({ id: 'acme-general', anchors: ['zq_'], pattern: 'zq_[0-9a-z_]{8,20}', specificity: 50 });

  it('let the most specific win and keep the other as a note', () => {
    const { detections } = scanText([general, specific], `k = zq_live_${BODY}`);
    expect(detections.map((found) => [found.ruleId, found.alsoMatched])).toEqual([['acme-specific', ['acme-general']]]);
  });

  it('do not disturb each other elsewhere', () => {
    expect(summaryOf(scanText([general, specific], `a zq_live_${BODY}\nb zq_${BODY}x`)).map((line) => line.split(' ')[0])).toEqual(['acme-specific', 'acme-general']);
  });
});

describe('halves of a key', () => {
  const id = ruleOf({ id: 'acme-id', secrecy: 'public-id', anchors: ['zqid'], pattern: 'zqid[0-9a-f]{8}' });
  const half = ruleOf({ id: 'acme-half', secrecy: 'pair-half', anchors: ['zqsec'], pattern: 'zqsec[0-9a-f]{8}', pair: { with: 'acme-id', within: 40 } });

  it('are one finding with two places when they stand near each other', () => {
    const { detections } = scanText([id, half], `id=zqid${BODY}\nsecret=zqsec${BODY}`);
    expect(detections).toHaveLength(1);
    expect(detections[0]?.ruleId).toBe('acme-half');
    expect(detections[0]?.pair?.start.line).toBe(1);
  });

  it('are nothing when they stand apart or alone', () => {
    expect(scanText([id, half], `zqid${BODY}${' '.repeat(60)}zqsec${BODY}`).detections).toEqual([]);
    expect(scanText([id, half], `zqid${BODY}`).detections).toEqual([]);
  });
});

describe('stanch:allow', () => {
  const rule = ruleOf({ id: 'acme-key', anchors: ['zq_'], pattern: 'zq_[0-9a-f]{8}' });
  const allowedIn = (text: string): (string | undefined)[] => scanText([rule], text).detections.map((found) => found.allowed?.reason);

  it('covers its own line, with its reason', () => {
    expect(allowedIn(`x = zq_${BODY} // stanch:allow[acme-key] sample of the docs`)).toEqual(['sample of the docs']);
    expect(allowedIn(`<a>zq_${BODY}</a> <!-- stanch:allow -- shown in the manual -->`)).toEqual(['shown in the manual']);
  });

  it('covers the next line when it stands on a line of its own', () => {
    expect(allowedIn(`# stanch:allow retired\nx = zq_${BODY}`)).toEqual(['retired']);
    expect(allowedIn(`x = zq_${BODY} # stanch:allow a\nx = zq_${BODY}`)).toEqual(['a', undefined]);
    expect(allowedIn(`# stanch:allow far\n\nx = zq_${BODY}`)).toEqual([undefined]);
  });

  it('covers only the rules that it names', () => {
    expect(allowedIn(`x = zq_${BODY} // stanch:allow[other-rule] no`)).toEqual([undefined]);
  });
});

describe('words near a match', () => {
  const near = { words: ['acme-corp'], before: 30, after: 10 } as const;
  const required = ruleOf({ id: 'acme-near', anchors: ['zq_'], pattern: 'zq_[0-9a-f]{8}', near });
  const raised = ruleOf({ id: 'acme-near', anchors: ['zq_'], pattern: 'zq_[0-9a-f]{8}', near: { ...near, effect: 'raise' } });

  it('are demanded, or make a match surer, in any spelling', () => {
    expect(scanText([required], `ACME_CORP zq_${BODY}`).detections).toHaveLength(1);
    expect(scanText([required], `zq_${BODY}`).detections).toEqual([]);
    expect(scanText([required], `acmecorp${' '.repeat(40)}zq_${BODY}`).detections).toEqual([]);
    expect(scanText([raised], `zq_${BODY}`).detections[0]?.confidence).toBe('medium');
  });
});

describe('boundaries', () => {
  const rule = ruleOf({ id: 'acme-key', anchors: ['zq_'], pattern: 'zq_[0-9a-f]{8}' });
  it.each([`azq_${BODY}`, `zq_${BODY}f0`, `zq_${BODY}Z`])('leave %s alone', (text) => {
    expect(scanText([rule], text).detections).toEqual([]);
  });
  it.each([`"\\nzq_${BODY}\\n"`, `%3Dzq_${BODY}%22`, `\\u0022zq_${BODY}\\u0022`, `\u001b[31mzq_${BODY}\u001b[0m`])('see an escape as an end: %j', (text) => {
    expect(scanText([rule], text).detections).toHaveLength(1);
  });
});
