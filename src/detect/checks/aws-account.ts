import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { decodeBase32 } from './radix.ts';
import { doubt, PASS, passWith } from './result.ts';

/** Four letters, base32. */
const BODY = /^[A-Z]{4}[A-Z2-7]+$/;
/** Ids of before the change of 2018 hold no account; they begin so behind the four letters. */
const OLDER = /^[IJ]/;

/**
 * The account that an AWS key id belongs to: bits 1 to 40 of the base32 text behind the four letters.
 * Nothing for ids of the older kind.
 */
export function awsAccountOf(keyId: string): string | undefined {
  const rest = keyId.slice(4);
  const bytes = OLDER.test(rest) ? undefined : decodeBase32(rest);
  if (bytes === undefined || bytes.length < 6) return undefined;
  const bits = bytes.readUIntBE(0, 6) % 2 ** 47;
  return String(Math.floor(bits / 2 ** 7)).padStart(12, '0');
}

/** `aws-account`: tells the account number. @throws ConfigError */
export function awsAccount(arg: unknown): Check {
  noArgument('aws-account', arg);
  return ({ value }) => {
    if (!BODY.test(value)) return doubt('holds characters that such ids do not have');
    const account = awsAccountOf(value);
    return account === undefined ? PASS : passWith({ account });
  };
}
