import type { Facts } from '#core/finding.ts';
import { noArgument } from './argument.ts';
import type { Check, CheckResult } from './check.ts';
import { readPrivateKey } from './private-key-body.ts';
import { doubt, passWith, reject } from './result.ts';

const ENDS = /^-{4,5} ?BEGIN ([A-Z0-9 ]{3,48}?) ?-{4,5}([\s\S]*)-{4,5} ?END \1 ?-{4,5}$/;
/** `" + "`, `',\n'`: the seams of a key that stands as joined literals in code. */
const SEAMS = /["'`]\s{0,80}[+.,&\\]{0,2}\s{0,80}["'`]/g;
/** Escaped line ends, `\n` and `\r`, with any number of backslashes. */
const ESCAPED = /\\+[nrt]/g;
/** RFC 1421 headers inside the block, OpenPGP armour headers. */
const HEADERS = /(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash|Subject|X-[A-Za-z-]{1,20}): ?[^\n]{0,120}(?:\n|$)/g;
/** The checksum line of OpenPGP armour. */
const ARMOUR_SUM = /=[A-Za-z0-9+/]{4}\s*$/;
const STATED = /Proc-Type: ?4, ?ENCRYPTED|DEK-Info:/;
const LEAST = 40;
const WHOLE = 100;

const NO_BLOCK = reject('no whole key block');

/** The base64 of a block without line ends, quotes, seams and headers. */
function bodyOf(block: string): string {
  const lines = block.replace(ESCAPED, '\n').replace(SEAMS, '').replace(HEADERS, '\n');
  return lines.trimEnd().replace(ARMOUR_SUM, '').replace(/[^A-Za-z0-9+/=]/g, '');
}

const factsOf = (type: string, encrypted: boolean): Facts => ({ type, encrypted: encrypted ? 'yes' : 'no' });

function judge(value: string): CheckResult {
  const [, label = '', block = ''] = ENDS.exec(value.replace(ESCAPED, '\n').trim()) ?? [];
  if (label === '') return NO_BLOCK;
  const body = bodyOf(block);
  if (body.length < LEAST) return reject('a key header without a key');
  // An encrypted body of the older kind is no DER: only its headers tell.
  if (STATED.test(block)) return body.length < WHOLE ? doubt('too short for a key', { type: label }) : passWith(factsOf(label.replace(/ ?PRIVATE KEY.*$/, '') || 'PKCS#8', true));
  const kind = readPrivateKey(Buffer.from(body, 'base64'));
  return kind === undefined ? doubt('its body does not decode to a key', { type: label }) : passWith(factsOf(kind.type, kind.encrypted), true);
}

/**
 * `pem`: a whole PEM, OpenSSH or OpenPGP private key block (RFC 7468, PROTOCOL.key, RFC 9580), also on one
 * line with `\n`, indented, or as joined literals; tells its type and whether it is encrypted. A header
 * without a key behind it is none.
 * @throws ConfigError
 */
export function pem(arg: unknown): Check {
  noArgument('pem', arg);
  return ({ value }) => judge(value);
}

/** `der`: base64 text that decodes to a private key (PKCS#8, PKCS#1, SEC1). @throws ConfigError */
export function der(arg: unknown): Check {
  noArgument('der', arg);
  return ({ value }) => {
    const kind = readPrivateKey(Buffer.from(value, 'base64'));
    return kind === undefined ? doubt('does not decode to a key') : passWith(factsOf(kind.type, kind.encrypted), true);
  };
}
