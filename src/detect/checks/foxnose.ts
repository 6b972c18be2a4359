import { createPrivateKey, createPublicKey } from 'node:crypto';
import { noArgument } from './argument.ts';
import type { Check, PairProof } from './check.ts';
import { doubt, passWith, PASS, PROVEN, reject } from './result.ts';

/** Bytes of a compressed point on P-256: sign and x. */
const POINT = 33;

/**
 * The FoxNose public key that belongs to a secret key: base64 of the compressed P-256 point.
 * @param secretKey base64 DER, PKCS#8 or SEC1
 * @returns nothing where the text is no P-256 private key
 */
export function foxnosePublicKey(secretKey: string): string | undefined {
  const key = Buffer.from(secretKey, 'base64');
  for (const type of ['pkcs8', 'sec1'] as const) {
    try {
      const { crv, x, y } = createPublicKey(createPrivateKey({ key, format: 'der', type })).export({ format: 'jwk' });
      if (crv !== 'P-256' || x === undefined || y === undefined) return undefined;
      const isOdd = ((Buffer.from(y, 'base64url').at(-1) ?? 0) & 1) === 1;
      return Buffer.concat([Buffer.from([isOdd ? 3 : 2]), Buffer.from(x, 'base64url')]).toString('base64');
    } catch {
      // Not of this type; the other one may hold.
    }
  }
  return undefined;
}

/** True when one text is the secret key of the other. */
export const foxnosePair: PairProof = (a, b) => foxnosePublicKey(a) === b || foxnosePublicKey(b) === a;

/**
 * `foxnose-p256`: the groups `public` and `private` of a Simple header belong together; without `public` the
 * key is a P-256 private key, and its public key is told.
 * @throws ConfigError
 */
export function foxnoseKey(arg: unknown): Check {
  noArgument('foxnose-p256', arg);
  return ({ value, groups }) => {
    const derived = foxnosePublicKey(groups['private'] ?? value);
    if (derived === undefined) return doubt('no P-256 private key');
    if (groups['public'] === undefined) return passWith({ 'public-key': derived }, true);
    return groups['public'] === derived ? PROVEN : doubt('the halves do not belong together', { 'public-key': derived });
  };
}

/** `p256-point`: base64 of a compressed point by its length and first byte. @throws ConfigError */
export function p256Point(arg: unknown): Check {
  noArgument('p256-point', arg);
  return ({ value }) => {
    const bytes = Buffer.from(value, 'base64');
    return bytes.length === POINT && (bytes[0] === 2 || bytes[0] === 3) ? PASS : reject('not a compressed point');
  };
}
