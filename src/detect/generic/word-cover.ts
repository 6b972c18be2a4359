import { WORDS } from '../checks/word-list.ts';

const LONGEST = 13;
const SHORTEST = 3;

/** True for a word of the list or its plural. */
function isWord(text: string): boolean {
  return WORDS.has(text) || (text.endsWith('s') && WORDS.has(text.slice(0, -1)));
}

/** First letters of everything that is a word. Most places of a key begin none, and need no longer look. */
const STARTS: ReadonlySet<string> = new Set([...WORDS].flatMap((word) => (word.length < SHORTEST ? [`${word}s`] : [word])).map((word) => word.slice(0, SHORTEST)));

/** Letters of a run that greedy reading lays to words, longest first. */
function coveredOf(run: string): number {
  let covered = 0;
  for (let at = 0; at + SHORTEST <= run.length; ) {
    let length = STARTS.has(run.slice(at, at + SHORTEST)) ? Math.min(LONGEST, run.length - at) : 0;
    while (length >= SHORTEST && !isWord(run.slice(at, at + length))) length -= 1;
    covered += length >= SHORTEST ? length : 0;
    at += length >= SHORTEST ? length : 1;
  }
  return covered;
}

/** Share of a value's characters that stand in words, whether or not they are set apart: `mysecretpassword` 0.875. */
export function wordCover(value: string): number {
  let covered = 0;
  for (const [run] of value.toLowerCase().matchAll(/[a-z]{3,}/g)) covered += coveredOf(run);
  return covered / Math.max(1, value.length);
}
