import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { IncompleteError } from '#core/errors.ts';

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
const saltPassword = (password: string, salt: Buffer, rounds: number): Buffer => pbkdf2Sync(password.normalize('NFKC'), salt, rounds, 32, 'sha256');

/** Rounds that PostgreSQL takes by itself. */
const ROUNDS = 4096;
/** A server that asks for more wants to keep this machine busy. */
const MOST_ROUNDS = 1_000_000;

/**
 * What PostgreSQL stores of a password (RFC 5803): sent in its place, the password itself is in no statement and no
 * log of the server.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = saltPassword(password, salt, ROUNDS);
  const stored = sha256(hmac(salted, 'Client Key')).toString('base64');
  return `SCRAM-SHA-256$${ROUNDS}:${salt.toString('base64')}$${stored}:${hmac(salted, 'Server Key').toString('base64')}`;
}

/** One exchange of SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding. */
export interface ScramExchange {
  readonly first: string;
  /** The answer to the server's first message. @throws IncompleteError for one that is none */
  proof(serverFirst: string): string;
  /** @throws IncompleteError unless the server knows the password, too */
  checkServer(serverFinal: string): void;
}

const field = (message: string, name: string): string => message.split(',').find((part) => part.startsWith(`${name}=`))?.slice(2) ?? '';

/** Begins an exchange. @param nonce fixed in tests */
export function beginScram(password: string, nonce: string = randomBytes(18).toString('base64')): ScramExchange {
  const bare = `n=,r=${nonce}`;
  let signature: Buffer | undefined;
  return {
    first: `n,,${bare}`,
    proof(serverFirst) {
      const [theirs, salt, rounds] = [field(serverFirst, 'r'), field(serverFirst, 's'), Number(field(serverFirst, 'i'))];
      if (!theirs.startsWith(nonce) || theirs === nonce || salt === '' || !(rounds >= 1 && rounds <= MOST_ROUNDS)) throw new IncompleteError('the server does not speak SCRAM as it should');
      const salted = saltPassword(password, Buffer.from(salt, 'base64'), rounds);
      const clientKey = hmac(salted, 'Client Key');
      const unproved = `c=biws,r=${theirs}`;
      const said = `${bare},${serverFirst},${unproved}`;
      const mask = hmac(sha256(clientKey), said);
      signature = hmac(hmac(salted, 'Server Key'), said);
      return `${unproved},p=${Buffer.from(clientKey.map((byte, index) => byte ^ (mask[index] ?? 0))).toString('base64')}`;
    },
    checkServer(serverFinal) {
      const theirs = Buffer.from(field(serverFinal, 'v'), 'base64');
      if (signature === undefined || theirs.length !== signature.length || !timingSafeEqual(theirs, signature)) throw new IncompleteError('the server does not know the password, so it is not the server');
    },
  };
}
