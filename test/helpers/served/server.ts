import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { base62 } from '../keys.ts';
import { contractOf } from './contract.ts';

/** A key of a local provider. */
export interface ServedKey {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  live: boolean;
}

/** A request as a handler reads it. */
export interface Call {
  /** Method and path, without the query. */
  readonly line: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The body as JSON; empty where it is none. */
  readonly json: Record<string, unknown>;
  readonly form: URLSearchParams;
  /** User and password of Basic authentication, else what stands behind the scheme. */
  readonly shown: string;
}

/** Status and body: JSON, or plain text for a string. */
export type Reply = readonly [status: number, body?: unknown, headers?: Record<string, string>];

/**
 * What happens to a request: nothing, no answer, what a stranger is told there, delivery a second time, or another answer:
 * of that status with an empty object, or a whole one.
 */
export type Fault = 'go' | 'cut' | 'twice' | 'stranger' | number | Reply;

/** Keys and their making. */
export interface World {
  readonly keys: ServedKey[];
  readonly operator: string;
  /** The live key of that value. */
  readonly by: (value: string | undefined) => ServedKey | undefined;
  /** Answers the DELETE of an id. */
  readonly end: (id: string | undefined, done: Reply, gone?: Reply) => Reply;
  readonly make: (label: string) => ServedKey;
  readonly live: () => ServedKey[];
}

/** A provider as its public documentation says that it behaves. */
export interface Facts {
  readonly mint: (n: number) => { readonly id: string; readonly value: string };
  readonly operator?: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Keys that are there beside the leaked one. */
  readonly bystanders?: number;
  /** A refusal proves nothing by itself. */
  readonly vague?: true;
  /** The official description of its calls, a file of `test/providers/contract`, and what stands before its paths here. */
  readonly contract?: { readonly file: string; readonly before?: string };
  handle(call: Call, world: World): Reply;
}

/** A local provider that runs, with a leaked key in it. */
export interface Served extends World {
  readonly base: string;
  readonly old: ServedKey;
  /** Every call that came in. */
  readonly calls: string[];
  /** Where an exchange is not as the official description says, and how many exchanges were as it says. */
  readonly complaints: string[];
  readonly checked: { count: number };
  /** Runs around each effect; a test makes it fail. */
  hook: (moment: 'before' | 'after', line: string) => Fault;
  close(): Promise<void>;
}

function shownIn(header: string | undefined): string {
  const [scheme = '', rest = ''] = (header ?? '').split(/ (.*)/s);
  return scheme === 'Basic' ? Buffer.from(rest, 'base64').toString() : rest;
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  const url = new URL(request.url ?? '/', 'http://local');
  const isJson = request.headers['content-type'] === 'application/json' && text !== '';
  return {
    line: `${request.method} ${url.pathname}`,
    query: url.searchParams,
    headers: request.headers,
    text,
    json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
    form: new URLSearchParams(isJson ? '' : text),
    shown: shownIn(request.headers.authorization),
  };
}

function send(response: ServerResponse, [status, body, headers]: Reply): void {
  const type = typeof body === 'string' ? 'text/plain' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers }).end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
}

function makeWorld(facts: Facts): World {
  const keys: ServedKey[] = [];
  return {
    keys,
    operator: facts.operator ?? `op-${base62('operator', 24)}`,
    by: (value) => keys.find((key) => key.live && key.value === value),
    live: () => keys.filter((key) => key.live),
    make: (label) => {
      const key = { ...facts.mint(keys.length), label, live: true };
      keys.push(key);
      return key;
    },
    end: (id, done, gone = [404, { error: 'not found' }]) => {
      const key = keys.find((candidate) => candidate.live && candidate.id === id);
      if (key === undefined) return gone;
      key.live = false;
      return done;
    },
  };
}

/** Where no key is known, whoever asks is told what a wrong key is told. */
const NOBODY: World = { keys: [], operator: 'nobody at all', by: () => undefined, end: (_, __, gone = [404, { error: 'not found' }]) => gone, make: () => ({ id: 'none', label: '', value: 'none', live: false }), live: () => [] };

/** The answer of a fault in place of the true one; undefined where there is none. */
function replyOf(fault: Fault, call: Call, facts: Facts): Reply | undefined {
  if (fault === 'stranger') return facts.handle(call, NOBODY);
  if (typeof fault === 'number') return [fault, {}];
  return typeof fault === 'string' ? undefined : fault;
}

/** Starts a local provider; the leaked key stands between others. */
export async function serve(facts: Facts): Promise<Served> {
  const world = makeWorld(facts);
  const calls: string[] = [];
  const others = facts.bystanders ?? 2;
  for (let n = 0; n < others; n++) world.make('somebody else');
  const old = world.make('production');
  const [complaints, checked] = [[] as string[], { count: 0 }];
  const contract = contractOf(facts.contract, (complaint) => void (complaint === undefined ? (checked.count += 1) : complaints.push(complaint)));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = await readCall(request);
    calls.push(call.line);
    const early = self.hook('before', call.line);
    if (early === 'cut') return void request.socket.destroy();
    const instead = replyOf(early, call, facts);
    if (instead !== undefined) return send(response, instead);
    if (early === 'twice') facts.handle(call, world);
    const reply = contract(call, facts.handle(call, world));
    const late = self.hook('after', call.line);
    if (late === 'cut') return void request.socket.destroy();
    send(response, replyOf(late, call, facts) ?? reply);
  };
  const server = createServer((request, response) => void answer(request, response));
  const close = (): Promise<void> => new Promise((done) => void (server.closeAllConnections(), server.close(() => done())));
  const self: Served = { ...world, base: '', old, calls, complaints, checked, hook: () => 'go', close };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return Object.assign(self, { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}
