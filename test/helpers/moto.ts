import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { withRetry } from '#http/retry.ts';
import { makeHttp } from '#http/send.ts';
import { signV4, type AwsKey } from '#http/sign-v4.ts';

/** A running moto, where every call is signed, looked up and checked against policies. */
export interface Moto {
  readonly base: string;
  /** A call of the query protocol; its body. */
  readonly call: (key: AwsKey, fields: Readonly<Record<string, string>>, service?: string) => Promise<{ status: number; body: string }>;
  /** A key that may do everything with keys of users. */
  readonly operator: AwsKey;
  readonly stop: () => void;
}

const MANAGE = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }] };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Id and secret in an answer to CreateAccessKey. */
export function keyIn(body: string): AwsKey {
  const text = (element: string): string => new RegExp(`<${element}>([^<]+)`).exec(body)?.[1] ?? '';
  return { id: text('AccessKeyId'), secret: text('SecretAccessKey') };
}

/** moto checks the signature of a body that it writes anew, with stars escaped. */
const formOf = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString().replaceAll('*', '%2A');

/** Starts moto by its script; undefined where it cannot be had. */
export async function startMoto(): Promise<Moto | undefined> {
  const port = await freePort();
  const child = spawn(new URL('../services/moto.sh', import.meta.url).pathname, [String(port)], { stdio: 'ignore' });
  const state = { ended: false };
  child.on('exit', () => (state.ended = true));
  child.on('error', () => (state.ended = true));
  const base = `http://127.0.0.1:${port}`;
  const http = makeHttp({ privateHosts: new Set(['127.0.0.1']) });
  const reset = (path: string, body = ''): Promise<{ status: number }> => http.send({ method: 'POST', url: `${base}/moto-api/${path}`, headers: {}, body });
  const isUp = async (): Promise<boolean> => (await reset('reset').catch(() => undefined))?.status === 200;
  while (!(await isUp())) {
    if (state.ended) return undefined;
    await setTimeout(200);
  }
  const call: Moto['call'] = (key, fields, service = 'iam') => {
    const request = { method: 'POST' as const, url: `${base}/`, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: formOf({ Version: '2010-05-08', ...fields }) };
    return withRetry(http, { now: () => 0, sleep: async () => undefined }).send(signV4(request, key, { service, region: 'us-east-1', at: new Date() }));
  };
  await reset('reset-auth', 'inf');
  const nobody = { id: `AKIA${'A'.repeat(16)}`, secret: 'a'.repeat(40) };
  await call(nobody, { Action: 'CreateUser', UserName: 'operator' });
  await call(nobody, { Action: 'PutUserPolicy', UserName: 'operator', PolicyName: 'manage', PolicyDocument: JSON.stringify(MANAGE) });
  const operator = keyIn((await call(nobody, { Action: 'CreateAccessKey', UserName: 'operator' })).body);
  await reset('reset-auth', '0');
  return { base, call, operator, stop: () => void child.kill('SIGKILL') };
}
