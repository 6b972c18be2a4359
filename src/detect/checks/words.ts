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

/** `OAuth2Adapter`, `MetricsV2Collector`: capitals each followed by a word, at most two digits. */
function isTypeName(value: string): boolean {
  const long = value.match(/[A-Z][a-z]{3,}/g) ?? [];
  const digits = value.replace(/[^0-9]/g, '').length;
  return /^(?:[A-Z][a-z]{3,}|[A-Z]|[0-9])+$/.test(value) && digits <= 2 && long.join('').length >= value.length * 0.7;
}

/** `words` or `words: share`: drops values that are mostly made of words, such as identifiers and phrases, and names of types. @throws ConfigError */
export function words(arg: unknown): Check {
  const most = arg === true ? DEFAULT_SHARE : numberArgument('words', arg, DEFAULT_SHARE);
  return ({ value }) => (wordShare(value) > most || isTypeName(value) ? IS_WORDS : PASS);
}
