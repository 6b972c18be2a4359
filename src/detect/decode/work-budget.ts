import type { Detection } from '#core/finding.ts';
import { contextMarkerRule } from '../context/context-marker.ts';
import type { RawMatch } from '../raw-match.ts';
import type { Region } from './region.ts';

/**
 * What decoding one region of a document may cost, everything within it included. Counted for each region by itself, so
 * that what is found does not depend on what else a document holds, or on which engine reads it.
 */
export interface DecodeWork {
  /** Bytes that may still be decoded within. */
  left: number;
  isExceeded: boolean;
}

/** Base64 in lines, five times over, comes to 7 times its length; only what is made to keep a scanner busy comes to so much. */
const FACTOR = 16;
const LEAST = 4 * 1024;
/** A region costs at least as much as this many bytes, however short it is. */
const REGION_COST = 64;
/** What is only searched, and not opened further, costs a small part of that: sequences of literals are read from each joint on. */
const SEARCHED_SHARE = 32;
const SIGN = 'unopened';

export function workFor(region: Region): DecodeWork {
  return { left: LEAST + FACTOR * region.decoded.length, isExceeded: false };
}

/** Takes the cost of a region off; false where there is not enough left. */
export function takeWork(work: DecodeWork, region: Region): boolean {
  const cost = Math.max(REGION_COST, region.isText ? region.decoded.length : region.decoded.length / SEARCHED_SHARE);
  if (work.isExceeded || work.left < cost) return false;
  work.left -= cost;
  return true;
}

const RULE = contextMarkerRule();

/** A mark in the place of what was not opened; it goes the way of matches, through whichever engine. */
export function unopenedMark(region: Region, base: number): RawMatch {
  const [start, end] = [base + region.start, base + region.end];
  return { rule: RULE, start, end, outerStart: start, outerEnd: end, value: '', confidence: 'high', severity: 'info', facts: { sign: SIGN }, encoding: [region.encoding] };
}

/** True for a match, or what became of it, that says that something was not opened. */
export function isUnopened(match: Pick<RawMatch, 'facts'>): boolean {
  return match.facts['sign'] === SIGN;
}

/** Detections of a document, and whether something in it was not opened. */
export function partUnopened(detections: readonly Detection[]): { readonly found: readonly Detection[]; readonly isWhole: boolean } {
  const found = detections.filter((detection) => !isUnopened(detection));
  return { found, isWhole: found.length === detections.length };
}
