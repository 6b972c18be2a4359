import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { IncompleteError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import { makeHttp } from '#http/send.ts';
import { rowTexts } from '#providers/mysql/packets.ts';
import { MYSQL } from '#providers/mysql/mysql.ts';
import { POSTGRES } from '#providers/postgres/postgres.ts';
import { beginScram, scramVerifier } from '#providers/postgres/scram.ts';
import type { Provider } from '#providers/provider.ts';
import { REDIS } from '#providers/redis/redis.ts';
import { readLogin, likeKey } from '#providers/wire/database-key.ts';

const KEY = ['app', 'Sommer-2024'].join(':');
const bytes = (...parts: (string | number | Buffer)[]): Buffer => Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part as string))));
const int = (value: number): Buffer => {
  const made = Buffer.alloc(4);
  made.writeInt32BE(value);
  return made;
};
const packet = (body: Buffer): Buffer => Buffer.concat([Buffer.from([body.length & 0xff, body.length >> 8, 0, 0]), body]);

/** What servers say that are none, or that lie; each is all that such a server ever says. */
const SAID: readonly (readonly [name: string, said: Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['a web page', bytes('HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html></html>')],
  ['one byte', bytes(0)],
  ['zeros', Buffer.alloc(4096)],
  ['ones', Buffer.alloc(4096, 0xff)],
  ['the key itself', bytes(`${KEY}\r\n`)],
  ['an endless length of PostgreSQL', bytes('R', int(0x7f_ff_ff_ff))],
  ['a length below zero of PostgreSQL', bytes('R', int(-1))],
  ['an error of PostgreSQL that repeats the key', bytes('E', int(4 + 12 + KEY.length), `M${KEY}\0C99999\0\0\0\0\0`.slice(0, 12 + KEY.length))],
  ['a way of PostgreSQL cut off', bytes('R', int(5), 1)],
  ['a way of PostgreSQL that there is none of', bytes('R', int(8), int(99))],
  ['SCRAM of PostgreSQL cut off', bytes('R', int(23), int(10), 'SCRAM-SHA-256\0\0')],
  ['an endless text of Redis', bytes('$2147483647\r\n')],
  ['an endless list of Redis', bytes('*2147483647\r\n')],
  ['a list in a list of Redis', bytes('*1\r\n'.repeat(2000))],
  ['an error of Redis that repeats the key', bytes(`-ERR ${KEY}\r\n`)],
  ['a number of Redis that is none', bytes(':abc\r\n')],
  ['a greeting of MySQL cut off', packet(bytes(10, '8.0.0\0', 1, 2, 3))],
  ['an old greeting of MySQL', packet(bytes(9, '3.20\0'))],
  ['an error of MySQL before its greeting', packet(bytes(0xff, 0x10, 0x04, '#08004Too many connections'))],
  ['an endless length of MySQL', bytes(0xff, 0xff, 0xff, 0)],
];

async function startLiar(said: Buffer): Promise<{ server: Server; port: number }> {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.end(said);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, port: (server.address() as AddressInfo).port };
}

let tried = 0;
afterAll(() => void process.stdout.write(`bad servers: ${tried} tried (3 databases x ${SAID.length} servers), none taken for a yes or a no\n`));

describe.each([['postgres', POSTGRES], ['redis', REDIS], ['mysql', MYSQL]] as readonly (readonly [string, Provider])[])('%s believes no server that says', (scheme, provider) => {
  it.each(SAID)('%s', async (_name, said) => {
    const { server, port } = await startLiar(said);
    const context = { http: makeHttp({ privateHosts: new Set() }), base: `${scheme}://127.0.0.1:${port}`, operator: new Secret('operator:password'), clock: Date, settings: {} };
    const old = { id: `app#${'0'.repeat(24)}`, value: new Secret(KEY) };
    const verdict = await provider.verify?.(old.value, context).catch((error: unknown) => error);
    if (!(verdict instanceof IncompleteError)) expect(verdict).toMatchObject({ state: 'unknown' });
    expect(verdict).not.toHaveProperty('refused');
    expect(`${String(verdict)}${JSON.stringify(verdict)}`).not.toContain('Sommer');
    const asks = [() => provider.list?.(context, old), () => provider.create?.('label', context, old), () => provider.revoke?.(old.id, context)];
    for (const ask of asks) await expect(ask()).rejects.toBeInstanceOf(IncompleteError);
    server.close();
    tried += 1;
  });
});

describe('SCRAM', () => {
  it('believes no server that does not know the password', () => {
    for (const first of ['', 'r=other,s=AAAA,i=4096', 'r=nonce,s=AAAA,i=4096', 'r=nonceX,s=,i=4096', 'r=nonceX,s=AAAA,i=0', 'r=nonceX,s=AAAA,i=99999999', 'r=nonceX,s=AAAA,i=many']) {
      expect(() => beginScram('password', 'nonce').proof(first)).toThrow('as it should');
    }
    const exchange = beginScram('password', 'nonce');
    expect(exchange.proof('r=nonceX,s=AAAA,i=4096')).toMatch(/^c=biws,r=nonceX,p=/);
    for (const final of ['', 'v=', 'v=AAAA', 'e=other-error', `v=${Buffer.alloc(32).toString('base64')}`]) expect(() => exchange.checkServer(final)).toThrow('does not know the password');
    expect(() => beginScram('password').checkServer('v=AAAA')).toThrow('does not know the password');
  });

  it('keeps the same of a password however it is written', () => {
    const salt = Buffer.alloc(16, 7);
    expect(scramVerifier('\u{212B}ngstr\u{F6}m', salt)).toBe(scramVerifier('\u{C5}ngstro\u{308}m', salt));
    expect(scramVerifier('password', salt)).not.toContain('password');
  });
});

describe('names and passwords', () => {
  const word = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });

  it('go into an address and come out of it', () => {
    fc.assert(
      fc.property(word, word, (user, password) => {
        const old = new Secret('postgresql://old:key@db.example.com:5432/shop?sslmode=require');
        const made = likeKey(old, { user, password });
        expect(readLogin(made)).toEqual({ user, password });
        expect(made.reveal()).toMatch(/@db\.example\.com:5432\/shop\?sslmode=require$/);
      }),
    );
  });

  it('rows of MySQL of any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (raw) => {
        try {
          expect(rowTexts(Buffer.from(raw)).length).toBeLessThanOrEqual(60);
        } catch (error) {
          expect(error instanceof IncompleteError || error instanceof RangeError).toBe(true);
        }
      }),
    );
  });
});
