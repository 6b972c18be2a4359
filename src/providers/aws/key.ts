import { UsageError } from '#core/errors.ts';
import { awsAccountOf } from '#detect/checks/aws-account.ts';
import type { AwsKey } from '#http/sign-v4.ts';
import type { ProviderContext } from '../provider.ts';

const FORM = /^((?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{12,124}):([\w+/=]{40})(?::([\w+/=-]+))?$/;

/** False for an id or a secret alone. */
export function isWholeAwsKey(text: string): boolean {
  return FORM.test(text);
}

/** `ID:SECRET`, for temporary keys `ID:SECRET:SESSION`. @throws UsageError */
export function readAwsKey(text: string): AwsKey {
  const [, id, secret, session] = FORM.exec(text) ?? [];
  if (id === undefined || secret === undefined) throw new UsageError('this is no whole key of AWS: ID:SECRET, or ID:SECRET:SESSION', 'neither half can be asked about without the other');
  return { id, secret, ...(session === undefined ? {} : { session }) };
}

/** Accounts that are publicly known to hold canaries: https://github.com/0xCardinal/covert-canary-detection (tokens/aws_keys.md). */
const CANARY_ACCOUNTS: readonly string[] = ['992382622183'];

/**
 * True where the key belongs to an account that only watches who tries its keys. Asking with such a key raises the
 * alarm; the account stands in the id, so that nothing needs to be asked. The makers of canaries publish no list, so the
 * operator may name more.
 */
export function isCanary(key: AwsKey, context: ProviderContext): boolean {
  const account = awsAccountOf(key.id);
  const known = (context.settings['canaries'] ?? '').split(/[\s,]+/);
  return account !== undefined && (CANARY_ACCOUNTS.includes(account) || known.includes(account));
}
