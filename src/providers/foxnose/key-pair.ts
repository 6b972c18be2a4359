import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';

/** A FoxNose API key: a P-256 key pair of which the service keeps the public half only. */
export interface KeyPair {
  /** Base64 of the compressed point: 33 bytes, 44 characters. */
  readonly publicKey: string;
  /** Base64 of the private key in DER, PKCS#8 or SEC 1. */
  readonly secretKey: string;
}

/** What a leaked text of FoxNose is. */
export type FoxnoseKey =
  | { readonly kind: 'pair'; readonly pair: KeyPair }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'harmless' }
  | { readonly kind: 'mismatch' };

function loadPrivate(secretKey: string): KeyObject | undefined {
  const der = Buffer.from(secretKey, 'base64');
  for (const type of ['pkcs8', 'sec1'] as const) {
    try {
      const key = createPrivateKey({ key: der, format: 'der', type });
      if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
    } catch {
      // Not in this container; the other one is tried, and none at all means that it is no key.
    }
  }
  return undefined;
}

/**
 * The public half of a private key, found without any call: the point of the curve, compressed (SEC 1, 2.3.3).
 * @returns undefined where the text is no P-256 private key
 */
export function derivePublicKey(secretKey: string): string | undefined {
  const key = loadPrivate(secretKey);
  if (key === undefined) return undefined;
  const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' });
  const isOdd = ((Buffer.from(y, 'base64url').at(-1) ?? 0) & 1) === 1;
  return Buffer.concat([Buffer.from([isOdd ? 3 : 2]), Buffer.from(x, 'base64url')]).toString('base64');
}

/** Base64 of a DER signature by ECDSA on P-256 over SHA-256; undefined where the text is no such key. */
export function signText(secretKey: string, text: string): string | undefined {
  const key = loadPrivate(secretKey);
  return key === undefined ? undefined : sign('sha256', Buffer.from(text), key).toString('base64');
}

/** Reads what leaked: `public:secret`, the secret alone, a token, or what nobody can use. */
export function readFoxnoseKey(text: string): FoxnoseKey {
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) return { kind: 'token', token: text };
  const cut = text.indexOf(':');
  const secretKey = text.slice(cut + 1);
  const publicKey = derivePublicKey(secretKey);
  if (publicKey === undefined) return { kind: 'harmless' };
  if (cut >= 0 && text.slice(0, cut) !== publicKey) return { kind: 'mismatch' };
  return { kind: 'pair', pair: { publicKey, secretKey } };
}
