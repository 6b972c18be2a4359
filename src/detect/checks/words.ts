import { numberArgument } from './argument.ts';
import type { Check } from './check.ts';
import { PASS, reject } from './result.ts';
import { isWord } from './word-list.ts';

const PARTS = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+/g;
const DEFAULT_SHARE = 0.6;
const IS_WORDS = reject('made of words');

/** Share of a value's letters and digits that stand in known words: `fetchUserToken` 1, random text near 0. */
export function wordShare(value: string): number {
  let known = 0;
  let total = 0;
  for (const [part] of value.matchAll(PARTS)) {
    total += part.length;
    if (isWord(part.toLowerCase())) known += part.length;
  }
  return total === 0 ? 0 : known / total;
}

/** `OAuth2Adapter`, `MetricsV2Collector`: capitals each followed by a word, at most two digits. */
function isTypeName(value: string): boolean {
  const long = value.match(/[A-Z][a-z]{3,}/g) ?? [];
  const digits = value.replace(/[^0-9]/g, '').length;
  return /^(?:[A-Z][a-z]{3,}|[A-Z]|[0-9])+$/.test(value) && digits <= 2 && long.join('').length >= value.length * 0.7;
}

/** Part of an id: a word, words in camel case, a short number, or words around a digit or two, such as `v2`, `eu1`, `k8s`, `v1beta1`. */
const ID_PART = /^(?:(?:[a-z]{2,24}|[A-Z]{2,24}|(?:[A-Z][a-z]{2,23}|[a-z]{3,24})(?:[A-Z][a-z]{2,15}){0,6}[A-Z]?|[A-Za-z])\d{0,2}|[a-z]{1,10}\d{1,2}[a-z]{1,10}\d{0,2}|\d{1,4})$/;
const DATE = /(?:19|20)\d\d(?:[-_.]?[01]\d(?:[-_.]?[0-3]\d)?)?/;
const SEAMS = /[-_.:/]|(?<=[a-z])(?=[A-Z])/;
const HAS_VOWEL = /[aeiouy]/i;
/** Beside those of a date. */
const MOST_DIGITS = 4;
/** Least share of a value that can be said. */
const SPOKEN = 0.3;

/** `x-token-v2`, `stripe_secret_live_2`, `slackBotTokenV1`: words that can be said, and small numbers. Random text of sixteen characters comes apart so once in ten thousand keys, longer text more seldom. */
export function isSlug(value: string): boolean {
  if (value.replace(DATE, '').replaceAll(/[^0-9]/g, '').length > MOST_DIGITS || !value.split(/[-_.:/]/).every((part) => ID_PART.test(part))) return false;
  const parts = value.split(SEAMS).map((part) => part.replace(/\d+$/, ''));
  const spoken = parts.filter((word) => word.length > 2 && HAS_VOWEL.test(word)).join('').length;
  return parts.length > 1 && spoken >= value.length * SPOKEN;
}

/** `words` or `words: share`: drops values that are mostly made of words, such as identifiers and phrases, and names of types. @throws ConfigError */
export function words(arg: unknown): Check {
  const most = arg === true ? DEFAULT_SHARE : numberArgument('words', arg, DEFAULT_SHARE);
  return ({ value }) => (wordShare(value) > most || isTypeName(value) || isSlug(value) ? IS_WORDS : PASS);
}
