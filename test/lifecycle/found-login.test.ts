import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyOfFinding, type LeakedKey } from '#app/lifecycle/leaked-key.ts';
import { makePlan, type RespondOptions } from '#app/lifecycle/make-plan.ts';
import { envFileSpecs } from '#app/lifecycle/sink-spec.ts';
import { scanFiles } from '#app/scan.ts';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { readRules } from '../../tools/read-rules.ts';
import { contextIn } from '../helpers/context.ts';
import { base62 } from '../helpers/keys.ts';

const DATABASES = ['postgres', 'mysql', 'redis'];
const ruleset = makeRuleset(readRules().filter(({ provider }) => DATABASES.includes(provider)));
const WORD = `${base62('found login', 14)}7`;
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-login-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The keys of all findings in a file, by a saved report. */
async function keysIn(text: string): Promise<LeakedKey[]> {
  writeFileSync(join(folder, 'settings.txt'), text);
  const context = contextIn(folder, { builtin: () => ruleset });
  const { report } = await scanFiles({ paths: ['settings.txt'], noIgnore: false, stdin: (async function* () {})() }, context);
  return Promise.all(report.findings.map(({ id }) => keyOfFinding(id, { folder, report }, context)));
}

async function onlyKey(text: string): Promise<LeakedKey> {
  const [key, other] = await keysIn(text);
  if (key === undefined || other !== undefined) throw new Error(`not one finding in ${text}`);
  return key;
}

/** What stands in a file, whose key it is, and the whole key. */
const WHOLE: readonly (readonly [text: string, provider: string, key: string])[] = [
  [`DATABASE_URL=postgres://app:${WORD}@db.acme.io:6432/shop?sslmode=require\n`, 'postgres', `postgres://app:${WORD}@db.acme.io:6432/shop?sslmode=require`],
  [`see (postgres://app:${WORD}@db.acme.io/shop).\n`, 'postgres', `postgres://app:${WORD}@db.acme.io/shop`],
  [`{"url": "postgresql+psycopg://app:${WORD}@db.acme.io/shop", "n": 1}\n`, 'postgres', `postgresql+psycopg://app:${WORD}@db.acme.io/shop`],
  [`u = f"postgres://app%40x:${WORD}@db.acme.io/\${NAME}"\n`, 'postgres', `postgres://app%40x:${WORD}@db.acme.io`],
  [`u = "postgres://app:${WORD}?#@db.acme.io/shop"\n`, 'postgres', `app:${WORD}?#`],
  [`db.acme.io:5432:shop:app:${WORD}\n`, 'postgres', `app:${WORD}`],
  [`conn = "host=db.acme.io port=5432 dbname=shop user=app password=${WORD}:x"\n`, 'postgres', `app:${WORD}:x`],
  [`conn = "host=db.acme.io password=${WORD} dbname=shop user=app"\n`, 'postgres', `app:${WORD}`],
  [`MYSQL_URL='mysql://app:${WORD}@db.acme.io/shop'\n`, 'mysql', `mysql://app:${WORD}@db.acme.io/shop`],
  [`dsn := "app:${WORD}@tcp(db.acme.io:3306)/shop"\n`, 'mysql', `app:${WORD}`],
  [`mysql -h db.acme.io -u app -p${WORD} shop\n`, 'mysql', `app:${WORD}`],
  [`mysqldump --host=db.acme.io --password='${WORD}' --user=app shop\n`, 'mysql', `app:${WORD}`],
  [`MYSQL_USER=app\nMYSQL_PASSWORD="${WORD}"\nREDIS_USER=other\n`, 'mysql', `app:${WORD}`],
  [Buffer.from(`url: postgres://app:${WORD}@db.acme.io/shop\n`).toString('base64'), 'postgres', `postgres://app:${WORD}@db.acme.io/shop`],
  [`REDIS_URL=redis://app:${WORD}@cache.acme.io:6379/0\n`, 'redis', `redis://app:${WORD}@cache.acme.io:6379/0`],
  [`REDIS_URL=redis://:${WORD}@cache.acme.io:6379/0\n`, 'redis', `redis://:${WORD}@cache.acme.io:6379/0`],
  [`REDIS_PASSWORD=${WORD}\n`, 'redis', WORD],
];

describe('a password that was found with its user', () => {
  it.each(WHOLE)('is a whole key: %s', async (text, provider, key) => {
    const found = await onlyKey(text);
    expect([found.provider.id, found.secret.reveal()]).toEqual([provider, key]);
  });

  it('is told from another one on the same line', async () => {
    const other = `${base62('another login', 14)}7`;
    const keys = await keysIn(`a: "postgres://one:${WORD}@db.acme.io/a", b: "postgres://two:${other}@db.acme.io/b"\n`);
    expect(keys.map(({ secret }) => secret.reveal()).sort()).toEqual([`postgres://one:${WORD}@db.acme.io/a`, `postgres://two:${other}@db.acme.io/b`]);
  });

  it('is refused where no user, or more than one, stands with it', async () => {
    await expect(onlyKey(`MYSQL_PASSWORD="${WORD}"\n`)).rejects.toThrow('only a part of a key');
    await expect(onlyKey(`mysql -h db.acme.io -p${WORD} shop\n`)).rejects.toThrow('only a part of a key');
    const two = onlyKey(`A=postgres://one:${WORD}@db.acme.io/a\nB=postgres://two:${WORD}@db.acme.io/b\n`);
    await expect(two).rejects.toThrow(/stands with 2 users: (?:one, two|two, one)/);
    await expect(onlyKey(`A=postgres://one:${WORD}@db.acme.io/a\nB=postgres://one:${WORD}@other.acme.io/b\n`)).resolves.toMatchObject({ provider: { id: 'postgres' } });
  });

  it('goes out in its pieces, unless it stands as an address', async () => {
    const world = { env: { STANCH_POSTGRES_URL: 'postgres://127.0.0.1:1' }, clock: { now: () => 0, sleep: async () => undefined } };
    const rotate = (file: string): RespondOptions => ({ mode: 'rotate', grace: 0, sinks: envFileSpecs(file, folder) });
    const apart = await onlyKey(`db.acme.io:5432:shop:app:${WORD}\n`);
    await expect(makePlan(apart, rotate('.env:PGPASS'), world)).rejects.toThrow('the pieces of this key stand apart');
    await expect(makePlan(apart, rotate('.env:PGUSER=user,PGPASSWORD=password'), world)).rejects.toThrow('ECONNREFUSED');
    const address = await onlyKey(`A=postgres://app:${WORD}@db.acme.io/a\n`);
    await expect(makePlan(address, rotate('.env:DATABASE_URL'), world)).rejects.toThrow('ECONNREFUSED');
  });
});
