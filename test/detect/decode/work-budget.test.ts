import { describe, expect, it } from 'vitest';
import { workFor, takeWork } from '#detect/decode/work-budget.ts';
import type { Region } from '#detect/decode/region.ts';
import { ruleOf, scanCut } from '../../helpers/rules.ts';

const KEY = `zq_${'0a1b2c3d'}`;
const RULES = [ruleOf({ id: 'acme-key', anchors: ['zq_'], pattern: 'zq_[0-9a-f]{8}' })];
const WORDS = 'the words of a text that is encoded over and over. '.repeat(20);

/** Base64 in lines of 64, again and again: each level is read line by line and as a whole. */
function nested(text: string, levels: number): string {
  let result = text;
  for (let level = 0; level < levels; level++) result = `${(Buffer.from(result).toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n`;
  return result;
}

/** A letter that is encoded so many times. */
const encoded = (times: number): string => `%${'25'.repeat(times)}41`;
/** Letters that are encoded many times, and some that are so once, twice, …, without a space: each level is read in stretches that overlap. */
const BOMB = `${encoded(20).repeat(30)}${Array.from({ length: 10 }, (_, times) => encoded(times)).join('')}`.repeat(6);

function regionOf(length: number): Region {
  return { start: 0, end: length, encoding: 'base64', decoded: Buffer.alloc(length), toOuter: (inner) => inner, isText: true };
}

describe('the work of decoding', () => {
  it('is enough for encodings within each other', () => {
    const { detections, openness } = scanCut(RULES, Buffer.from(nested(`${WORDS}${KEY}\n`, 5)), [], 5);
    expect([detections.map(({ secret }) => secret.reveal()), openness]).toEqual([[KEY], 'whole']);
  });

  it('has an end where each level is read more than once, and that is told', () => {
    const { openness, detections } = scanCut(RULES, Buffer.from(`${KEY}\n\n${BOMB}`), [], 8);
    expect([openness, detections.map(({ secret }) => secret.reveal())]).toEqual(['budget', [KEY]]);
  });

  it('has the same end however the document arrives', () => {
    const bytes = Buffer.from(`${BOMB}\n\n${KEY}\n`);
    const whole = scanCut(RULES, bytes, [], 8);
    expect(scanCut(RULES, bytes, [100, 4_000, 20_000], 8)).toEqual(whole);
    expect(whole.openness).toBe('budget');
  });

  it('is counted for each region by itself: a bomb hides no key beside it', () => {
    const key = Buffer.from(`the key of the day is ${KEY} and nothing else`).toString('base64');
    const { openness, detections } = scanCut(RULES, Buffer.from(`${BOMB}\n\n  x = "${key}"\n`), [], 8);
    expect([openness, detections.map(({ secret }) => secret.reveal())]).toEqual(['budget', [KEY]]);
  });

  it('is taken by short regions, too, and never lent', () => {
    const work = workFor(regionOf(0));
    let taken = 0;
    while (takeWork(work, regionOf(1))) taken += 1;
    expect(taken).toBe((4 * 1024) / 64);
    expect(takeWork(work, regionOf(0))).toBe(false);
    work.isExceeded = true;
    work.left = 1_000_000;
    expect(takeWork(work, regionOf(1))).toBe(false);
  });
});
