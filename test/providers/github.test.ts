import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { HttpRequest } from '#http/http.ts';
import { GITHUB } from '#providers/github/github.ts';
import { newSshKey, publicHalf } from '#providers/github/ssh-key.ts';
import type { ProviderContext } from '#providers/provider.ts';
import { base62 } from '../helpers/keys.ts';
import { OpenapiContract } from '../helpers/openapi-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'stanch-ssh-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hasKeygen = ((): boolean => {
  try {
    execFileSync('ssh-keygen', ['-?'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    // It says how it is used and ends with 1; where it is not there, with ENOENT.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
})();
if (!hasKeygen) process.stderr.write('\nSKIPPED: ssh-keygen is not here; what is read of private keys was not compared with it\n\n');

function fileOf(text: string): string {
  const file = join(folder, `key-${Math.random()}`);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
const half = (line: string): string => line.trim().split(' ').slice(0, 2).join(' ');

describe.skipIf(!hasKeygen)('private keys of SSH', () => {
  it.each([['ed25519', []], ['rsa', ['-b', '2048']], ['rsa', ['-b', '2048', '-m', 'PEM']], ['ecdsa', ['-b', '256']], ['ecdsa', ['-b', '384', '-m', 'PEM']], ['ecdsa', ['-b', '521']], ['ed25519', ['-N', 'a passphrase']]] as const)('%s %j: the public half is that of ssh-keygen', (type, more) => {
    const file = join(folder, `${type}${more.join('')}`.replaceAll(/\W/g, ''));
    execFileSync('ssh-keygen', ['-q', '-t', type, '-f', file, ...(more.includes('-N' as never) ? [] : ['-N', '']), ...more]);
    expect(publicHalf(new Secret(readFileSync(file, 'utf8')))).toBe(half(readFileSync(`${file}.pub`, 'utf8')));
  });

  it('a key that is made is one that ssh-keygen reads', () => {
    for (let n = 0; n < 5; n++) {
      const key = newSshKey();
      expect(half(execFileSync('ssh-keygen', ['-y', '-f', fileOf(key.reveal())], { encoding: 'utf8' }))).toBe(publicHalf(key));
    }
  });
});

describe('what is no private key of SSH', () => {
  it.each([
    ['a text', 'not a key'],
    ['a cut one', newSshKey().reveal().slice(0, 120)],
    ['an empty one', newSshKey().reveal().replace(/\n[\s\S]*\n(?=-)/, '\nAAAA\n')],
    ['an encrypted one of the old form', generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' }) as string],
    ['one for another use', generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string],
  ])('%s', (_name, text) => {
    expect(() => publicHalf(new Secret(text))).toThrow('no private key for SSH');
  });
});

describe('tokens of GitHub', () => {
  const token = ['gh', 'p_', 'x'.repeat(36)].join('');
  function world(base: string, answers: Record<string, { status: number; body?: unknown }>): { context: ProviderContext; told: HttpRequest[] } {
    const told: HttpRequest[] = [];
    const send = async (request: HttpRequest): Promise<{ status: number; headers: Record<string, string>; body: string }> => {
      told.push(request);
      const { status, body } = answers[`${request.method} ${request.url.slice(base.length)}`] ?? { status: 500 };
      return { status, headers: { 'content-type': 'application/json' }, body: body === undefined ? '' : JSON.stringify(body) };
    };
    return { context: { http: { send }, base, operator: new Secret('operator'), clock: Date, settings: {} }, told };
  }

  it('are reported at github.com by nobody, at another server by the operator', async () => {
    for (const [base, expected] of [['https://api.github.com', undefined], ['https://github.example/api/v3', 'Bearer operator']] as const) {
      const { context, told } = world(base, { 'POST /credentials/revoke': { status: 202 } });
      await GITHUB.endSelf?.(new Secret(token), context);
      expect(told[0]?.headers['authorization']).toBe(expected);
      expect(JSON.parse(told[0]?.body ?? '')).toEqual({ credentials: [token] });
    }
    const spam = world('https://api.github.com', { 'POST /credentials/revoke': { status: 422, body: {} } });
    await expect(GITHUB.endSelf?.(new Secret(token), spam.context)).rejects.toThrow('422');
  });

  it('of installations end themselves, and are asked what they may be asked', async () => {
    const own = new Secret(['gh', 's_', 'x'.repeat(36)].join(''));
    const { context, told } = world('https://api.github.com', { 'DELETE /installation/token': { status: 204 }, 'GET /installation/repositories?per_page=1': { status: 200, body: { total_count: 1, repositories: [{ owner: { login: 'acme' } }] } } });
    expect(await GITHUB.verify?.(own, context)).toMatchObject({ state: 'live', account: 'acme' });
    await GITHUB.endSelf?.(own, context);
    expect(told.at(-1)).toMatchObject({ method: 'DELETE', headers: { authorization: `Bearer ${own.reveal()}` } });
  });

  it('of an app are ended by whoever has its client id and secret, as GitHub describes it', async () => {
    const client = `Ov23li${base62('client', 14)}:${base62('client secret', 40)}`;
    const contract = new OpenapiContract(new URL('./contract/github.json', import.meta.url));
    const path = `/applications/${client.split(':')[0]}/token`;
    for (const prefix of ['o', 'u']) {
      const own = new Secret([`gh${prefix}`, 'x'.repeat(36)].join('_'));
      const { context, told } = world('https://github.example/api/v3', { [`DELETE ${path}`]: { status: 204 } });
      await GITHUB.endSelf?.(own, { ...context, operator: new Secret(client) });
      expect(told).toMatchObject([{ method: 'DELETE', headers: { authorization: `Basic ${Buffer.from(client).toString('base64')}` } }]);
      const matched = contract.operationOf('DELETE', path);
      expect(matched === undefined ? 'not documented' : contract.requestComplaint(matched, JSON.parse(told[0]?.body ?? ''))).toBeUndefined();
    }
    const { context, told } = world('https://github.example/api/v3', { 'POST /credentials/revoke': { status: 202 } });
    await GITHUB.endSelf?.(new Secret(token), { ...context, operator: new Secret(client) });
    expect(told).toMatchObject([{ method: 'POST' }]);
    const other = world('https://github.example/api/v3', { [`DELETE ${path}`]: { status: 404, body: {} } });
    await expect(GITHUB.endSelf?.(new Secret(['gh', 'o_', 'x'.repeat(36)].join('')), { ...other.context, operator: new Secret(client) })).rejects.toThrow('404');
  });

  it('for refreshing are not asked at all', async () => {
    const refresh = new Secret(['gh', 'r_', 'x'.repeat(76)].join(''));
    const { context, told } = world('https://api.github.com', {});
    expect(await GITHUB.verify?.(refresh, context)).toMatchObject({ state: 'not-verifiable' });
    expect(await GITHUB.identify?.(refresh, context)).toMatchObject({ exact: false });
    expect(told).toEqual([]);
  });

  it('are not called dead by a 403, which too many dead ones get, too', async () => {
    const { context } = world('https://api.github.com', { 'GET /user': { status: 403, body: { message: 'Maximum number of login attempts exceeded' } } });
    expect(await GITHUB.verify?.(new Secret(token), context)).toMatchObject({ state: 'unknown' });
  });
});
