import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { PASS, reject } from './result.ts';

/** A name that ends in a word for identifiers, counts, addresses, dates or files, then the operator. */
const ID_NAME =
  /(?:(?:^|[_\-. ])(?:id|ID|uuid|UUID|guid|GUID|name|NAME|url|URL|uri|URI|path|PATH|file|FILE|hash|HASH|version|VERSION|type|TYPE|size|SIZE|length|count|date)|[a-z](?:I[dD]|U[uU][iI][dD]|Name|U[rR][lL]|U[rR][iI]|Path|File|Hash|Version|Type|Size|Length|Count|Date))["'\]\\]{0,3}\s{0,6}(?:=|:|>|,|\|)/;
const NO_KEY = reject('the name speaks of an identifier, not of a key');

/** `not-id-name`: the name that the key is assigned to does not end in id, uuid, name, url, file and the like. @throws ConfigError */
export function notIdName(arg: unknown): Check {
  noArgument('not-id-name', arg);
  return ({ match, value }) => (ID_NAME.test(match.slice(0, Math.max(0, match.length - value.length))) ? NO_KEY : PASS);
}
