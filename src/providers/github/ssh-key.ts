import { createPublicKey, generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto';
import { UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';

/** Begins what ssh-keygen writes: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
const MAGIC = Buffer.from('openssh-key-v1\0');
const OPENSSH = 'OPENSSH PRIVATE KEY';

/** A text or number with its length before it (RFC 4251 §5). */
function field(bytes: Buffer | string): Buffer {
  const body = Buffer.from(bytes as string);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length);
  return Buffer.concat([size, body]);
}

/** A whole number: no leading zeros but the one that keeps it from being negative. */
function whole(base64url: string | undefined): Buffer {
  const bytes = Buffer.from(base64url ?? '', 'base64url');
  const start = bytes.findIndex((byte) => byte !== 0);
  const body = start < 0 ? Buffer.alloc(0) : bytes.subarray(start);
  return field((body[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.alloc(1), body]) : body);
}

const fail = (): UsageError => new UsageError('that is no private key for SSH', 'give the whole file, with its first and last line');

/** The public half stands bare in what ssh-keygen writes, also where the private one is encrypted. */
function publicInOpenssh(bytes: Buffer): Buffer {
  let at = MAGIC.length;
  const next = (): Buffer => {
    if (at + 4 > bytes.length) throw fail();
    const body = bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at));
    at += 4 + bytes.readUInt32BE(at);
    return body;
  };
  if (!bytes.subarray(0, at).equals(MAGIC)) throw fail();
  next();
  next();
  next();
  // How many keys there are: one, always.
  at += 4;
  return next();
}

function blobOf({ kty, crv, n, e, x, y }: JsonWebKey): Buffer {
  if (kty === 'RSA') return Buffer.concat([field('ssh-rsa'), whole(e), whole(n)]);
  if (kty === 'OKP' && crv === 'Ed25519') return Buffer.concat([field('ssh-ed25519'), field(Buffer.from(x ?? '', 'base64url'))]);
  const curve = /^P-(256|384|521)$/.exec(crv ?? '')?.[1];
  if (kty !== 'EC' || curve === undefined) throw fail();
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x ?? '', 'base64url'), Buffer.from(y ?? '', 'base64url')]);
  return Buffer.concat([field(`ecdsa-sha2-nistp${curve}`), field(`nistp${curve}`), field(point)]);
}

/** A key as one line, as places for one line hold it: the whole file in base64. */
function unwrap(text: string): string | undefined {
  const bare = /^[\w+/]{40,}={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString('latin1').trim() : '';
  return bare.startsWith('-----BEGIN ') ? bare : undefined;
}

/** A new key in the form of the old: the file itself, or on one line. */
export function newKeyLike(old: Secret): Secret {
  const fresh = newSshKey();
  return unwrap(old.reveal().trim()) === undefined ? fresh : new Secret(Buffer.from(fresh.reveal()).toString('base64'));
}

/**
 * The public half of a private key, as `TYPE BASE64`: what a server keeps of it.
 * @throws UsageError for a key that cannot be read
 */
export function publicHalf(key: Secret): string {
  const shown = key.reveal().trim();
  const text = unwrap(shown) ?? shown;
  const [, kind, body] = /^-----BEGIN ([A-Z ]+)-----\s+([\s\S]+?)\s*-----END \1-----$/.exec(text) ?? [];
  if (kind === undefined || body === undefined) throw fail();
  const blob = kind === OPENSSH ? publicInOpenssh(Buffer.from(body, 'base64')) : derived(text);
  const type = blob.toString('latin1', 4, 4 + blob.readUInt32BE(0));
  return `${type} ${blob.toString('base64')}`;
}

function derived(pem: string): Buffer {
  try {
    return blobOf(createPublicKey(pem).export({ format: 'jwk' }));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // The words of the parser tell nothing that helps: the key may be encrypted, or cut.
    throw fail();
  }
}

/** A new Ed25519 key without a passphrase, as ssh-keygen writes it. */
export function newSshKey(): Secret {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const [seed, point] = [Buffer.from(jwk.d ?? '', 'base64url'), Buffer.from(jwk.x ?? '', 'base64url')];
  const blob = blobOf(jwk);
  const check = randomBytes(4);
  const bare = Buffer.concat([check, check, field('ssh-ed25519'), field(point), field(Buffer.concat([seed, point])), field('')]);
  const padding = Buffer.from(Array.from({ length: (8 - (bare.length % 8)) % 8 }, (_, index) => index + 1));
  const bytes = Buffer.concat([MAGIC, field('none'), field('none'), field(''), Buffer.from([0, 0, 0, 1]), field(blob), field(Buffer.concat([bare, padding]))]);
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
  return new Secret([`-----BEGIN ${OPENSSH}-----`, ...lines, `-----END ${OPENSSH}-----`, ''].join('\n'));
}
