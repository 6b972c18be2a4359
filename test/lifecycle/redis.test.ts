import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { ProviderContext } from '#providers/provider.ts';
import { REDIS } from '#providers/redis/redis.ts';
import { RedisSession, type Reply } from '#providers/redis/session.ts';
import { startCutter, type Cutter } from '../helpers/cutter.ts';
import { contextOf, crashEverywhere, cutEverywhere, freePort, RealRun, startService, verdictOn, waitFor, type RealService } from '../helpers/real-service.ts';
import { tlsVerdict } from '../helpers/tls-verdict.ts';

const ports = { aclfile: await freePort(), config: await freePort(), nowhere: await freePort() };
const tlsPort = await freePort();
const servers = {
  aclfile: await startService('redis.sh', [String(ports.aclfile), 'aclfile', String(tlsPort)]),
  config: await startService('redis.sh', [String(ports.config), 'config']),
  nowhere: await startService('redis.sh', [String(ports.nowhere), 'nowhere']),
};
type Mode = keyof typeof ports;

async function session(mode: Mode, user = 'default', secret = servers[mode]?.line['password'] ?? ''): Promise<RedisSession> {
  const made = await RedisSession.open({ host: '127.0.0.1', port: ports[mode], database: '', tls: false });
  await made.ask('AUTH', user, secret);
  return made;
}

async function admin(mode: Mode, ...words: string[]): Promise<Reply> {
  const made = await session(mode);
  const reply = await made.ask(...words);
  made.close();
  return reply;
}

