import { createHmac, randomInt } from 'node:crypto';
import { UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';

/** A name and its password. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/** `scheme://USER:PASSWORD@` and what follows. The place in it is never asked: it came out of somebody's file. */
const ADDRESS = /^([a-z][\w+.-]*:\/\/)([^:/?#@]*):([^@/?#]*)@(.*)$/s;
const PAIR = /^([^:\s]*):(.+)$/s;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A bare percent sign: programs that read it so take it as it stands.
    return text;
  }
}

/** True for a name together with its password; a bare password is only a part. */
export function isLogin(key: Secret): boolean {
  return ADDRESS.test(key.reveal()) || PAIR.test(key.reveal());
}

/** Reads `USER:PASSWORD`, or an address with both in it. @throws UsageError */
export function readLogin(key: Secret): Login {
  const text = key.reveal();
  const [, scheme, user, password] = ADDRESS.exec(text) ?? [];
  if (scheme !== undefined) return { user: decode(user ?? ''), password: decode(password ?? '') };
  const [, name, rest] = PAIR.exec(text) ?? [];
  if (name === undefined || rest === undefined) throw new UsageError('a password alone is not enough: USER:PASSWORD, or an address with both in it');
  return { user: name, password: rest };
}

/** Another login in the form of the old key, so that whoever reads the old one can read it. */
export function likeKey(old: Secret, { user, password }: Login): Secret {
  const [, scheme, , , rest] = ADDRESS.exec(old.reveal()) ?? [];
  if (scheme === undefined) return new Secret(`${user}:${password}`);
  return new Secret(`${scheme}${encodeURIComponent(user)}:${encodeURIComponent(password)}@${rest}`);
}

/** What programs read apart. @throws UsageError */
export function loginPart(key: Secret, name: string): Secret {
  const { user, password } = readLogin(key);
  if (name !== 'user' && name !== 'password') throw new UsageError('such a key has the pieces user and password');
  return new Secret(name === 'user' ? user : password);
}

/**
 * A name for what a server keeps of a password. The plain hash of a password that somebody thought up can be guessed
 * back, so it must stand in no plan and no journal: it is keyed by the operator's own key.
 */
export function hashName(hash: string, operator: string): string {
  return createHmac('sha256', operator).update(hash).digest('hex').slice(0, 24);
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A password of 190 bits without a character that any place would have to escape. */
export function newPassword(): string {
  return Array.from({ length: 32 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
