import { ANCHORS } from '#detect/generic/anchors.ts';
import { REACH, type AssignedCandidate } from '#detect/generic/candidate.ts';
import { findAssigned } from '#detect/generic/find-assigned.ts';
import { mayBeSecret } from '#detect/generic/may-be-secret.ts';
import { readNameWords } from '#detect/generic/name-words.ts';

/** A candidate with its place in the document. */
export interface Placed extends AssignedCandidate {
  readonly offset: number;
  readonly line: number;
}

const escaped = ANCHORS.map((anchor) => anchor.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const PATTERN = new RegExp(`(?=${escaped.join('|')})`, 'gi');

/** All candidates of a document, in order, each value once for each name. */
export function candidatesOf(text: string): Placed[] {
  const found = new Map<string, Placed>();
  let line = 1;
  let counted = 0;
  for (const { index } of text.matchAll(PATTERN)) {
    const from = Math.max(0, index - REACH.behind);
    const candidate = findAssigned(text.slice(from, index + REACH.ahead), index - from);
    if (candidate === null) continue;
    const offset = from + candidate.start;
    const key = `${offset} ${from + candidate.nameStart}`;
    if (found.has(key)) continue;
    for (; counted < offset; counted++) if (text.charCodeAt(counted) === 10) line += 1;
    const back = counted > offset ? text.slice(offset, counted).split('\n').length - 1 : 0;
    found.set(key, { ...candidate, offset, line: line - back });
  }
  return [...found.values()];
}

/** The detector judges this candidate; it drops the others by what no figure tells, and so nothing is to be learnt from them. */
export function isJudged(candidate: Placed): boolean {
  return mayBeSecret(candidate, readNameWords(candidate.name));
}
