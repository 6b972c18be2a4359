import { ConfigError } from '#core/errors.ts';
import type { Check, CheckResult } from './check.ts';
import { isKnownSample } from './known-samples.ts';
import { PASS, reject } from './result.ts';

/** Template and reference shapes: the real value comes from elsewhere. Text comes as Latin-1: `\xe2\x80\xb9` is an angle quotation mark. */
const REFERENCE =
  /\xe2\x80\xb9|\$\{|\$\(|\{\{|\}\}|%\(|^%[A-Za-z_]+%$|^\$[A-Za-z_]|^<.*>$|^\[.*\]$|^\{.*\}$|^process\.env|^os\.(?:getenv|environ)|^env\.|^secrets\.|^vault:|^op:\/\/|^ssm:|^arn:|^ENC\[/i;
/** Words that people put where a key belongs; wherever they stand in the value. */
const STAND_IN =
  /x{5}|sh{4}|\*{3}|\.{3}|\u2026|\xe2\x80\xa6|example|placeholder|change_?me|dummy|redacted|replace[-_ ]?(?:me|with|this)|insert[-_ ]?(?:your|here)|(?:^|[-_. ])(?:your|my|some|the)[-_. ]|^your|goes[-_]?here|(?:api|access|secret)[-_](?:key|token)[-_]here|not[-_]?a[-_]?real|lorem|foobar|todo|fixme/i;
const MIN_RUN = 4;
/** Share of characters in counting or repeating runs from which a value is no random one. */
const RUN_SHARE = 0.5;
/** Parts of a value, between its prefix and its checksum, that are this long are looked at by themselves. */
const MIN_PART = 20;

const IS_REFERENCE = reject('a reference, not a value');
const IS_STAND_IN = reject('a placeholder');
const IS_RUN = reject('counts or repeats');
/** An invented key, or one that somebody chose: worth a look under a vendor's name, worth no interruption. */
const MAY_BE_RUN: CheckResult = { kind: 'doubt', why: 'counts or repeats', degree: 'capped' };

/** Characters that lie in runs such as `12345`, `fedcba`, `aaaa`. */
function runLength(value: string, step: number): number {
  let total = 0;
  let run = 1;
  for (let at = 1; at <= value.length; at++) {
    const isNext = at < value.length && value.charCodeAt(at) - value.charCodeAt(at - 1) === step;
    if (isNext) run += 1;
    else {
      if (run >= MIN_RUN) total += run;
      run = 1;
    }
  }
  return total;
}

/** True for `abcabcabcabc`: the value repeats a short part. */
function repeats(value: string): boolean {
  for (let period = 1; period <= Math.min(12, value.length / 3); period++) {
    if (value.slice(period) === value.slice(0, -period)) return true;
  }
  return false;
}

/** Letters and digits that each count on by themselves, `a1b2c3d4`, come apart. */
function countsInTurns(value: string): boolean {
  const letters = value.replace(/[^A-Za-z]/g, '').toLowerCase();
  const digits = value.replace(/[^0-9]/g, '');
  const share = (text: string): number => (text.length < MIN_RUN ? 0 : (runLength(text, 1) + runLength(text, -1)) / text.length);
  return letters.length + digits.length >= 8 && share(letters) > 0.7 && (digits.length < MIN_RUN || share(digits) > 0.7);
}

/** True when most of the value counts up or down, or repeats itself. */
export function countsOrRepeats(value: string): boolean {
  const text = value.replace(/[-_.]/g, '').toLowerCase();
  if (text.length < 6) return false;
  const inRuns = runLength(text, 1) + runLength(text, -1) + runLength(text, 0);
  return inRuns / text.length > RUN_SHARE || repeats(text) || countsInTurns(text) || value.split(/[-_.]/).some((part) => part.length >= MIN_PART && repeats(part.toLowerCase()));
}

/** True for what stands where a key belongs in documents and templates. */
export function isPlaceholder(value: string): boolean {
  return REFERENCE.test(value) || STAND_IN.test(value) || isKnownSample(value);
}

/**
 * `placeholder`: drops references and stand-ins, doubts values that count or repeat; `placeholder: strict` drops
 * those too. Looks at the matched value only, never at the file.
 * @throws ConfigError
 */
export function placeholder(arg: unknown): Check {
  if (arg !== true && arg !== undefined && arg !== null && arg !== 'strict') throw new ConfigError('check placeholder takes nothing, or strict');
  const onRun = arg === 'strict' ? IS_RUN : MAY_BE_RUN;
  return ({ value }) => {
    if (REFERENCE.test(value)) return IS_REFERENCE;
    if (STAND_IN.test(value) || isKnownSample(value)) return IS_STAND_IN;
    return countsOrRepeats(value) ? onRun : PASS;
  };
}
