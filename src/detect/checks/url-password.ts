import { noArgument } from './argument.ts';
import type { Check, CheckResult } from './check.ts';
import { isPlaceholder } from './placeholder.ts';
import { doubt, PASS, reject } from './result.ts';
import { wordShare } from './words.ts';

const LOCAL = /^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|host\.docker\.internal|\[?::1|(?:db|database|postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|rabbitmq|mq|cache)$|(?:[\w-]+\.)*[\w-]+\.(?:local|internal)$)/i;
const DOCUMENT = /(?:^|\.)(?:example\.(?:com|org|net)|test|invalid)$|^(?:host|hostname|server|address|domain)$/i;
const COMMON = /^(?:pass(?:word|wd)?|pwd|secret|root|admin|user(?:name)?|postgres|mysql|mongo|redis|guest|tiger|test|token|key|foo|bar|123456?7?8?)[0-9!]{0,4}$/i;
const MOST_WORDS = 0.3;
const MIN_RANDOM = 5;
const MILD_LOCAL: CheckResult = { kind: 'doubt', why: 'a local host', degree: 'mild' };
/** Printf and shell forms. */
const REFERENCE = /^[%$&#][a-z({]|^:|%s|^\*+$/i;

/** What the host says against a password that is no stand-in. */
function judgeHost(host: string, value: string): CheckResult {
  if (DOCUMENT.test(host)) return doubt('a host of documents');
  if (!LOCAL.test(host)) return PASS;
  // A random password of a local service is often that of the real one, too; a word is what everybody writes there.
  return wordShare(value) < MOST_WORDS && value.length >= MIN_RANDOM ? MILD_LOCAL : doubt('a local host');
}

/**
 * `url-password`: judges the password of a URL with the groups `user` and `host`. Stand-ins are dropped; local
 * and documentation hosts, common words and a password equal to the user make it unlikely.
 * @throws ConfigError
 */
export function urlPassword(arg: unknown): Check {
  noArgument('url-password', arg);
  return ({ value, groups }) => {
    const host = (groups['host'] ?? '').replace(/:.*$/, '');
    if (isPlaceholder(value) || REFERENCE.test(value)) return reject('a reference or a placeholder');
    if (value.toLowerCase() === (groups['user'] ?? '').toLowerCase()) return LOCAL.test(host) ? reject('a default account of a local host') : doubt('the password is the user name');
    return COMMON.test(value) ? doubt('a password that stands in documents') : judgeHost(host, value);
  };
}
