import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import { POSTGRES } from '#providers/postgres/postgres.ts';
import { PostgresSession } from '#providers/postgres/session.ts';
import type { ProviderContext } from '#providers/provider.ts';
import { startCutter, type Cutter } from '../helpers/cutter.ts';
import { contextOf, crashEverywhere, cutEverywhere, freePort, RealRun, startService, verdictOn, waitFor, type RealService } from '../helpers/real-service.ts';
import { makeRespondStage, type Ran } from '../helpers/respond-stage.ts';
import { shutOffFound } from '../helpers/shut-off-found.ts';
import { tlsVerdict } from '../helpers/tls-verdict.ts';

const port = await freePort();
const started = await startService('postgres.sh', [String(port)]);

describe.skipIf(started === undefined)('a real PostgreSQL', () => {
  const { address: base = '', password = '', folder = '' } = started?.line ?? {};
  let service: RealService;
  let context: ProviderContext;
  let cutter: Cutter;
  let count = 0;

  /** PostgreSQL's own client: what it says of a login is true of programs. */
  async function psql(user: string, secret: string, sql: string): Promise<string> {
    const env = { ...process.env, PGPASSWORD: secret, PGCONNECT_TIMEOUT: '5' };
    const args = ['-h', '127.0.0.1', '-p', String(port), '-U', user, '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-qAtc', sql];
    return (await promisify(execFile)('psql', args, { env })).stdout.trim();
  }
  const admin = (sql: string): Promise<string> => psql('postgres', password, sql);
  async function newRole(prefix = 'app', extra = ''): Promise<{ user: string; secret: string; key: string }> {
    const [user, secret] = [`${prefix}-${(count += 1)}`, `Pw:${count}@x/y`];
    await admin(`CREATE ROLE "${user}" LOGIN PASSWORD '${secret}' ${extra}; GRANT "${user}" TO operator WITH ADMIN OPTION`);
    return { user, secret, key: `${user}:${secret}` };
  }
  const opened = new Map<string, PostgresSession>();
  async function openRole(): Promise<string> {
    const { user, secret, key } = await newRole();
    opened.set(key, await PostgresSession.open({ host: '127.0.0.1', port, database: '', tls: false }, { user, password: secret }));
    return key;
  }
  const split = (key: string): [string, string] => [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)];

  beforeAll(async () => {
    await admin("CREATE ROLE operator LOGIN CREATEROLE PASSWORD 'operator-password'; GRANT pg_signal_backend TO operator");
    service = { provider: POSTGRES, base, operator: 'operator:operator-password', newKey: openRole, isOpen: async (key) => (await opened.get(key)?.query('SELECT 1').catch(() => []))?.length === 1 };
    context = contextOf(service);
    cutter = await startCutter(port, (bytes) => bytes[0] === 0x51);
  });
  afterAll(async () => {
    await cutter?.close();
    await started?.stop();
  });

  it('tells a password that is taken from one that is not', async () => {
    const { user, key } = await newRole();
    expect(await verdictOn(service, key)).toMatchObject({ state: 'live', account: user });
    expect(await verdictOn(service, `${user}:wrong`)).toMatchObject({ state: 'unknown', refused: true });
    expect(await verdictOn(service, `nobody-here:wrong`)).toMatchObject({ state: 'unknown', refused: true });
    expect(await verdictOn({ ...service, base: `${base}/nowhere` }, key)).toMatchObject({ state: 'live', why: expect.stringContaining('3D000') });
    const url = `postgres://${user}:${encodeURIComponent(split(key)[1])}@db.example.com:6543/shop?sslmode=require`;
    expect(await verdictOn(service, url)).toMatchObject({ state: 'live' });
    await expect(verdictOn({ ...service, base: `postgres://127.0.0.1:${await freePort()}` }, key)).rejects.toThrow('ECONNREFUSED');
  });

  it('believes no server that asks for no password, and speaks the older ways, too', async () => {
    await admin("CREATE ROLE trusted LOGIN PASSWORD 'x'; SET password_encryption = 'md5'; CREATE ROLE hashed LOGIN PASSWORD 'old way'; CREATE ROLE plain LOGIN PASSWORD 'bare'");
    expect(await verdictOn(service, 'trusted:anything')).toMatchObject({ state: 'unknown', why: expect.stringContaining('without a password') });
    expect(await POSTGRES.identify?.(new Secret('trusted:anything'), context)).toMatchObject({ exact: false });
    for (const [key, wrong] of [['hashed:old way', 'hashed:other'], ['plain:bare', 'plain:other']] as const) {
      expect(await verdictOn(service, key)).toMatchObject({ state: 'live' });
      expect(await verdictOn(service, wrong)).toMatchObject({ refused: true });
    }
  });

  it('rotates with the rights that it asks for: the new role does what the old one did, as the old one', async () => {
    const run = await RealRun.begin(service);
    const [user] = split(run.old);
    await admin(`CREATE SCHEMA "s-${user}" AUTHORIZATION "${user}"; ALTER ROLE "${user}" SET search_path TO "s-${user}", public; ALTER ROLE "${user}" IN DATABASE postgres SET statement_timeout TO '7s'`);
    await psql(...split(run.old), 'CREATE TABLE mine (n int); INSERT INTO mine VALUES (7)');
    const value = await run.finish('rotation');
    const [newUser, newSecret] = split(value);
    expect(newUser).toMatch(/^stanch-/);
    expect(await psql(newUser, newSecret, 'SELECT session_user, current_user, n, current_setting($$statement_timeout$$) FROM mine')).toBe(`${newUser}|${user}|7|7s`);
    await psql(newUser, newSecret, 'CREATE TABLE later (n int)');
    expect(await admin(`SELECT tableowner FROM pg_tables WHERE tablename = 'later'`)).toBe(user);
    await expect(psql(...split(run.old), 'SELECT 1')).rejects.toThrow('password authentication failed');
    // The second time: the replacement is replaced, and nothing of it stays.
    const again = await RealRun.begin({ ...service, newKey: async () => value });
    const third = await again.finish('second rotation');
    expect(await psql(...split(third), 'SELECT current_user, n FROM mine')).toBe(`${user}|7`);
    expect(await admin(`SELECT count(*) FROM pg_roles WHERE rolname = '${newUser}'`)).toBe('0');
  });

  it('ends sessions that are open: a new password alone would not', async () => {
    const { user, secret } = await newRole();
    const session = spawn('psql', ['-h', '127.0.0.1', '-p', String(port), '-U', user, '-d', 'postgres', '-qAt'], { env: { ...process.env, PGPASSWORD: secret }, stdio: ['pipe', 'pipe', 'pipe'] });
    const ended = new Promise<string>((done) => {
      let text = '';
      session.stderr.on('data', (part: Buffer) => (text += String(part)));
      session.on('exit', () => done(text));
    });
    session.stdin.on('error', () => undefined);
    session.stdin.write("SELECT 'open';\n");
    await new Promise((open) => session.stdout.once('data', open));
    await admin(`ALTER ROLE "${user}" PASSWORD 'another one'`);
    expect(await admin(`SELECT count(*) FROM pg_stat_activity WHERE usename = '${user}'`)).toBe('1');
    await POSTGRES.revoke?.(user, context);
    expect(await admin(`SELECT count(*) FROM pg_stat_activity WHERE usename = '${user}'`)).toBe('0');
    session.stdin.write('SELECT 1;\n');
    expect(await ended).toContain('terminating connection');
    await POSTGRES.revoke?.(user, context);
    await POSTGRES.revoke?.('never-there', context);
  });

  it('says no password to the log of the server', async () => {
    const run = await RealRun.begin(service);
    const value = await run.finish('rotation');
    const log = readFileSync(`${folder}/log`, 'utf8');
    expect(log).toContain('CREATE ROLE "stanch-');
    expect(log).not.toContain(split(value)[1]);
  });

  it('keeps the form of an address, whose host it never asks', async () => {
    const { user, secret } = await newRole();
    const address = `postgresql://${user}:${encodeURIComponent(secret)}@attacker.example:1/shop?application_name=a`;
    const value = await (await RealRun.begin({ ...service, newKey: async () => address })).finish('address');
    expect(value).toMatch(/^postgresql:\/\/stanch-[\w-]+:\w{32}@attacker\.example:1\/shop\?application_name=a$/);
    expect(POSTGRES.part?.(new Secret(value), 'user').reveal()).toMatch(/^stanch-/);
    expect(POSTGRES.part?.(new Secret(value), 'password').reveal()).toMatch(/^\w{32}$/);
    expect(POSTGRES.isWhole?.(new Secret('password-alone'))).toBe(false);
  });

  it('is shut off by a saved report alone, and never asks the host that stands in the file', async () => {
    const { user, secret } = await newRole();
    const written = encodeURIComponent(secret);
    const seen = await shutOffFound({
      provider: 'postgres',
      env: { STANCH_POSTGRES_URL: base, STANCH_POSTGRES_KEY: 'operator:operator-password' },
      textAt: (host) => `DATABASE_URL=postgres://${user}:${written}@${host}/shop\n`,
      place: 'DATABASE_URL',
    });
    expect(seen).toMatchObject({ asked: 0, before: { code: 1, out: expect.stringMatching(/^live/) }, rotated: { code: 0 }, after: { out: expect.stringContaining('28P01') } });
    expect(seen.written).toMatch(/^DATABASE_URL="?postgres:\/\/stanch-[\w-]+:\w{32}@127\.0\.0\.1:\d+\/shop"?\n$/);
    expect(JSON.stringify(seen)).not.toContain(written);
    await expect(psql(user, secret, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('tells what the operator’s role may do, and takes one that may do everything only where that is said', async () => {
    const { user, key } = await newRole();
    // Before PostgreSQL 16 CREATEROLE is a right over every role.
    const hasOptions = Number(await admin('SHOW server_version_num')) >= 160_000;
    const old = { id: user, value: new Secret(key) };
    const as = (operator: string): ProviderContext => ({ ...context, operator: new Secret(operator) });
    expect(await POSTGRES.readRights?.(context, old, 'rotate')).toEqual({ told: 'role operator', missing: [], excess: [] });
    expect(await POSTGRES.readRights?.(as((await newRole('weak')).key), old, 'rotate')).toMatchObject({ missing: ['CREATEROLE', 'pg_signal_backend', ...(hasOptions ? [`ADMIN OPTION on ${user}`] : [])], excess: [] });
    expect(await POSTGRES.readRights?.(as(`postgres:${password}`), old, 'rotate')).toMatchObject({ missing: [], excess: ['everything: it is a superuser'] });
    const stage = await makeRespondStage();
    const rotate = (...flags: string[]): Promise<Ran> => stage.run(['rotate', '--stdin', '--provider', 'postgres', '--dotenv', 'new.env:LOGIN', ...flags], { input: key, env: { STANCH_POSTGRES_URL: base, STANCH_POSTGRES_KEY: `postgres:${password}` } });
    expect(await rotate()).toMatchObject({ code: 0, out: expect.stringMatching(/your key: role postgres\nyour key may do more than is needed: everything: it is a superuser/) });
    expect(await rotate('--apply', '--yes')).toMatchObject({ code: 2, err: expect.stringMatching(/may do more than is needed[^]*--wide-key/) });
    expect(await verdictOn(service, key)).toMatchObject({ state: 'live' });
    expect(await rotate('--apply', '--yes', '--wide-key')).toMatchObject({ code: 0, out: expect.stringContaining('proved dead') });
    await stage.cleanup();
  });

  it('touches neither superusers nor its own role, and says what it may not do', async () => {
    await admin('CREATE ROLE boss LOGIN SUPERUSER');
    const old = (id: string) => ({ id, value: new Secret(`${id}:x`) });
    await expect(POSTGRES.checkRoom?.(old('boss'), context)).rejects.toThrow('a superuser');
    await expect(POSTGRES.checkRoom?.(old('operator'), context)).rejects.toThrow('the role that you work with');
    const weak = { ...context, operator: new Secret((await newRole('weak')).key) };
    await expect(POSTGRES.create?.('stanch-x', weak, { id: 'operator', value: new Secret('operator:x') })).rejects.toThrow('42501');
    await expect(POSTGRES.revoke?.('operator', weak)).rejects.toThrow('42501');
    expect(await verdictOn(service, 'operator:operator-password')).toMatchObject({ state: 'live' });
    await waitFor(async () => (await admin("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'stanch'")) === '0');
  });

  it('speaks TLS where it is wanted, with the certificate of that very name only', async () => {
    const { key } = await newRole();
    const order = { provider: 'postgres', key, base: `postgres://localhost:${port}/postgres?sslmode=verify-full` };
    expect(await tlsVerdict(order, `${folder}/ca.pem`)).toMatchObject({ state: 'live' });
    expect(await tlsVerdict({ ...order, key: `${key}x` }, `${folder}/ca.pem`)).toMatchObject({ state: 'unknown', refused: true });
    expect(await tlsVerdict(order, undefined)).toMatchObject({ state: 'failed', why: expect.stringMatching(/UNABLE_TO_VERIFY|SELF_SIGNED/) });
    expect(await tlsVerdict({ ...order, base: order.base.replace('localhost', '127.0.0.1') }, `${folder}/ca.pem`)).toMatchObject({ state: 'failed', why: expect.stringContaining('ALTNAME') });
    await admin('ALTER SYSTEM SET ssl = off');
    await admin('SELECT pg_reload_conf()');
    await waitFor(async () => (await admin('SHOW ssl')) === 'off');
    expect(await tlsVerdict(order, `${folder}/ca.pem`)).toMatchObject({ state: 'failed', why: expect.stringContaining('does not offer TLS') });
  });

  it('survives a crash at every moment, and a cut at every statement', async () => {
    const crashes = await crashEverywhere(service);
    expect(crashes).toBeGreaterThan(30);
    const cuts = await cutEverywhere({ ...service, base: `postgres://127.0.0.1:${cutter.port}` }, cutter);
    expect(cuts).toBeGreaterThan(15);
    process.stdout.write(`postgres (real)          crashes: ${crashes} of ${crashes} moments, cuts: ${cuts} (${cuts / 2} statements x 2), nothing lost\n`);
  }, 240_000);
});
