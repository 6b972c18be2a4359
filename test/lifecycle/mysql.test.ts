import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import { MYSQL } from '#providers/mysql/mysql.ts';
import { MysqlSession } from '#providers/mysql/session.ts';
import { contextOf, freePort, startService, verdictOn, waitFor, type RealService } from '../helpers/real-service.ts';
import { tlsVerdict } from '../helpers/tls-verdict.ts';

/** MySQL itself where there is one, and a server of its protocol and logins that somebody else wrote. */
const SERVERS = [
  ['a real MySQL', 'mysql.sh'],
  ['go-mysql-server', 'go-mysql.sh'],
] as const;

for (const [title, script] of SERVERS) {
  const port = await freePort();
  const started = await startService(script, [String(port)]);

  describe.skipIf(started === undefined)(title, () => {
    const { address: base = '', password: rootPassword = '', folder = '' } = started?.line ?? {};
    const service: RealService = { provider: MYSQL, base, operator: `root:${rootPassword}`, newKey: () => Promise.resolve('') };
    const [fresh, old] = ['fresh:pw-1:x@/y', 'old:pw-2:x@/y'] as const;
    const secure = { provider: 'mysql', key: fresh, base: `mysql://localhost:${port}/?ssl-mode=REQUIRED` };

    async function admin(sql: string): Promise<readonly (readonly string[])[]> {
      const session = await MysqlSession.open({ host: '127.0.0.1', port, database: '', tls: false }, { user: 'root', password: rootPassword });
      return session.query(sql).finally(() => session.close());
    }

    beforeAll(async () => {
      await waitFor(async () => (await admin('SELECT 1').catch(() => [])).length === 1);
      for (const [plugin, key] of [['caching_sha2_password', fresh], ['mysql_native_password', old]] as const) {
        const [user = '', ...rest] = key.split(':');
        // MySQL 9 has no native passwords any more.
        await admin(`CREATE USER ${user}@'%' IDENTIFIED WITH ${plugin} BY '${rest.join(':')}'`).catch((error: unknown) => expect([plugin, String(error)]).toEqual(['mysql_native_password', expect.stringContaining('1524')]));
      }
    }, 60_000);
    afterAll(() => started?.stop());

    it('is asked about a password of its own way: the password itself is said under TLS only', async () => {
      // One asks for the password itself, which it does not get; the other says no before (2012).
      const bare = await verdictOn(service, fresh).catch((error: unknown) => ({ state: 'unknown', why: String(error) }));
      expect(bare).toMatchObject({ state: 'unknown', why: expect.stringMatching(/said under TLS only|2012/) });
      expect(bare).not.toHaveProperty('refused');
      expect(await tlsVerdict(secure, `${folder}/ca.pem`)).toMatchObject({ state: 'live' });
      expect(await tlsVerdict({ ...secure, key: `${fresh}z` }, `${folder}/ca.pem`)).toMatchObject({ state: 'unknown', refused: true });
      expect(await tlsVerdict({ ...secure, key: 'nobody:here' }, `${folder}/ca.pem`)).toMatchObject({ state: 'unknown' });
      expect(await tlsVerdict(secure, undefined)).toMatchObject({ state: 'failed', why: expect.stringMatching(/UNABLE_TO_VERIFY|SELF_SIGNED/) });
    });

    it.skipIf(script !== 'mysql.sh')('takes a proof alone of a password that it has seen', async () => {
      await tlsVerdict(secure, `${folder}/ca.pem`);
      expect(await verdictOn(service, fresh)).toMatchObject({ state: 'live' });
    });

    it('is asked about passwords of the older way', async ({ skip }) => {
      if ((await admin("SELECT user FROM mysql.user WHERE user = 'old'")).length === 0) skip('this one has none any more');
      expect(await verdictOn(service, old)).toMatchObject({ state: 'live', account: expect.stringMatching(/^old@/) });
      expect(await verdictOn(service, `${old}z`)).toMatchObject({ state: 'unknown', refused: true });
    });

    it('is told apart from MariaDB: its passwords are changed by hand', async () => {
      const hasOld = (await admin("SELECT user FROM mysql.user WHERE user = 'old'")).length > 0;
      if (!hasOld) await tlsVerdict(secure, `${folder}/ca.pem`);
      expect(await MYSQL.identify?.(new Secret(hasOld ? old : fresh), contextOf(service))).toMatchObject({ exact: false, why: expect.stringContaining('RETAIN CURRENT PASSWORD') });
    });
  });
}
