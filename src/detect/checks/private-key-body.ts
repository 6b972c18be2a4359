import { DER_INTEGER, DER_OCTETS, DER_OID, DER_SEQUENCE, readDer, readDerList, type DerElement } from './der.ts';

/** What the bytes of a private key say of themselves. */
export interface PrivateKeyKind {
  readonly type: string;
  readonly encrypted: boolean;
}

/** Object identifiers of key algorithms in DER, in hex (RFC 3279, 5480, 8410). */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['2a864886f70d010101', 'RSA'],
  ['2a864886f70d01010a', 'RSA-PSS'],
  ['2a8648ce3d0201', 'EC'],
  ['2a8648ce380401', 'DSA'],
  ['2a864886f70d010301', 'DH'],
  ['2b656e', 'X25519'],
  ['2b6570', 'Ed25519'],
  ['2b6571', 'Ed448'],
]);
const OPENSSH_MAGIC = Buffer.from('openssh-key-v1\0', 'latin1');

function algorithmOf(element: DerElement | undefined): string {
  const oid = element === undefined ? undefined : readDerList(element.body).find((inner) => inner.tag === DER_OID);
  return ALGORITHMS.get(oid?.body.toString('hex') ?? '') ?? 'unknown';
}

/** PKCS#1 (RFC 8017) has nine integers, the DSA form of OpenSSL six. */
function readIntegers(parts: readonly DerElement[]): PrivateKeyKind | undefined {
  if (parts.length < 6 || parts.some((part) => part.tag !== DER_INTEGER)) return undefined;
  return { type: parts.length >= 9 ? 'RSA' : 'DSA', encrypted: false };
}

/** PKCS#8 (RFC 5958), its encrypted form, SEC1 (RFC 5915), and rows of integers. */
function readAsn1(bytes: Buffer): PrivateKeyKind | undefined {
  const outer = readDer(bytes);
  if (outer?.tag !== DER_SEQUENCE) return undefined;
  const parts = readDerList(outer.body);
  const shape = parts.slice(0, 3).map((part) => part.tag);
  const begins = (...tags: readonly number[]): boolean => tags.every((tag, index) => shape[index] === tag);
  if (begins(DER_SEQUENCE, DER_OCTETS)) return { type: 'PKCS#8', encrypted: true };
  if (begins(DER_INTEGER, DER_SEQUENCE, DER_OCTETS)) return { type: algorithmOf(parts[1]), encrypted: false };
  if (begins(DER_INTEGER, DER_OCTETS) && parts[0]?.body[0] === 1) return { type: 'EC', encrypted: false };
  return readIntegers(parts);
}

function readLengthPrefixed(bytes: Buffer, at: number): { text: string; end: number } | undefined {
  if (at + 4 > bytes.length) return undefined;
  const length = bytes.readUInt32BE(at);
  if (length > 64 || at + 4 + length > bytes.length) return undefined;
  return { text: bytes.toString('latin1', at + 4, at + 4 + length), end: at + 4 + length };
}

/** OpenSSH's own form (PROTOCOL.key): magic, cipher, key derivation, options, count, public key. */
function readOpenSsh(bytes: Buffer): PrivateKeyKind | undefined {
  if (!bytes.subarray(0, OPENSSH_MAGIC.length).equals(OPENSSH_MAGIC)) return undefined;
  const cipher = readLengthPrefixed(bytes, OPENSSH_MAGIC.length);
  const kdf = cipher === undefined ? undefined : readLengthPrefixed(bytes, cipher.end);
  const options = kdf === undefined ? undefined : readLengthPrefixed(bytes, kdf.end);
  const key = options === undefined ? undefined : readLengthPrefixed(bytes, options.end + 8);
  if (cipher === undefined) return undefined;
  return { type: `OpenSSH ${key?.text ?? ''}`.trimEnd(), encrypted: cipher.text !== 'none' };
}

/** OpenPGP (RFC 9580): a secret-key packet has tag 5 in the old or the new form of its header. */
function readOpenPgp(bytes: Buffer): PrivateKeyKind | undefined {
  const header = bytes[0] ?? 0;
  const tag = (header & 0x40) === 0 ? (header & 0x3c) >>> 2 : header & 0x3f;
  return (header & 0x80) !== 0 && tag === 5 ? { type: 'OpenPGP', encrypted: false } : undefined;
}

/** The kind of private key that `bytes` hold, or nothing where they hold none that is known. */
export function readPrivateKey(bytes: Buffer): PrivateKeyKind | undefined {
  return readAsn1(bytes) ?? readOpenSsh(bytes) ?? readOpenPgp(bytes);
}
