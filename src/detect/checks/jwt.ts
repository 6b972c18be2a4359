import type { Facts } from '#core/finding.ts';
import { objectArgument, textsArgument } from './argument.ts';
import { decodeJsonObject } from './base64-json.ts';
import type { Check, CheckResult } from './check.ts';
import { sampleHash } from './never.ts';
import { passWith, reject } from './result.ts';

type Claims = Readonly<Record<string, unknown>>;

/** First 16 hex digits of SHA-256 over signatures of tokens that stand in documentation (jwt.io and the like). */
const SAMPLE_SIGNATURES: ReadonlySet<string> = new Set(['051d093c4bdedbf2', '08831f80b56414a9', 'eaa5581c2e8d2f44', '164ea06964717cf5', '0998bb2db31482a8']);
/** Largest number of seconds that a date can hold. */
const MAX_SECONDS = 8.64e12;

function dateOf(claim: unknown): string | undefined {
  if (typeof claim !== 'number' || !(claim > 0) || claim > MAX_SECONDS) return undefined;
  return new Date(claim * 1000).toISOString();
}

function factsOf(header: Claims, payload: Claims): Facts {
  const facts: Record<string, string> = {};
  const put = (name: string, value: unknown): void => {
    if (typeof value === 'string' && value !== '') facts[name] = value.slice(0, 120);
  };
  put('algorithm', header['alg']);
  put('issuer', payload['iss']);
  put('role', payload['role']);
  put('expires', dateOf(payload['exp']));
  put('issued', dateOf(payload['iat']));
  return facts;
}

/** Tokens that are public by their claims: Supabase's anonymous role, its demo issuer, the person of jwt.io. */
function isPublic(payload: Claims): boolean {
  const isSample = payload['sub'] === '1234567890' && payload['name'] === 'John Doe';
  return isSample || payload['role'] === 'anon' || payload['iss'] === 'supabase-demo';
}

/** Why a token's head rules it out, or nothing. */
function flawOf(header: Claims | undefined, signature: string): CheckResult | undefined {
  if (header === undefined || typeof (header['alg'] ?? header['enc'] ?? header['typ']) !== 'string') return reject('its header is no JSON');
  if (/^none$/i.test(String(header['alg'])) || signature === '') return reject('a token without a signature');
  return SAMPLE_SIGNATURES.has(sampleHash(signature)) ? reject('a sample that is public') : undefined;
}

function judgePayload(header: Claims, payload: Claims | undefined, issuers: readonly string[]): CheckResult {
  if (payload === undefined) return reject('its payload is no JSON');
  if (isPublic(payload)) return reject('a token that is public by its claims');
  const text = JSON.stringify(payload);
  if (issuers.length > 0 && !issuers.some((issuer) => text.includes(issuer))) return reject('another issuer');
  return passWith(factsOf(header, payload), true);
}

function judge(value: string, issuers: readonly string[]): CheckResult {
  const [head = '', body = '', signature = ''] = value.slice(Math.max(0, value.indexOf('eyJ'))).split('.');
  const header = decodeJsonObject(head);
  const flaw = flawOf(header, signature);
  if (flaw !== undefined || header === undefined) return flaw ?? reject('its header is no JSON');
  if (header['enc'] !== undefined) return passWith({ algorithm: String(header['alg']), encrypted: 'yes' });
  return judgePayload(header, decodeJsonObject(body), issuers);
}

/**
 * `jwt` or `jwt: {payload: [text, …]}`: a JSON Web Token (RFC 7519) whose header and payload decode to JSON; tells
 * algorithm, issuer, role and dates. With `payload` one of the texts stands in the payload.
 * @throws ConfigError
 */
export function jwt(arg: unknown): Check {
  const issuers = arg === true || arg === undefined || arg === null ? [] : textsArgument('jwt', objectArgument('jwt', arg, ['payload'])['payload']);
  return ({ value, groups }) => judge(groups['jwt'] ?? value, issuers);
}