describe.skipIf(Object.values(servers).includes(undefined))('a real Redis', () => {
  const modes = Object.keys(ports) as Mode[];
  const services = {} as Record<Mode, RealService>;
  let context: ProviderContext;
  let cutter: Cutter;
  let count = 0;
  const open = new Map<string, RedisSession>();

  beforeAll(async () => {
    for (const mode of modes) {
      await waitFor(async () => (await admin(mode, 'PING').catch(() => '')) === 'PONG');
      await admin(mode, 'ACL', 'SETUSER', 'operator', 'on', '>operator-password', '+acl', '+client|kill', '+config|get', '+config|rewrite', '+info');
      const newKey = async (): Promise<string> => {
        const [user, secret] = [`app-${(count += 1)}`, `pw-${count}:x`];
        await admin(mode, 'ACL', 'SETUSER', user, 'on', `>${secret}`, '~*', '+@all');
        open.set(`${user}:${secret}`, await session(mode, user, secret));
        return `${user}:${secret}`;
      };
      const isOpen = async (key: string): Promise<boolean> => (await open.get(key)?.ask('PING').catch(() => 'gone')) === 'PONG';
      services[mode] = { provider: REDIS, base: servers[mode]?.line['address'] ?? '', operator: 'operator:operator-password', newKey, isOpen, idForm: /\S+#[0-9a-f]{24}/g };
    }
    context = contextOf(services.aclfile);
    cutter = await startCutter(ports.aclfile, (bytes) => /(?:SETUSER|SAVE|GETUSER|KILL|INFO|CONFIG)/.test(bytes.toString('latin1')));
  });
  afterAll(async () => {
    await cutter?.close();
    for (const started of Object.values(servers)) await started?.stop();
  });

  it('tells what the operator’s user may do', async () => {
    const old = { id: '', value: new Secret('x:y') };
    const as = (operator: string): ProviderContext => ({ ...context, operator: new Secret(operator) });
    expect(await REDIS.readRights?.(context, old, 'rotate')).toMatchObject({ missing: [], excess: [] });
    await admin('aclfile', 'ACL', 'SETUSER', 'narrow', 'on', '>narrow-password', '-@all', '+acl|getuser', '+acl|dryrun', '+acl|whoami', '+info');
    expect(await REDIS.readRights?.(as('narrow:narrow-password'), old, 'rotate')).toMatchObject({ missing: ['ACL SETUSER', 'CLIENT KILL', 'CONFIG GET', 'CONFIG REWRITE'], excess: [] });
    expect(await REDIS.readRights?.(as(`default:${servers.aclfile?.line['password'] ?? ''}`), old, 'rotate')).toMatchObject({ missing: [], excess: ['every command (+@all)'] });
  });

  it('tells a password that is taken from one that is not', async () => {
    const key = await services.aclfile.newKey();
    const [user = ''] = key.split(':');
    expect(await verdictOn(services.aclfile, key)).toMatchObject({ state: 'live', account: user });
    expect(await verdictOn(services.aclfile, `${user}:wrong`)).toMatchObject({ state: 'unknown', refused: true });
    expect(await verdictOn(services.aclfile, `rediss://${user}:${encodeURIComponent(key.slice(user.length + 1))}@cache.example.com:1/2`)).toMatchObject({ state: 'live' });
    await admin('aclfile', 'ACL', 'SETUSER', 'anyone', 'on', 'nopass', '+@all');
    expect(await verdictOn(services.aclfile, 'anyone:anything')).toMatchObject({ state: 'unknown', why: expect.stringContaining('nopass') });
    await expect(verdictOn({ ...services.aclfile, base: `redis://127.0.0.1:${await freePort()}` }, key)).rejects.toThrow('ECONNREFUSED');
  });

  it.each([['aclfile'], ['config']] as const)('rotates with the rights that it asks for, and it lasts (%s)', async (mode) => {
    const run = await RealRun.begin(services[mode]);
    const [user = ''] = run.old.split(':');
    expect(await services[mode].isOpen?.(run.old)).toBe(true);
    const value = await run.finish('rotation');
    expect(value).toMatch(new RegExp(`^${user}:\\w{32}$`));
    const kept = readFileSync(`${servers[mode]?.line['folder']}/${mode === 'config' ? 'redis.conf' : 'users.acl'}`, 'utf8');
    const line = kept.split('\n').find((text) => text.startsWith(`user ${user} `));
    expect(line?.match(/#[0-9a-f]{64}/g)).toHaveLength(1);
    expect(kept).not.toContain(value.split(':')[1]);
  });

  it('rotates the password of a server that knows no users, in its form', async () => {
    const bare = servers.config?.line['password'] ?? '';
    const service = { ...services.config, newKey: async () => bare };
    const value = await (await RealRun.begin(service)).finish('default user');
    expect(value).toMatch(/^\w{32}$/);
    expect(await verdictOn(service, `redis://:${value}@localhost`)).toMatchObject({ state: 'live', account: 'default' });
    await expect(session('config', 'default', bare)).rejects.toThrow('WRONGPASS');
    // What comes after works with the new one.
    if (servers.config !== undefined) servers.config.line['password'] = value;
  });

  it('refuses where it would not last, or would not be everywhere', async () => {
    const old = { id: `app-0#${'0'.repeat(24)}`, value: new Secret('app-0:x') };
    await expect(REDIS.checkRoom?.(old, contextOf(services.nowhere))).rejects.toThrow('keeps its users nowhere');
    await admin('nowhere', 'REPLICAOF', '127.0.0.1', String(ports.aclfile));
    await expect(REDIS.checkRoom?.(old, contextOf(services.nowhere))).rejects.toThrow('one of several');
    await expect(REDIS.revoke?.(old.id, contextOf(services.nowhere))).rejects.toThrow('one of several');
    await admin('nowhere', 'REPLICAOF', 'NO', 'ONE');
  });

  it('names a password by nothing that it could be guessed back from', async () => {
    const key = await services.aclfile.newKey();
    const [user = ''] = key.split(':');
    const hash = createHash('sha256').update(key.slice(user.length + 1)).digest('hex');
    const words = JSON.stringify([await REDIS.identify?.(new Secret(key), context), await REDIS.list?.(context, { id: `${user}#${'0'.repeat(24)}`, value: new Secret(key) })]);
    expect(words).toContain(`${user}#`);
    expect(words).not.toContain(hash.slice(0, 8));
  });

  it('makes no user, ends nothing of others, and not its own password', async () => {
    const ghost = { id: `ghost#${'0'.repeat(24)}`, value: new Secret('ghost:x') };
    await expect(REDIS.create?.('', context, ghost)).rejects.toThrow('no such user');
    await REDIS.revoke?.(ghost.id, context);
    expect(await admin('aclfile', 'ACL', 'GETUSER', 'ghost')).toBeNull();
    const own = await REDIS.identify?.(new Secret('operator:operator-password'), context);
    const ownId = own?.exact === true ? own.id : '';
    await expect(REDIS.revoke?.(ownId, context)).rejects.toThrow('you work with');
    await expect(REDIS.checkRoom?.({ id: ownId, value: new Secret('operator:operator-password') }, context)).rejects.toThrow('you work with');
    const weak = { ...context, operator: new Secret('weak:weak') };
    await admin('aclfile', 'ACL', 'SETUSER', 'weak', 'on', '>weak', '+ping');
    await expect(REDIS.list?.(weak, ghost)).rejects.toThrow('NOPERM');
  });

  it('speaks TLS where it is wanted, with the certificate of that very name only', async () => {
    const ca = `${servers.aclfile?.line['folder']}/ca.pem`;
    const order = { provider: 'redis', key: await services.aclfile.newKey(), base: `rediss://localhost:${tlsPort}` };
    expect(await tlsVerdict(order, ca)).toMatchObject({ state: 'live' });
    expect(await tlsVerdict({ ...order, key: `${order.key}x` }, ca)).toMatchObject({ state: 'unknown', refused: true });
    expect(await tlsVerdict(order, undefined)).toMatchObject({ state: 'failed', why: expect.stringMatching(/UNABLE_TO_VERIFY|SELF_SIGNED/) });
    expect(await tlsVerdict({ ...order, base: `rediss://127.0.0.1:${tlsPort}` }, ca)).toMatchObject({ state: 'failed', why: expect.stringContaining('ALTNAME') });
  });

  it('survives a crash at every moment, and a cut at every command', async () => {
    const crashes = await crashEverywhere(services.aclfile);
    expect(crashes).toBeGreaterThan(30);
    const cuts = await cutEverywhere({ ...services.aclfile, base: `redis://127.0.0.1:${cutter.port}` }, cutter);
    expect(cuts).toBeGreaterThan(20);
    process.stdout.write(`redis (real)             crashes: ${crashes} of ${crashes} moments, cuts: ${cuts} (${cuts / 2} commands x 2), nothing lost\n`);
  }, 240_000);
});
