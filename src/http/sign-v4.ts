import { createHash, createHmac } from 'node:crypto';
import type { HttpRequest } from './http.ts';

/** A key of AWS in its pieces. */
export interface AwsKey {
  readonly id: string;
  readonly secret: string;
  /** Of temporary keys only. */
  readonly session?: string;
}

/** For which service, where and when a request is signed. */
export interface SigningScope {
  readonly service: string;
  readonly region: string;
  readonly at: Date;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
/** Percent-encoding of RFC 3986, which leaves less bare than `encodeURIComponent`. */
const encode = (text: string): string => encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function canonicalQuery(url: URL): string {
  const pairs = [...url.searchParams].map(([name, value]): [string, string] => [encode(name), encode(value)]);
  return pairs
    .toSorted(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/**
 * The same request signed by AWS Signature Version 4
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). Every header is signed.
 * The path is taken as it stands, which holds for every service but S3 as long as it has no characters to escape.
 */
export function signV4(request: HttpRequest, key: AwsKey, { service, region, at }: SigningScope): HttpRequest {
  const url = new URL(request.url);
  const time = at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = { ...request.headers, host: url.host, 'x-amz-date': time, ...(key.session === undefined ? {} : { 'x-amz-security-token': key.session }) };
  const sorted = Object.entries(headers)
    .map(([name, value]): [string, string] => [name.toLowerCase(), value.trim().replaceAll(/ +/g, ' ')])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = sorted.map(([name]) => name).join(';');
  const lines = sorted.map(([name, value]) => `${name}:${value}\n`).join('');
  const canonical = [request.method, url.pathname, canonicalQuery(url), lines, names, sha256(request.body ?? '')].join('\n');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const signing = scope.split('/').reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${key.secret}`);
  const signature = hmac(signing, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString('hex');
  return { ...request, headers: { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${key.id}/${scope}, SignedHeaders=${names}, Signature=${signature}` } };
}
