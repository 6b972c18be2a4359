import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { doubt, PASS } from './result.ts';

/** One name, its closing quote, an operator, opening quotes: `DATADOG_API_KEY = "`, `"datadog.token": "`. */
const ASSIGNED =
  /^["']?[\w.\- ]{2,80}["'\]\\]{0,3}\s{0,6}(?:=>|:=|\|\||[?.+]?={1,3}|:{1,3}|>|,|\()[\s"'`=(>{\\]{0,6}(?:(?:bearer|token|basic|string) ?=? ?["']?)?$/i;
/** A name that ends in a word for keys, with a blank or a dash before the key: `acmeToken 4f…`, `acme-SECRET-4f…`. */
const NAMED = /^[\w.-]{2,60}?(?:key|token|secret|pat|password|credential)s?(?:[ \t]{1,4}|-)["']?$/i;
const APART = doubt('its name stands apart from it');

/** `adjacent`: the whole match up to the key is one name and an operator, or a name that speaks of keys; else it is less likely. @throws ConfigError */
export function adjacent(arg: unknown): Check {
  noArgument('adjacent', arg);
  return ({ match, value }) => {
    const before = match.slice(0, Math.max(0, match.length - value.length));
    return ASSIGNED.test(before) || NAMED.test(before) ? PASS : APART;
  };
}
