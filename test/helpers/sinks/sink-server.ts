import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** A request as a handler reads it. */
export interface SinkCall {
  /** Path and query as they came. */
  readonly url: string;
  /** Method and decoded path, without the query. */
  readonly line: string;
  readonly method: string;
  /** Parts of the path, decoded one by one. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The body as JSON; empty where it is none. */
  readonly json: Record<string, unknown>;
  /** Name in the certificate of the client, if the server trusts it. */
  readonly peer?: string;
}

export type SinkReply = readonly [status: number, body?: unknown, headers?: Record<string, string>];

/** What goes wrong with a request: no answer for ever, `cut` before or after its effect, a page of HTML, a redirect, a status, or a yes without effect. */
export type SinkFault = 'none' | 'hang' | 'cut-before' | 'cut-after' | 'page' | 'redirect' | 'lie' | number;

/** A local service that keeps secrets. */
export interface SinkServer {
  readonly base: string;
  readonly calls: SinkCall[];
  /** A test makes calls go wrong. */
  fault: (call: SinkCall) => SinkFault;
  /** Runs before a call is handled: what somebody else does meanwhile. */
  before: (call: SinkCall) => Promise<void>;
  /** What a yes without effect looks like. */
  lie: SinkReply;
  /** Calls that came to where a redirect led. */
  readonly strayed: string[];
  close(): Promise<void>;
}

async function readCall(request: IncomingMessage): Promise<SinkCall> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  const url = new URL(request.url ?? '/', 'http://local');
  const isJson = /json/.test(request.headers['content-type'] ?? '') && text !== '';
  const path = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const { authorized, getPeerCertificate } = request.socket as Partial<TLSSocket>;
  const peer = authorized === true ? getPeerCertificate?.call(request.socket).subject.CN : undefined;
  return { ...(peer === undefined ? {} : { peer: String(peer) }), url: request.url ?? '/', line: `${request.method} /${path.join('/')}`, method: request.method ?? '', path, query: url.searchParams, headers: request.headers, text, json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} };
}

function send(response: ServerResponse, [status, body, headers]: SinkReply): void {
  const isPage = typeof body === 'string';
  response.writeHead(status, { 'content-type': isPage ? 'text/html' : 'application/json; charset=utf-8', ...headers }).end(body === undefined ? undefined : isPage ? body : JSON.stringify(body));
}

/** Starts a service; the handler keeps its state. What it does not know is answered with 404 by itself. */
export async function serveSink(handle: (call: SinkCall) => SinkReply | Promise<SinkReply>, tls?: ServerOptions): Promise<SinkServer> {
  const calls: SinkCall[] = [];
  const strayed: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = await readCall(request);
    if (call.path[0] === 'elsewhere') {
      strayed.push(call.line);
      return send(response, [200, {}]);
    }
    calls.push(call);
    const fault = self.fault(call);
    if (fault === 'hang') return;
    if (fault === 'cut-before') return void request.socket.destroy();
    if (fault === 'page') return send(response, [200, '<html>Please log in</html>']);
    if (fault === 'redirect') return send(response, [307, {}, { location: `${self.base}/elsewhere` }]);
    if (fault === 'lie') return send(response, self.lie);
    // As services do, the answer repeats what was sent.
    if (typeof fault === 'number') return send(response, [fault, { message: 'no', errors: [call.text], sent: call.headers }]);
    await self.before(call);
    const reply = await handle(call);
    if (fault === 'cut-after') return void request.socket.destroy();
    send(response, reply);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => void answer(request, response);
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const close = (): Promise<void> => new Promise((done) => void (server.closeAllConnections(), server.close(() => done())));
  const self: SinkServer = { base: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, strayed, fault: () => 'none', before: async () => undefined, lie: [200, {}], close };
  return self;
}
