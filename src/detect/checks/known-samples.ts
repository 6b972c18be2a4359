import { createHash } from 'node:crypto';
import { PUBLISHED_KEYS } from './published-keys.ts';

/** Stand-ins of the documentation of Noxus, FoxNose, NeuroAI, Noorle and their kin; small letters. */
const SAMPLES: ReadonlySet<string> = new Set([
  'your_api_key_here', 'your_api_key', 'your-api-key-here', 'your_noxus_api_key', 'your_key_here', 'test_key', 'devkey', 'prodkey',
  'your_access_token', 'your_refresh_token', 'your_public_key', 'your_secret_key', 'your_private_key', 'your_token', 'your-access-token',
  'your-environment-key', 'your-public-key', 'your-secret-key', 'public-key', 'secret-key', 'base64-der-private-key', 'pub:secret', 'token123',
  'reader-role-key', 'key_abc123', 'key_1234567890', 'ak-{your_key}', 'ak-{access_id}{secret}', '{new_key}', 'sk-...', 'ak-...',
]);
/** How longer ones begin. */
const BEGINNINGS: readonly string[] = ['noxus_1234567890abcdef', 'neuro_sk_1234567890abcdef', 'ak-a1b2c3d4e5f6'];

/** Digits of a hash that are kept. */
const DIGITS = 16;

/** A key of a published document, known by its hash alone. */
function isPublished(value: string): boolean {
  return PUBLISHED_KEYS.has(createHash('sha256').update(value, 'latin1').digest('hex').slice(0, DIGITS));
}

/** True for a value that stands in a vendor's or a standard's documentation in place of a key. */
export function isKnownSample(value: string): boolean {
  const lower = value.toLowerCase();
  return SAMPLES.has(lower) || BEGINNINGS.some((beginning) => lower.startsWith(beginning)) || isPublished(value);
}
