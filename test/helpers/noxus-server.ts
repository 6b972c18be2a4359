import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A local Noxus: keys are made by API; only its dashboard (`keys`) ends them. */
export interface NoxusServer {
  readonly base: string;
  readonly operator: string;
  readonly keys: { id: string; name: string; value: string; live: boolean }[];
  /** Every call that came in. */
  readonly calls: string[];
  close(): Promise<void>;
}

export async function startNoxus(): Promise<NoxusServer> {
  const keys: NoxusServer['keys'] = [];
  const calls: string[] = [];
  const make = (name: string): NoxusServer['keys'][number] => {
    const key = { id: `id-${keys.length + 1}`, name, value: `noxus-test-value-${keys.length + 1}`, live: true };
    keys.push(key);
    return key;
  };
  const operator = make('operator').value;
  make('production');
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const call = `${request.method} ${request.url}`;
      calls.push(call);
      const caller = keys.find((key) => key.live && key.value === request.headers['x-api-key']);
      const reply = (status: number, body: unknown): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (caller === undefined) return reply(401, { detail: 'unauthorized' });
      // As the real one does, the answer repeats the key.
      const shown = (key: typeof caller): unknown => ({ id: key.id, name: key.name, tenant_admin: key.name === 'operator', value: key.value });
      if (call === 'GET /v1/admin/me') return reply(200, shown(caller));
      if (caller.name !== 'operator') return reply(403, { detail: 'forbidden' });
      if (call === 'POST /v1/admin/groups/ws/api-keys') return reply(200, shown(make((JSON.parse(Buffer.concat(parts).toString()) as { name: string }).name)));
      return reply(404, { detail: 'not found' });
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, operator, keys, calls, close: () => new Promise((done) => void (server.closeAllConnections(), server.close(() => done()))) };
}
