import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A key of the local provider. */
export interface ServedKey {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  live: boolean;
}

/** A local NeuroAI that keeps its keys and enforces them. */
export interface NeuroaiServer {
  readonly base: string;
  readonly keys: ServedKey[];
  readonly operator: string;
  /** Runs around each effect; a test makes it fail. */
  hook: (moment: 'before' | 'after', call: string) => 'go' | 'cut' | number;
  add(name: string): ServedKey;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return parts.length === 0 ? {} : (JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>);
}

function reply(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? undefined : JSON.stringify(body));
}

/** @param valueOf the text of the key of that number; invented, and of no true form where none is given */
export async function startNeuroai(valueOf: (count: number) => string = (count) => `test-value-${count}-${'v'.repeat(8)}`): Promise<NeuroaiServer> {
  const keys: ServedKey[] = [];
  let count = 0;
  const make = (name: string): ServedKey => {
    count += 1;
    const key = { id: `key_${count}`, name, value: valueOf(count), live: true };
    keys.push(key);
    return key;
  };
  const operator = make('operator').value;
  const handle = async (request: IncomingMessage): Promise<[number, unknown?]> => {
    const caller = keys.find((key) => key.live && request.headers.authorization === `Bearer ${key.value}`);
    if (caller === undefined) return [401, { error: 'invalid' }];
    const call = `${request.method} ${request.url}`;
    if (call === 'GET /v1/auth/verify') return [200, { valid: true, key_id: caller.id, name: caller.name }];
    if (caller.name !== 'operator') return [403, { error: 'role' }];
    if (call === 'GET /v1/api-keys') return [200, { data: keys.filter((key) => key.live).map(({ id, name }) => ({ key_id: id, name })) }];
    if (call === 'POST /v1/api-keys') {
      const made = make(String((await bodyOf(request))['name']));
      return [201, { key_id: made.id, key: made.value }];
    }
    const id = /^DELETE \/v1\/api-keys\/(\w+)$/.exec(call)?.[1];
    const key = keys.find((candidate) => candidate.id === id && candidate.live);
    if (id === undefined || key === undefined) return [404, { error: 'not found' }];
    key.live = false;
    return [204];
  };
  const server: Server = createServer((request, response) => {
    void (async () => {
      const call = `${request.method} ${request.url}`;
      const early = self.hook('before', call);
      if (early === 'cut') return request.socket.destroy();
      if (typeof early === 'number') return reply(response, early, {});
      const [status, body] = await handle(request);
      const late = self.hook('after', call);
      if (late === 'cut') return request.socket.destroy();
      return reply(response, typeof late === 'number' ? late : status, body);
    })();
  });
  const self: NeuroaiServer = {
    base: '',
    keys,
    operator,
    hook: () => 'go',
    add: make,
    close: () => new Promise((done) => void (server.closeAllConnections(), server.close(() => done()))),
  };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return Object.assign(self, { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` });
}
