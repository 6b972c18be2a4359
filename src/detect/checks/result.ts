import type { Facts } from '#core/finding.ts';
import type { CheckResult } from './check.ts';

/** Nothing against it. */
export const PASS: CheckResult = Object.freeze({ kind: 'pass' });
/** The text proves itself. */
export const PROVEN: CheckResult = Object.freeze({ kind: 'pass', proven: true });

/** Passes and tells what was learned. */
export function passWith(facts: Facts, proven = false): CheckResult {
  return proven ? { kind: 'pass', facts, proven } : { kind: 'pass', facts };
}

/** Not a key. */
export function reject(why: string): CheckResult {
  return { kind: 'reject', why };
}

/** Perhaps not a key. */
export function doubt(why: string, facts?: Facts): CheckResult {
  return facts === undefined ? { kind: 'doubt', why } : { kind: 'doubt', why, facts };
}
