import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { PASS, reject } from './result.ts';

/** Words straight before a run of hex that say it is a digest, a commit or an id of content. */
const BEFORE = /(?:sha-?(?:1|224|256|384|512)|md5|blake[23]b?|integrity|checksums?|digests?|etag|commit|revision|\brev|[?&]ref|fingerprint|\bcrc|\bhash|@sha\d+)["'\s:=\-_/]{0,6}$/i;
const SPAN = 40;
const HASH = reject('a digest, by what stands before it');

/** `not-hash-context`: the text straight before the key does not call it a digest, a commit or a checksum. @throws ConfigError */
export function notHashContext(arg: unknown): Check {
  noArgument('not-hash-context', arg);
  return ({ window, at, match, value }) => {
    const start = at + Math.max(0, match.lastIndexOf(value));
    return BEFORE.test(window.slice(Math.max(0, start - SPAN), start)) ? HASH : PASS;
  };
}
