import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { doubt, PASS } from './result.ts';

/** One name, its closing quote, an operator, opening quotes: `DATADOG_API_KEY = "`, `"datadog.token": "`. */
const ASSIGNED =
  /^["']?[\w.\- ]{2,80}["'\]\\]{0,3}\s{0,6}(?:=>|:=|\|\||[?.+]?={1,3}|:{1,3}|>|,|\()[\s"'`=(>{\\]{0,6}(?:(?:bearer|token|basic|string) ?=? ?["']?)?$/i;
/** A name that ends in a word for keys, with a blank or a dash before the key: `acmeToken 4f…`, `acme-SECRET-4f…`, `acme secret 4f…`. */
const NAMED = /^[\w.-]{2,60}?(?:[ _.-]?(?:private|access|api|secret)(?:[ _-]?key)?|key|token|secret|pat|password|credential)s?(?:[ \t]{1,4}|-)["']?$|^[\w.-]{2,60} (?:key|token|secret|pat|password|credential)s? ["']?$/i;
/** The first member of what bears the name: `acme: {api_key: "…"}`, `acme:\n  token: …`, `[acme]\nkey = …`. */
const MEMBER = /^["']?[\w.-]{2,60}["'\]]{0,2}\s{0,2}(?:[:=]\s{0,2}|=>\s{0,2})?[{[(]?\s{1,40}["']?[\w.-]{0,40}?(?:key|token|secret|pass|pwd|auth|credential)[\w.-]{0,20}["'\]]{0,2}\s{0,6}(?:=>|:=|=|:)\s{0,6}["'`]?$/i;
/** Letters and digits that change places often, in long runs of neither: nobody writes such a value, a generator does. */
const CHANGE = /[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])/g;
const MIN_CHANGES = 4;
const MIN_LENGTH = 16;
const MIN_DIGITS = 4;
/** Addresses, paths, calls, members, resources by their kind: the letters and digits of several names. */
const JOINED = /[/=+?&()[\]]|[A-Za-z]\.[A-Za-z]|[A-Za-z]{3,}[-_:][A-Za-z]{3,}|[A-Za-z]{6,}[-_:]/;
/** Folders one in another: what stands behind a dash is then the rest of an address. */
const PATH = /[A-Za-z]{2,}\/[A-Za-z]{2,}/;
const APART = doubt('its name stands apart from it');

function isGenerated(value: string): boolean {
  if (value.length < MIN_LENGTH || JOINED.test(value)) return false;
  return value.replace(/[^0-9]/g, '').length >= MIN_DIGITS && (value.match(CHANGE) ?? []).length >= MIN_CHANGES;
}

/**
 * `adjacent`: the whole match up to the key is one name and an operator, or a name that speaks of keys; else it is
 * less likely, unless the value is plainly a generated one.
 * @throws ConfigError
 */
export function adjacent(arg: unknown): Check {
  noArgument('adjacent', arg);
  return ({ match, value }) => {
    const before = match.slice(0, Math.max(0, match.length - value.length));
    return ASSIGNED.test(before) || (NAMED.test(before) && !PATH.test(value)) || MEMBER.test(before) || isGenerated(value) ? PASS : APART;
  };
}
