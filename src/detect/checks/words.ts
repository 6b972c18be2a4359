import { numberArgument } from './argument.ts';
import type { Check } from './check.ts';
import { PASS, reject } from './result.ts';
import { WORDS } from './word-list.ts';

const PARTS = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+/g;
const DEFAULT_SHARE = 0.6;
const IS_WORDS = reject('made of words');

/** Share of a value's letters and digits that stand in known words: `fetchUserToken` 1, random text near 0. */
export function wordShare(value: string): number {
  let known = 0;
  let total = 0;
  for (const [part] of value.matchAll(PARTS)) {
    total += part.length;
    const word = part.toLowerCase();
    if (WORDS.has(word) || (word.endsWith('s') && WORDS.has(word.slice(0, -1)))) known += part.length;
  }
  return total === 0 ? 0 : known / total;
}

/** `words` or `words: share`: drops values that are mostly made of words, such as identifiers and phrases. @throws ConfigError */
export function words(arg: unknown): Check {
  const most = arg === true ? DEFAULT_SHARE : numberArgument('words', arg, DEFAULT_SHARE);
  return ({ value }) => (wordShare(value) > most ? IS_WORDS : PASS);
}
