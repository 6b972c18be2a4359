import { createHash, createHmac } from 'node:crypto';
import type { Secret } from './secret.ts';

/** Key for repositories that keep no salt of their own. Public, so such fingerprints only tell keys apart. */
export const DEFAULT_SALT = 'stanch/1';

const FINGERPRINT_DIGITS = 32;
const ID_DIGITS = 12;

/** Keyed hash of a key: 32 hex digits of HMAC-SHA-256. A bare hash of a weak secret could be guessed back. */
export function fingerprintOf(secret: Secret, salt: string): string {
  return createHmac('sha256', salt).update(secret.reveal()).digest('hex').slice(0, FINGERPRINT_DIGITS);
}

/** Id of a finding: rule + fingerprint, 12 hex digits, the same for every place and commit. */
export function findingIdOf(ruleId: string, fingerprint: string): string {
  return createHmac('sha256', fingerprint).update(ruleId).digest('hex').slice(0, ID_DIGITS);
}

/** SHA-1 of a key without a salt, 40 hex digits, as baselines of detect-secrets hold it. For comparing with them only. */
export function sha1Of(secret: Secret): string {
  return createHash('sha1').update(secret.reveal(), 'utf8').digest('hex');
}

/**
 * Whole HMAC-SHA-256 of a key in hexadecimal digits, which another machine that has the key makes as well.
 * @param nonce hexadecimal digits
 */
export function keyedHashOf(secret: Secret, nonce: string): string {
  return createHmac('sha256', Buffer.from(nonce, 'hex')).update(secret.reveal()).digest('hex');
}

/** Fewer characters, or fewer different ones, may be found by trying. */
const LEAST = { length: 20, different: 10 } as const;

/** True for a text that is no key drawn at random: too short, or of too few different characters. */
export function isGuessable(secret: Secret): boolean {
  return secret.length < LEAST.length || new Set(secret.reveal()).size < LEAST.different;
}
