import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isLoopbackHost, isPublicAddress } from '#http/address.ts';
import type { Http, HttpRequest, HttpResponse } from '#http/http.ts';
import { HttpError } from '#http/http-error.ts';
import { checkUrl } from '#http/request-policy.ts';
import { RETRY, retryAfter, withRetry } from '#http/retry.ts';
import { BODY_CAP, makeHttp } from '#http/send.ts';

const NONE = { privateHosts: new Set<string>() };
const LOCAL = { privateHosts: new Set(['127.0.0.1', 'localhost']) };
let server: Server | undefined;

async function serve(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((done) => started.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

async function faultOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(() => undefined, (reason: unknown) => reason);
  return error instanceof HttpError ? error.fault : `no HttpError: ${String(error)}`;
}

const get = (url: string): HttpRequest => ({ method: 'GET', url, headers: {} });

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

describe('addresses', () => {
  it.each(['10.1.2.3', '127.0.0.1', '169.254.169.254', '172.31.0.1', '192.168.1.1', '0.0.0.0', '100.64.0.1', '::1', '::', 'fe80::1', 'fd00::1', '::ffff:8.8.8.8', '64:ff9b::808:808', '2002:808:808::', 'ff02::1', 'name'])(
    '%s is not public',
    (address) => expect(isPublicAddress(address)).toBe(false),
  );

  it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

  it('knows loopback', () => {
    expect(['localhost', '127.9.9.9', '::1', '8.8.8.8', 'localhost.example'].map(isLoopbackHost)).toEqual([true, true, true, false, false]);
  });
});

describe('what may be asked', () => {
  it.each(['http://example.com/', 'http://127.0.0.1/', 'https://10.0.0.1/', 'https://[::1]/', 'https://2130706433/', 'https://u:p@example.com/', 'ftp://example.com/', 'nothing'])('refuses %s', (url) => {
    expect(() => checkUrl(url, NONE)).toThrow(HttpError);
  });

  it('allows plain http only on a loopback host that the operator named', () => {
    expect(checkUrl('http://127.0.0.1:1/', LOCAL).port).toBe('1');
    expect(() => checkUrl('http://10.0.0.1/', { privateHosts: new Set(['10.0.0.1']) })).toThrow(HttpError);
    expect(checkUrl('https://10.0.0.1/', { privateHosts: new Set(['10.0.0.1']) }).hostname).toBe('10.0.0.1');
  });

  it('refuses a name that resolves to a local address', async () => {
    expect(await faultOf(makeHttp(NONE).send(get('https://localhost:1/')))).toBe('refused');
  });
});

describe('an exchange', () => {
  it('sends what it was given and reads what comes back', async () => {
    const base = await serve((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => response.writeHead(201, { 'x-seen': `${request.method} ${request.url} ${String(request.headers['x-a'])}` }).end(body));
    });
    const answer = await makeHttp(LOCAL).send({ method: 'POST', url: `${base}/p?q=1`, headers: { 'x-a': 'b' }, body: 'hello' });
    expect(answer).toMatchObject({ status: 201, body: 'hello' });
    expect(answer.headers['x-seen']).toBe('POST /p?q=1 b');
  });

  it('does not follow a redirect', async () => {
    let calls = 0;
    const base = await serve((_, response) => {
      calls += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect((await makeHttp(LOCAL).send(get(base))).status).toBe(307);
    expect(calls).toBe(1);
  });

  it('stops at the cap of the body', async () => {
    const base = await serve((_, response) => response.end('x'.repeat(BODY_CAP + 1)));
    expect(await faultOf(makeHttp(LOCAL).send(get(base)))).toBe('too-large');
  });

  it('gives up on silence and on a body that drips', async () => {
    const silent = await serve(() => undefined);
    expect(await faultOf(makeHttp(LOCAL, { idle: 50, total: 5000 }).send(get(silent)))).toBe('timeout');
    expect(await faultOf(makeHttp(LOCAL, { idle: 5000, total: 50 }).send(get(silent)))).toBe('timeout');
  });

  it('reports a cut without path, header or body', async () => {
    const base = await serve((request) => request.socket.destroy());
    const error: unknown = await makeHttp(LOCAL).send({ ...get(`${base}/hidden?k=hidden`), headers: { 'x-k': 'hidden' } }).then(() => undefined, (reason: unknown) => reason);
    expect(error).toMatchObject({ fault: 'network' });
    expect(String(error)).not.toContain('hidden');
  });
});

function scripted(answers: readonly (Partial<HttpResponse> | HttpError)[]): { http: Http; calls: () => number } {
  let at = 0;
  return {
    calls: () => at,
    http: {
      async send() {
        const answer = answers[Math.min(at++, answers.length - 1)];
        if (answer instanceof HttpError) throw answer;
        return { status: 200, headers: {}, body: '', ...answer };
      },
    },
  };
}

describe('patience', () => {
  const waits: number[] = [];
  const waiter = { now: () => 0, sleep: async (time: number) => void waits.push(time) };
  afterEach(() => void (waits.length = 0));

  it('honours Retry-After, up to its cap', async () => {
    const { http } = scripted([{ status: 429, headers: { 'retry-after': '7' } }, { status: 503, headers: { 'retry-after': '999999999' } }, { status: 200 }]);
    expect((await withRetry(http, waiter).send(get('x'))).status).toBe(200);
    expect(waits).toEqual([7000, RETRY.longest]);
  });

  it('honours X-RateLimit-Reset in seconds and since the epoch, after Retry-After', async () => {
    const { http } = scripted([{ status: 429, headers: { 'x-ratelimit-reset': '3' } }, { status: 429, headers: { 'x-ratelimit-reset': '1700000005' } }, { status: 429, headers: { 'x-ratelimit-reset': '9', 'retry-after': '1' } }, { status: 200 }]);
    expect((await withRetry(http, { ...waiter, now: () => 1_700_000_000_000 }).send(get('x'))).status).toBe(200);
    expect(waits).toEqual([3000, 5000, 1000]);
    waits.length = 0;
    await withRetry(scripted([{ status: 429, headers: { 'x-ratelimit-reset': 'soon' } }, { status: 200 }]).http, waiter).send(get('x'));
    expect(waits).toEqual([RETRY.first]);
  });

  it('never sends a POST twice', async () => {
    const { http, calls } = scripted([{ status: 503 }, { status: 200 }]);
    expect((await withRetry(http, waiter).send({ ...get('x'), method: 'POST' })).status).toBe(503);
    const cut = scripted([new HttpError('network', 'h', 'd')]);
    expect(await faultOf(withRetry(cut.http, waiter).send({ ...get('x'), method: 'POST' }))).toBe('network');
    expect([calls(), cut.calls()]).toEqual([1, 1]);
  });

  it('ends, with the last answer', async () => {
    const { http, calls } = scripted([{ status: 500 }]);
    expect((await withRetry(http, waiter).send(get('x'))).status).toBe(500);
    expect(calls()).toBe(RETRY.attempts);
  });

  it('does not insist where it was refused', async () => {
    const { http, calls } = scripted([new HttpError('refused', 'h', 'd')]);
    expect(await faultOf(withRetry(http, waiter).send(get('x')))).toBe('refused');
    expect(calls()).toBe(1);
  });

  it('reads seconds and dates', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(['3', 'Thu, 01 Jan 2026 00:00:05 GMT', '-1', 'soon', undefined].map((value) => retryAfter(value, now))).toEqual([3000, 5000, undefined, undefined, undefined]);
  });
});
