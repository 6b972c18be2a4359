import { lazily } from '#core/lazily.ts';
import { isWord, wordList } from '../checks/word-list.ts';

const LONGEST = 13;
const SHORTEST = 3;

/** Number of the three letters at `at`, of 26 * 26 * 26. */
function startAt(text: string, at: number): number {
  return ((text.charCodeAt(at) - 97) * 26 + text.charCodeAt(at + 1) - 97) * 26 + text.charCodeAt(at + 2) - 97;
}

/** For the first three letters of words: a bit for each length that a word or its plural has. Most places of a key begin none, and need no longer look. */
const lengthsOfWords = lazily(() => {
  const lengths = new Uint16Array(26 ** SHORTEST);
  for (const word of wordList()) {
    if (!/^[a-z]{3}/.test(word)) continue;
    const start = startAt(word, 0);
    lengths[start] = (lengths[start] as number) | (1 << word.length) | (1 << (word.length + 1));
  }
  return lengths;
});

/** Length of the longest word at `at` of a run of letters that goes up to `end`; 0 where none begins. */
function wordAt(text: string, at: number, { end, lengths }: { readonly end: number; readonly lengths: Uint16Array }): number {
  const possible = lengths[startAt(text, at)] as number;
  if (possible === 0) return 0;
  let length = Math.min(LONGEST, end - at);
  while (length >= SHORTEST && (((possible >> length) & 1) === 0 || !isWord(text.slice(at, at + length)))) length -= 1;
  return length >= SHORTEST ? length : 0;
}

/** Letters of a run that greedy reading lays to words, longest first. */
function coveredOf(text: string, start: number, run: { readonly end: number; readonly lengths: Uint16Array }): number {
  let covered = 0;
  for (let at = start; at + SHORTEST <= run.end; ) {
    const length = wordAt(text, at, run);
    covered += length;
    at += length === 0 ? 1 : length;
  }
  return covered;
}

/** First place from `at` on where no small letter stands. */
function endOfRun(text: string, at: number): number {
  let end = at;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code < 97 || code > 122) break;
  }
  return end;
}

/** Share of the characters of a text in lower case that stand in words, whether or not they are set apart: `mysecretpassword` 0.875. */
export function wordCover(text: string): number {
  const lengths = lengthsOfWords();
  let covered = 0;
  for (let at = 0; at < text.length; ) {
    const end = endOfRun(text, at);
    if (end - at >= SHORTEST) covered += coveredOf(text, at, { end, lengths });
    at = end + 1;
  }
  return covered / Math.max(1, text.length);
}
