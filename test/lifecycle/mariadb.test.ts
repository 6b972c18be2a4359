import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import { MYSQL } from '#providers/mysql/mysql.ts';
import { MysqlSession } from '#providers/mysql/session.ts';
import type { ProviderContext } from '#providers/provider.ts';
import { startCutter, type Cutter } from '../helpers/cutter.ts';
import { base62 } from '../helpers/keys.ts';
import { contextOf, crashEverywhere, cutEverywhere, freePort, RealRun, startService, verdictOn, waitFor, type RealService } from '../helpers/real-service.ts';
import { shutOffFound } from '../helpers/shut-off-found.ts';
import { tlsVerdict } from '../helpers/tls-verdict.ts';

const port = await freePort();
const started = await startService('mariadb.sh', [String(port)]);

describe.skipIf(started === undefined)('a real MariaDB', () => {
  const { address: base = '', password = '', folder = '' } = started?.line ?? {};
  const opened = new Map<string, MysqlSession>();
  let service: RealService;
  let context: ProviderContext;
  let cutter: Cutter;
  let count = 0;

  const log = (user: string, secret: string): Promise<MysqlSession> => MysqlSession.open({ host: '127.0.0.1', port, database: '', tls: false }, { user, password: secret });
  async function admin(sql: string): Promise<readonly (readonly string[])[]> {
    const session = await log('root', password);
    const rows = await session.query(sql).finally(() => session.close());
    return rows;
  }
  async function newKey(): Promise<string> {
    const [user, secret] = [`app-${(count += 1)}`, `pw-${count}:x@/y`];
    await admin(`CREATE USER '${user}'@'%' IDENTIFIED BY '${secret}'`);
    opened.set(`${user}:${secret}`, await log(user, secret));
    return `${user}:${secret}`;
  }
  const hashesOf = async (user: string): Promise<number> => (await admin(`SHOW CREATE USER '${user}'@'%'`)).join('').match(/\*[0-9A-F]{40}/g)?.length ?? 0;

  beforeAll(async () => {
    await waitFor(async () => (await admin('SELECT 1').catch(() => [])).length === 1);
    await admin("CREATE USER operator@'127.0.0.1' IDENTIFIED BY 'operator-password'");
    await admin("GRANT CREATE USER, PROCESS, CONNECTION ADMIN ON *.* TO operator@'127.0.0.1'");
    await admin("GRANT SELECT ON mysql.global_priv TO operator@'127.0.0.1'");
    service = { provider: MYSQL, base, operator: 'operator:operator-password', newKey, isOpen: async (key) => (await opened.get(key)?.query('SELECT 1').catch(() => []))?.length === 1, idForm: /\S+#[0-9a-f]{24}/g };
    context = contextOf(service);
    // The fifth byte of a statement.
    cutter = await startCutter(port, (bytes) => bytes[4] === 3 && bytes[3] === 0);
  }, 120_000);
  afterAll(async () => {
    await cutter?.close();
    await started?.stop();
  });

  it('tells a password that is taken from one that is not', async () => {
    const key = await newKey();
    const [user = ''] = key.split(':');
    expect(await verdictOn(service, key)).toMatchObject({ state: 'live', account: `${user}@%` });
    expect(await verdictOn(service, `${user}:wrong`)).toMatchObject({ state: 'unknown', refused: true });
    expect(await verdictOn(service, 'nobody-here:wrong')).toMatchObject({ state: 'unknown', refused: true });
    expect(await verdictOn(service, `mysql://${user}:${encodeURIComponent(key.slice(user.length + 1))}@db.example.com:1/shop`)).toMatchObject({ state: 'live' });
    await admin("CREATE USER stale@'%' IDENTIFIED BY 'old' PASSWORD EXPIRE");
    await admin('SET GLOBAL disconnect_on_expired_password = ON');
    expect(await verdictOn(service, 'stale:old')).toMatchObject({ state: 'restricted' });
    await expect(verdictOn({ ...service, base: `mysql://127.0.0.1:${await freePort()}` }, key)).rejects.toThrow('ECONNREFUSED');
  });

  it('rotates with the rights that it asks for: for a while both passwords work, then the new one alone', async () => {
    const run = await RealRun.begin(service);
    const [user = ''] = run.old.split(':');
    let both = 0;
    const value = await run.finish('rotation');
    expect(value).toMatch(new RegExp(`^${user}:\\w{32}$`));
    expect(await hashesOf(user)).toBe(1);
    const again = await RealRun.begin({ ...service, newKey: async () => value });
    await again.go((moment, call) => {
      if (moment === 'after' && call === 'create') both = 1;
      if (both === 1 && call === 'write') throw new Error('stop');
    }).catch(() => undefined);
    expect(await hashesOf(user)).toBe(2);
    expect(await verdictOn(service, value)).toMatchObject({ state: 'live' });
    await again.finish('second rotation');
    expect(await hashesOf(user)).toBe(1);
  });

  it('keeps the other ways into an account, and changes every host that takes the password', async () => {
    const key = await newKey();
    const [user = ''] = key.split(':');
    const secret = key.slice(user.length + 1);
    await admin(`ALTER USER '${user}'@'%' IDENTIFIED VIA unix_socket OR mysql_native_password USING PASSWORD('${secret}')`);
    await admin(`CREATE USER '${user}'@'10.1.%' IDENTIFIED BY '${secret}'`);
    await admin(`CREATE USER '${user}'@'10.2.%' IDENTIFIED BY 'another'`);
    const run = await RealRun.begin({ ...service, newKey: async () => key, isOpen: async () => false });
    await run.finish('rotation');
    const ways = async (host: string): Promise<string> => (await admin(`SHOW CREATE USER '${user}'@'${host}'`)).join('');
    expect(await ways('%')).toContain('unix_socket');
    expect(await ways('%')).toContain((await ways('10.1.%')).match(/\*[0-9A-F]{40}/)?.[0]);
    expect(await ways('10.2.%')).not.toContain((await ways('10.1.%')).match(/\*[0-9A-F]{40}/)?.[0]);
  });

  it('leaves no way in where the leaked password was the only one, and ends no other user', async () => {
    const [key, bystander] = [await newKey(), await newKey()];
    const identity = await MYSQL.identify?.(new Secret(key), context);
    const id = identity?.exact === true ? identity.id : '';
    await MYSQL.revoke?.(id, context);
    await MYSQL.revoke?.(id, context);
    expect(await verdictOn(service, key)).toMatchObject({ refused: true });
    expect(await verdictOn(service, `${key.split(':')[0]}:`).catch((error: unknown) => String(error))).toMatch(/password alone/);
    expect(await service.isOpen?.(key)).toBe(false);
    expect([await verdictOn(service, bystander), await service.isOpen?.(bystander)]).toMatchObject([{ state: 'live' }, true]);
  });

  it('is shut off by a saved report alone, in the pieces that its programs read, and never asks the host that stands in the file', async () => {
    const [user, secret] = ['found-app', `${base62('found in a report', 12)}7`];
    await admin(`CREATE USER '${user}'@'%' IDENTIFIED BY '${secret}'`);
    const seen = await shutOffFound({
      provider: 'mysql',
      env: { STANCH_MYSQL_URL: base, STANCH_MYSQL_KEY: 'operator:operator-password' },
      textAt: (host) => `dsn := "${user}:${secret}@tcp(${host})/shop"\n`,
      place: 'MYSQL_USER=user,MYSQL_PASSWORD=password',
    });
    expect(seen).toMatchObject({ asked: 0, before: { code: 1, out: expect.stringMatching(/^live/) }, rotated: { code: 0 }, after: { out: expect.stringContaining('1045') } });
    expect(seen.written).toMatch(/^MYSQL_USER=found-app\nMYSQL_PASSWORD=\w{32}\n$/);
    expect(JSON.stringify(seen)).not.toContain(secret);
    expect(await hashesOf(user)).toBe(1);
  });

  it('tells what the operator’s user may do', async () => {
    const old = { id: '', value: new Secret('x:y') };
    const as = (operator: string): ProviderContext => ({ ...context, operator: new Secret(operator) });
    expect(await MYSQL.readRights?.(context, old, 'rotate')).toMatchObject({ missing: [], excess: [] });
    expect(await MYSQL.readRights?.(as(await newKey()), old, 'rotate')).toMatchObject({ missing: ['CREATE USER', 'PROCESS', 'CONNECTION ADMIN'], excess: [] });
    expect(await MYSQL.readRights?.(as(`root:${password}`), old, 'rotate')).toMatchObject({ missing: [], excess: ['everything: all privileges on *.*'] });
  });

  it('says what it may not do, and ends not its own password', async () => {
    const own = await MYSQL.identify?.(new Secret('operator:operator-password'), context);
    await expect(MYSQL.revoke?.(own?.exact === true ? own.id : '', context)).rejects.toThrow('you work with');
    const weak = { ...context, operator: new Secret(await newKey()) };
    await expect(MYSQL.identify?.(new Secret(await newKey()), weak)).rejects.toThrow('1142');
    await expect(MYSQL.create?.('', context, { id: `ghost#${'0'.repeat(24)}`, value: new Secret('ghost:x') })).rejects.toThrow('no account');
  });

  it('says no password to the log of the server', async () => {
    const value = await (await RealRun.begin(service)).finish('rotation');
    const general = readFileSync(`${folder}/data/general.log`, 'utf8');
    expect(general).toContain('ALTER USER');
    expect(general).not.toContain(value.split(':')[1]);
  });

  it('speaks TLS where it is wanted, with the certificate of that very name only', async () => {
    const order = { provider: 'mysql', key: await newKey(), base: `mysql://localhost:${port}/?ssl-mode=REQUIRED` };
    expect(await tlsVerdict(order, `${folder}/ca.pem`)).toMatchObject({ state: 'live' });
    expect(await tlsVerdict({ ...order, key: `${order.key}x` }, `${folder}/ca.pem`)).toMatchObject({ state: 'unknown', refused: true });
    expect(await tlsVerdict(order, undefined)).toMatchObject({ state: 'failed', why: expect.stringMatching(/UNABLE_TO_VERIFY|SELF_SIGNED/) });
    expect(await tlsVerdict({ ...order, base: order.base.replace('localhost', '127.0.0.1') }, `${folder}/ca.pem`)).toMatchObject({ state: 'failed', why: expect.stringContaining('ALTNAME') });
  });

  it('survives a crash at every moment, and a cut at every statement', async () => {
    const crashes = await crashEverywhere(service);
    expect(crashes).toBeGreaterThan(30);
    const cuts = await cutEverywhere({ ...service, base: `mysql://127.0.0.1:${cutter.port}` }, cutter);
    expect(cuts).toBeGreaterThan(15);
    process.stdout.write(`mariadb (real)           crashes: ${crashes} of ${crashes} moments, cuts: ${cuts} (${cuts / 2} statements x 2), nothing lost\n`);
  }, 240_000);
});
