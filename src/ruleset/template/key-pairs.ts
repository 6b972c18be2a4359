import { createHmac, ECDH, createECDH } from 'node:crypto';
import type { Prng } from './prng.ts';

const P256_OID = '06082a8648ce3d030107';
const EC_OID = '06072a8648ce3d0201';
const RSA_OID = '06092a864886f70d0101010500';

function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = body.length < 128 ? [tag, body.length] : body.length < 256 ? [tag, 0x81, body.length] : [tag, 0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from(head), body]);
}

const integer = (bytes: Buffer): Buffer => tlv(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
const small = (value: number): Buffer => integer(Buffer.from([value]));
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** A random-looking P-256 key in DER, as SEC1 with curve and public point (RFC 5915). */
function ecKey(prng: Prng): { sec1: Buffer; pkcs8: Buffer; point: string } {
  const secret = prng.bytes(32);
  secret[0] = 0x5a; // Below the order of the curve.
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(secret);
  const open = ecdh.getPublicKey();
  const point = tlv(0xa1, tlv(0x03, Buffer.alloc(1), open));
  const sec1 = tlv(0x30, small(1), tlv(0x04, secret), tlv(0xa0, hex(P256_OID)), point);
  const inner = tlv(0x30, small(1), tlv(0x04, secret), point);
  const pkcs8 = tlv(0x30, small(0), tlv(0x30, hex(EC_OID), hex(P256_OID)), tlv(0x04, inner));
  return { sec1, pkcs8, point: String(ECDH.convertKey(open, 'prime256v1', undefined, 'base64', 'compressed')) };
}

/** The shape of an RSA key in DER (RFC 8017); its numbers are random, so it decodes but does not work. */
function rsaShape(prng: Prng): Buffer {
  const numbers = [128, 3, 128, 64, 64, 64, 64, 64].map((length) => integer(prng.bytes(length)));
  return tlv(0x30, small(0), ...numbers);
}

function sshShape(prng: Prng, cipher: string): Buffer {
  const text = (value: Buffer | string): Buffer => {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const open = Buffer.concat([text('ssh-ed25519'), text(prng.bytes(32))]);
  const kdf = cipher === 'none' ? 'none' : 'bcrypt';
  return Buffer.concat([Buffer.from('openssh-key-v1\0'), text(cipher), text(kdf), text(''), Buffer.from([0, 0, 0, 1]), text(open), text(prng.bytes(136))]);
}

function block(label: string, body: Buffer, headers = ''): string {
  const lines = body.toString('base64').match(/.{1,64}/g) ?? [];
  const mark = (word: string): string => `-----${word} ${label}-----`;
  return [mark('BEGIN'), ...(headers === '' ? [] : [headers, '']), ...lines, mark('END')].join('\n');
}

const PRIVATE = 'PRIVATE KEY';

/** `pem:KIND`: a private key block of the kind `rsa`, `ec`, `pkcs8`, `openssh`, `encrypted`, `rsa-encrypted`, `openssh-encrypted` or `pgp`. */
export function pemBlock(prng: Prng, [kind = 'pkcs8']: readonly string[]): string | undefined {
  switch (kind) {
    case 'rsa': return block(`RSA ${PRIVATE}`, rsaShape(prng));
    case 'rsa-encrypted': return block(`RSA ${PRIVATE}`, prng.bytes(608), 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0F');
    case 'ec': return block(`EC ${PRIVATE}`, ecKey(prng).sec1);
    case 'pkcs8': return block(PRIVATE, tlv(0x30, small(0), tlv(0x30, hex(RSA_OID)), tlv(0x04, rsaShape(prng))));
    case 'encrypted': return block(`ENCRYPTED ${PRIVATE}`, tlv(0x30, tlv(0x30, hex('06092a864886f70d01050d')), tlv(0x04, prng.bytes(256))));
    case 'openssh': return block(`OPENSSH ${PRIVATE}`, sshShape(prng, 'none'));
    case 'openssh-encrypted': return block(`OPENSSH ${PRIVATE}`, sshShape(prng, 'aes256-ctr'));
    case 'pgp': return block(`PGP ${PRIVATE} BLOCK`, Buffer.concat([Buffer.from([0x95, 1, 0]), prng.bytes(256)]));
    default: return undefined;
  }
}

/** `foxnose:PART[:FORM]`: `public`, `private` or `pair` of one P-256 key; the form is `pkcs8` or `sec1`. All parts of one text fit. */
export function foxnosePart(seed: Prng, [part = 'pair', form = 'pkcs8']: readonly string[]): string | undefined {
  const key = ecKey(seed);
  const secret = (form === 'sec1' ? key.sec1 : key.pkcs8).toString('base64');
  if (part === 'public') return key.point;
  if (part === 'private') return secret;
  return part === 'pair' ? `${key.point}:${secret}` : undefined;
}

/** `jwt:alg=HS256,iss=acme,exp=1700000000`: a token with these claims and a real HMAC under a random key. */
export function jwtToken(prng: Prng, [claims = '']: readonly string[]): string {
  const pairs = claims.split(',').filter(Boolean).map((pair): [string, string] => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)]);
  const all = new Map<string, string>([['alg', 'HS256'], ['jti', prng.bytes(12).toString('hex')], ...pairs]);
  const alg = all.get('alg');
  all.delete('alg');
  const payload = Object.fromEntries([...all].map(([name, value]) => [name, /^\d{1,12}$/.test(value) ? Number(value) : value]));
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${encode({ alg, typ: 'JWT' })}.${encode(payload)}`;
  return `${text}.${createHmac('sha256', prng.bytes(32)).update(text).digest('base64url')}`;
}

/** `macaroon:LOCATION`: a version 1 macaroon in base64url, its signature random. */
export function macaroonText(prng: Prng, [location = 'acme']: readonly string[]): string {
  const packet = (key: string, value: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(`${key} `), value, Buffer.from('\n')]);
    return Buffer.concat([Buffer.from((body.length + 4).toString(16).padStart(4, '0')), body]);
  };
  const parts = [packet('location', Buffer.from(location)), packet('identifier', Buffer.from(prng.bytes(16).toString('hex'))), packet('cid', Buffer.from('ip = 10.0.0.1')), packet('signature', prng.bytes(32))];
  return Buffer.concat(parts).toString('base64url');
}
