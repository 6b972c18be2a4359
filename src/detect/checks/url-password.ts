import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { isPlaceholder } from './placeholder.ts';
import { doubt, PASS, reject } from './result.ts';

const LOCAL = /^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|host\.docker\.internal|\[?::1|(?:db|database|postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|rabbitmq|mq|cache)$)/i;
const DOCUMENT = /(?:^|\.)(?:example\.(?:com|org|net)|test|invalid|local|internal)$|^(?:host|hostname|server|address|domain)$/i;
const COMMON = /^(?:pass(?:word|wd)?|pwd|secret|root|admin|user(?:name)?|postgres|mysql|mongo|redis|guest|test|token|key|foo|bar|123456?7?8?)[0-9!]{0,4}$/i;
/** Printf and shell forms. */
const REFERENCE = /^[%$&#][a-z({]|^:|%s|^\*+$/i;

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
    const isUser = value.toLowerCase() === (groups['user'] ?? '').toLowerCase();
    if (isUser && LOCAL.test(host)) return reject('a default account of a local host');
    if (isUser) return doubt('the password is the user name');
    if (COMMON.test(value)) return doubt('a password that stands in documents');
    if (DOCUMENT.test(host)) return doubt('a host of documents');
    return LOCAL.test(host) ? doubt('a local host') : PASS;
  };
}
