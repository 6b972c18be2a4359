import { request as requestHttp, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Proxy } from './proxy.ts';

/** What a client hands to `fetch`, as far as it is read here. */
export interface FetchInit {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** As much of `fetch` as a client of an API needs. */
export type PlainFetch = (address: string, init?: FetchInit) => Promise<Response>;

/** Most bytes of an answer that are read. */
const MAX_BODY = 64 * 1024 * 1024;
/** Answers that hold no body; the constructor of `Response` refuses one for them. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

function toProxy({ url, authorization }: Proxy, options: RequestOptions): ClientRequest {
  const own = authorization === undefined ? {} : { 'proxy-authorization': authorization };
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;
  return open(url, { ...options, agent: false, headers: { ...options.headers, ...own } });
}

/** A way through the proxy to a server, in the clear (RFC 9110, §9.3.6). */
function openTunnel(proxy: Proxy, target: URL, signal: AbortSignal | undefined): Promise<Socket> {
  const place = `${target.hostname}:${target.port === '' ? '443' : target.port}`;
  return new Promise((keep, fail) => {
    const call = toProxy(proxy, { method: 'CONNECT', path: place, headers: { host: place }, ...(signal === undefined ? {} : { signal }) });
    call.on('connect', (answer, socket: Socket) => {
      if (answer.statusCode === 200) return keep(socket);
      socket.destroy();
      return fail(new Error(`the proxy answered ${answer.statusCode ?? 0}`));
    });
    call.on('response', () => call.destroy(new Error('the proxy opened no way')));
    call.on('error', fail);
    call.end();
  });
}

async function openCall(proxy: Proxy, target: URL, { method = 'GET', headers = {}, signal }: FetchInit): Promise<ClientRequest> {
  const options: RequestOptions = { method, headers: { ...headers, host: target.host }, ...(signal === undefined ? {} : { signal }) };
  if (target.protocol !== 'https:') return toProxy(proxy, { ...options, path: target.href });
  const socket = await openTunnel(proxy, target, signal);
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  // An address of digits is no name to ask for (RFC 6066, §3), but it is checked against the certificate all the same.
  const name = isIP(host) === 0 ? { servername: host } : {};
  // An agent, also one of its own, would make connections its own way.
  const call = requestHttps(target, { ...options, createConnection: () => connectTls({ socket, host, ...name, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] }) });
  call.on('close', () => socket.destroy());
  return call;
}

async function readBody(answer: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY) throw new Error('the answer is too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function toResponse(answer: IncomingMessage): Promise<Response> {
  const { statusCode: status = 0, rawHeaders } = answer;
  // A client would take it for an answer; and what is asked here is not sent on to another place.
  if (status >= 300 && status < 400 && status !== 304) throw new Error(`sent on to another place (${status})`);
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  const body = await readBody(answer);
  return new Response(BODILESS.has(status) ? null : new Uint8Array(body), { status, headers });
}

/** A `fetch` that goes by a proxy: an address in the clear is asked for there, others through a tunnel. Follows nothing. */
export function fetchThrough(proxy: Proxy): PlainFetch {
  return async (address, init = {}) => {
    const call = await openCall(proxy, new URL(address), init);
    const answer = new Promise<IncomingMessage>((keep, fail) => {
      call.on('response', keep);
      call.on('error', fail);
    });
    call.end(init.body);
    return toResponse(await answer);
  };
}
