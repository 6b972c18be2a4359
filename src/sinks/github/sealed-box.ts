import { createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { blake2b } from '@noble/hashes/blake2.js';

const NONCE_BYTES = 24;
/** The DER of a public key of X25519 before its 32 bytes (RFC 8410 §4). */
const SPKI_HEAD = Buffer.from('302a300506032b656e032100', 'hex');

const words = (bytes: Uint8Array): Uint32Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4, true));
};

function bytesOf(values: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value, true);
  return bytes;
}

/** The key of crypto_box: HSalsa20 of the shared point with a nonce of zeros (https://nacl.cr.yp.to/box.html). */
function boxKey(shared: Uint8Array): Uint8Array {
  const key = new Uint32Array(8);
  hsalsa(words(Buffer.from('expand 32-byte k', 'latin1')), words(shared), new Uint32Array(4), key);
  return bytesOf(key);
}

/**
 * A sealed box of libsodium, which only the holder of the private key opens
 * (https://doc.libsodium.org/public-key_cryptography/sealed_boxes): a fresh public key, then a box under the nonce
 * BLAKE2b-192(fresh key ‖ their key). 48 bytes longer than the text.
 * @param publicKey 32 bytes of X25519
 * @throws Error where the public key is not one, such as a point of small order
 */
export function sealBox(text: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const theirs = createPublicKey({ key: Buffer.concat([SPKI_HEAD, publicKey]), format: 'der', type: 'spki' });
  const fresh = generateKeyPairSync('x25519');
  const freshKey = fresh.publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length);
  const shared = diffieHellman({ privateKey: fresh.privateKey, publicKey: theirs });
  const nonce = blake2b(Buffer.concat([freshKey, publicKey]), { dkLen: NONCE_BYTES });
  return Buffer.concat([freshKey, xsalsa20poly1305(boxKey(shared), nonce).encrypt(text)]);
}
