import { lookup as resolve } from 'node:dns';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Http, HttpRequest, HttpResponse } from './http.ts';
import { HttpError } from './http-error.ts';
import { checkAddress, checkUrl, hostOf, type RequestPolicy } from './request-policy.ts';

/** Most bytes of a body that are read where the request says nothing else. */
export const BODY_CAP: number = 64 * 1024;

/** Milliseconds that an exchange may take. */
export interface Timeouts {
  /** Until the connection stands or data moves. */
  readonly idle: number;
  readonly total: number;
}

const TIMEOUTS: Timeouts = { idle: 10_000, total: 30_000 };

/** Resolves once, checks every answer and connects to what was checked, so that a second answer cannot lead elsewhere. */
function pinnedLookup(policy: RequestPolicy): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, '', 0);
      const [first] = addresses;
      try {
        for (const { address } of addresses) checkAddress(host, address, policy);
      } catch (refusal) {
        return done(refusal as NodeJS.ErrnoException, '', 0);
      }
      if (first === undefined) return done(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0);
      return options.all === true ? done(null, addresses) : done(null, first.address, first.family);
    });
  };
}

function readBody(response: IncomingMessage, host: string, most: number): Promise<string> {
  return new Promise((keep, fail) => {
    const parts: Buffer[] = [];
    let size = 0;
    response.on('data', (part: Buffer) => {
      size += part.length;
      parts.push(part);
      if (size > most) response.destroy(new HttpError('too-large', host, 'the answer is too large'));
    });
    response.on('end', () => keep(Buffer.concat(parts).toString('utf8')));
    response.on('error', fail);
    response.on('close', () => fail(Object.assign(new Error('cut'), { code: 'ECONNRESET' })));
  });
}

function plainHeaders(response: IncomingMessage): Record<string, string> {
  const pairs = Object.entries(response.headers).map(([name, value]): [string, string] => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  return Object.fromEntries(pairs);
}

function toHttpError(error: unknown, host: string): HttpError {
  if (error instanceof HttpError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  return code === 'ABORT_ERR' ? new HttpError('timeout', host, 'no answer in time') : new HttpError('network', host, `no answer (${code})`);
}

/**
 * An http client that follows no redirect, uses no proxy, keeps no connection and resolves a name once a request.
 * @param timeouts shorter ones in tests
 */
export function makeHttp(policy: RequestPolicy, timeouts: Timeouts = TIMEOUTS): Http {
  return {
    async send(request) {
      const url = checkUrl(request.url, policy);
      try {
        return await exchange(request, { url, policy, timeouts });
      } catch (error) {
        throw toHttpError(error, hostOf(url));
      }
    },
  };
}

function exchange(request: HttpRequest, way: { url: URL; policy: RequestPolicy; timeouts: Timeouts }): Promise<HttpResponse> {
  const { url, policy, timeouts } = way;
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;
  const body = request.body === undefined ? undefined : Buffer.from(request.body);
  const headers = { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'stanch', ...request.headers, ...(body === undefined ? {} : { 'content-length': String(body.length) }) };
  const signal = AbortSignal.timeout(timeouts.total);
  return new Promise((keep, fail) => {
    const call = open(url, { method: request.method, headers, lookup: pinnedLookup(policy), agent: false, signal, timeout: timeouts.idle, minVersion: 'TLSv1.2', ...policy.tls, rejectUnauthorized: true });
    call.on('timeout', () => call.destroy(new HttpError('timeout', hostOf(url), 'no answer in time')));
    call.on('error', fail);
    call.on('response', (response) => {
      readBody(response, hostOf(url), request.most ?? BODY_CAP).then((text) => keep({ status: response.statusCode ?? 0, headers: plainHeaders(response), body: text }), fail);
    });
    call.end(body);
  });
}
