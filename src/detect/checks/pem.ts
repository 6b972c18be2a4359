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
const LEAST = 40;
const WHOLE = 100;

const NO_BLOCK = reject('no whole key block');

/** The base64 of a block without line ends, quotes, seams and headers. */
function bodyOf(block: string): string {
  const lines = block.replace(ESCAPED, '\n').replace(SEAMS, '').replace(HEADERS, '\n');
  return lines.trimEnd().replace(ARMOUR_SUM, '').replace(/[^A-Za-z0-9+/=]/g, '');
}

function judge(value: string): CheckResult {
  const [, label = '', block = ''] = ENDS.exec(value.replace(ESCAPED, '\n').trim()) ?? [];
  if (label === '') return NO_BLOCK;
  const body = bodyOf(block);
  if (body.length < LEAST) return reject('a key header without a key');
  const stated = /Proc-Type: ?4, ?ENCRYPTED|DEK-Info:/.test(block) || label.includes('ENCRYPTED');
  const kind = stated ? undefined : readPrivateKey(Buffer.from(body, 'base64'));
  if (kind !== undefined) return passWith({ type: kind.type, encrypted: kind.encrypted ? 'yes' : 'no' }, true);
  if (stated && body.length >= WHOLE) return passWith({ type: label.replace(/ ?(?:ENCRYPTED )?PRIVATE KEY.*$/, '') || 'PKCS#8', encrypted: 'yes' });
  return doubt('its body does not decode to a key', { type: label });
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
    return kind === undefined ? doubt('does not decode to a key') : passWith({ type: kind.type, encrypted: kind.encrypted ? 'yes' : 'no' }, true);
  };
}
