import { createHash } from 'node:crypto';
import { IncompleteError } from '#core/errors.ts';

/** What a server says first (https://mariadb.com/docs/server/reference/clientserver-protocol). */
export interface Greeting {
  readonly version: string;
  readonly offersTls: boolean;
  readonly plugin: string;
  readonly nonce: Buffer;
}

const CLIENT = { longPassword: 0x1, protocol41: 0x200, ssl: 0x800, transactions: 0x2000, secure: 0x8000, multiResults: 0x2_0000, pluginAuth: 0x8_0000 } as const;
const MOST_PACKET = 1 << 20;
const UTF8MB4 = 45;

/** A text up to the next NUL, and what follows. */
export function splitText(bytes: Buffer, from = 0): { text: string; rest: Buffer } {
  const end = bytes.indexOf(0, from);
  if (end < 0) return { text: bytes.toString('utf8', from), rest: Buffer.alloc(0) };
  return { text: bytes.toString('utf8', from, end), rest: bytes.subarray(end + 1) };
}

/** @throws IncompleteError for a packet that is none */
export function readGreeting(packet: Buffer): Greeting {
  if (packet[0] !== 10) throw new IncompleteError('that is no greeting of MySQL or MariaDB');
  const { text: version, rest } = splitText(packet, 1);
  if (rest.length < 39) throw new IncompleteError('that is no greeting of MySQL or MariaDB');
  const capabilities = rest.readUInt16LE(13) | (rest.readUInt16LE(18) << 16);
  const second = rest.subarray(31, 31 + Math.max(13, (rest[20] ?? 0) - 8));
  const nonce = Buffer.concat([rest.subarray(4, 12), second.subarray(0, 12)]);
  return { version, offersTls: (capabilities & CLIENT.ssl) !== 0, plugin: splitText(rest.subarray(31 + second.length)).text, nonce };
}

/** Head of what a client answers; alone, with `tls`, it asks for TLS. */
export function answerHead(tls: boolean): Buffer {
  const head = Buffer.alloc(32);
  const plain = CLIENT.longPassword | CLIENT.protocol41 | CLIENT.transactions | CLIENT.secure | CLIENT.multiResults | CLIENT.pluginAuth;
  head.writeUInt32LE(tls ? plain | CLIENT.ssl : plain);
  head.writeUInt32LE(MOST_PACKET, 4);
  head[8] = UTF8MB4;
  return head;
}

const hash = (name: 'sha1' | 'sha256', ...parts: Buffer[]): Buffer => parts.reduce((sum, part) => sum.update(part), createHash(name)).digest();
const mix = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));

/** The proof of a password for one nonce; undefined for ways that this client does not go. */
export function proofFor(plugin: string, password: string, nonce: Buffer): Buffer | undefined {
  if (password === '') return Buffer.alloc(0);
  const secret = Buffer.from(password);
  if (plugin === 'mysql_native_password') {
    const once = hash('sha1', secret);
    return mix(once, hash('sha1', nonce, hash('sha1', once)));
  }
  if (plugin !== 'caching_sha2_password') return undefined;
  const once = hash('sha256', secret);
  return mix(once, hash('sha256', hash('sha256', once), nonce));
}

/** What the server keeps of a password under `mysql_native_password`. */
export function nativeHash(password: string): string {
  return `*${hash('sha1', hash('sha1', Buffer.from(password))).toString('hex').toUpperCase()}`;
}

/** The texts of one row of a result; a NULL is empty. @throws IncompleteError */
export function rowTexts(packet: Buffer): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at < packet.length; ) {
    const first = packet[at] ?? 0;
    if (first === 0xfb) {
      texts.push('');
      at += 1;
      continue;
    }
    const size = first < 0xfb ? 0 : first === 0xfc ? 2 : first === 0xfd ? 3 : 0;
    if (first > 0xfd) throw new IncompleteError('a row is too long');
    const length = size === 0 ? first : packet.readUIntLE(at + 1, size);
    texts.push(packet.toString('utf8', at + 1 + size, at + 1 + size + length));
    at += 1 + size + length;
  }
  return texts;
}
