import { ConfigError } from '#core/errors.ts';
import type { Check } from './check.ts';
import { doubt, PASS, reject } from './result.ts';

/** A name that ends in a word for identifiers, counts, addresses, dates or files, or that speaks of the public half of a pair, then the operator. */
const ID_NAME =
  /(?:(?:^|[_\-. ])(?:id|ID|Id|uuid|UUID|guid|GUID|name|NAME|Name|url|URL|Url|uri|URI|path|PATH|file|FILE|hash|HASH|Hash|checksum|CHECKSUM|Checksum|digest|DIGEST|Digest|fingerprint|FINGERPRINT|Fingerprint|md5|MD5|sha1|SHA1|sha256|SHA256|header|HEADER|Header|cert|CERT|Cert|certificate|CERTIFICATE|Certificate|version|VERSION|Version|type|TYPE|Type|size|SIZE|length|count|date)|[a-z](?:I[dD]|U[uU][iI][dD]|Name|U[rR][lL]|U[rR][iI]|Path|File|Hash|Checksum|Digest|Fingerprint|Md5|Sha1|Sha256|Header|Cert|Certificate|Version|Type|Size|Length|Count|Date)|(?:^|[_\-. ]|[a-z](?=[SP]))(?:[sS]ite|SITE|[pP]ublic|PUBLIC|[pP]ublishable|PUBLISHABLE)[-_. ]?(?:[kK]ey|KEY))["'\]\\]{0,3}\s{0,6}(?:=|:|>|,|\|)/;
const WHY = 'the name speaks of an identifier, not of a key';

/**
 * `not-id-name`: the name that the key is assigned to does not end in id, uuid, name, url, file and the like; such a
 * match is dropped, or doubted with `not-id-name: doubt`.
 * @throws ConfigError
 */
export function notIdName(arg: unknown): Check {
  if (arg !== true && arg !== 'doubt') throw new ConfigError('check not-id-name takes nothing, or doubt');
  const result = arg === 'doubt' ? doubt(WHY) : reject(WHY);
  return ({ match, value }) => (ID_NAME.test(match.slice(0, Math.max(0, match.length - value.length))) ? result : PASS);
}
