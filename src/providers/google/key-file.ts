import { createPrivateKey, sign } from 'node:crypto';
import { UsageError } from '#core/errors.ts';
import { isFields, jsonIn, textField } from '../answer.ts';

/** A key of a service account, as its JSON file has it. What the file says about addresses is not read: it could lead anywhere. */
export interface KeyFile {
  readonly project: string;
  readonly email: string;
  readonly keyId: string;
  readonly privateKey: string;
}

/** The JSON, or base64 of it. @throws UsageError */
export function readKeyFile(text: string): KeyFile {
  const json = text.trimStart().startsWith('{') ? text : Buffer.from(text, 'base64').toString();
  const fields = jsonIn(json);
  if (!isFields(fields)) throw new UsageError('this is no key file of a service account');
  const [project, email, keyId, privateKey] = ['project_id', 'client_email', 'private_key_id', 'private_key'].map((name) => textField(fields, name));
  const isWhole = project !== undefined && /^[a-z\d.:-]+$/.test(project) && email !== undefined && /^[\w.-]+@[\w.-]+$/.test(email) && keyId !== undefined && /^\w+$/.test(keyId) && privateKey !== undefined;
  if (!isWhole) throw new UsageError('this is no whole key file of a service account: project_id, client_email, private_key_id, private_key');
  return { project, email, keyId, privateKey };
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A signed statement that is changed for an access token (RFC 7523). @throws UsageError where the private key is none */
export function signGrant(file: KeyFile, audience: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const text = `${encode({ alg: 'RS256', typ: 'JWT', kid: file.keyId })}.${encode({ iss: file.email, scope: 'https://www.googleapis.com/auth/cloud-platform', aud: audience, iat: seconds, exp: seconds + 600 })}`;
  try {
    return `${text}.${sign('sha256', Buffer.from(text), createPrivateKey(file.privateKey)).toString('base64url')}`;
  } catch {
    // The words of the library may repeat a piece of the key.
    throw new UsageError('the private key of the file cannot be read');
  }
}
