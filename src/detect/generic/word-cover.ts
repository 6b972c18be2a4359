import { lazily } from '#core/lazily.ts';
import { isWord, wordList } from '../checks/word-list.ts';

const LONGEST = 13;
const SHORTEST = 3;

/** Number of the three letters at `at`, of 26 * 26 * 26. */
function startAt(run: string, at: number): number {
  return ((run.charCodeAt(at) - 97) * 26 + run.charCodeAt(at + 1) - 97) * 26 + run.charCodeAt(at + 2) - 97;
}

/** 1 for the first three letters of everything that is a word. Most places of a key begin none, and need no longer look. */
const startsOfWords = lazily(() => {
  const starts = new Uint8Array(26 ** SHORTEST);
  for (const word of wordList()) if (/^[a-z]{3}/.test(word)) starts[startAt(word, 0)] = 1;
  return starts;
});

/** Letters of a run that greedy reading lays to words, longest first. */
function coveredOf(run: string): number {
  const starts = startsOfWords();
  let covered = 0;
  for (let at = 0; at + SHORTEST <= run.length; ) {
    let length = starts[startAt(run, at)] === 1 ? Math.min(LONGEST, run.length - at) : 0;
    while (length >= SHORTEST && !isWord(run.slice(at, at + length))) length -= 1;
    covered += length >= SHORTEST ? length : 0;
    at += length >= SHORTEST ? length : 1;
  }
  return covered;
}

const RUN = /[a-z]{3,}/g;

/** Share of a value's characters that stand in words, whether or not they are set apart: `mysecretpassword` 0.875. */
export function wordCover(value: string): number {
  const text = value.toLowerCase();
  let covered = 0;
  RUN.lastIndex = 0;
  for (let run = RUN.exec(text); run !== null; run = RUN.exec(text)) covered += coveredOf(run[0]);
  return covered / Math.max(1, value.length);
}
