import { createDecipheriv } from 'node:crypto';
import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { doubt, PASS, PROVEN } from './result.ts';

const BLOCK = 16;
/** The key that all Group Policy preferences are encrypted with, as Microsoft's specification prints it. */
const KEY = Buffer.from(['4e9906e8fcb66cc9', 'faf49310620ffee8', 'f496e806cc057990', '209b09a433b66c1b'].join(''), 'hex');
/** Text of one language in UTF-16: no lone surrogates, no control characters. */
const TEXT = /^[^\p{Cc}\p{Cs}\p{Cn}]+$/u;

/** The password, or nothing where the bytes were not made with that key. */
function decrypted(bytes: Buffer): string | undefined {
  try {
    const cipher = createDecipheriv('aes-256-cbc', KEY, Buffer.alloc(BLOCK));
    const text = Buffer.concat([cipher.update(bytes), cipher.final()]).toString('utf16le');
    return TEXT.test(text) ? text : undefined;
  } catch {
    // The padding does not hold: these bytes are nothing that the key has encrypted.
    return undefined;
  }
}

/**
 * `gpp-password`: a password of Group Policy preferences, which decrypts with the key of [MS-GPPREF] 2.2.1.1.4: whoever
 * reads it has the password. @throws ConfigError
 */
export function gppPassword(arg: unknown): Check {
  noArgument('gpp-password', arg);
  return ({ value }) => {
    const bytes = Buffer.from(value, 'base64');
    if (bytes.length === 0 || bytes.length % BLOCK !== 0) return doubt('not encrypted as such passwords are');
    const text = decrypted(bytes);
    if (text === undefined) return doubt('does not decrypt with the key of such passwords');
    return text.length > 2 ? PROVEN : PASS;
  };
}
