import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { base62 } from '../helpers/keys.ts';
import { makeRespondStage, onlyId, runIdOf, type Ran, type RespondStage } from '../helpers/respond-stage.ts';
import { startGitHub, type GitHubServer } from '../helpers/sinks/github-server.ts';
import { startVaultServer, type VaultServer } from '../helpers/sinks/vault-server.ts';

const GITHUB = base62('github operator', 40);
const VAULT = base62('vault operator', 30);
const KEY = 'repos/acme/shop/actions/secrets/API_KEY';
let stage: RespondStage;
let github: GitHubServer;
let vault: VaultServer;
let id: string;
let leaked: string;

const env = (): Record<string, string> => ({ STANCH_SINK_GITHUB_URL: github.base, GITHUB_TOKEN: GITHUB, VAULT_ADDR: vault.base, VAULT_TOKEN: VAULT });
const run = (args: readonly string[]): Promise<Ran> => stage.run(args, { env: env() });
const TO = ['--to', 'github-actions:acme/shop#API_KEY', '--to', 'vault:secret/shop#API_KEY'];

beforeEach(async () => {
  [stage, github, vault] = [await makeRespondStage(), await startGitHub(GITHUB), await startVaultServer(VAULT)];
  leaked = stage.server.add('production').value;
  stage.repo.write('config.ts', `export const key = '${leaked}';\n`);
  stage.repo.commit('add a key');
  github.secrets.set(KEY, { value: leaked, changed: 1 });
  vault.versions.set('shop', [{ data: { API_KEY: leaked, OTHER: 'kept' } }]);
  id = onlyId((await run(['audit', '--format', 'json'])).out);
});
afterEach(async () => {
  await Promise.all([stage.cleanup(), github.close(), vault.close()]);
});

/** Calls that could change something; what a token may do is asked by POST. */
const changes = (): readonly string[] => [github.calls, vault.calls].flat().filter(({ method, line }) => method !== 'GET' && !line.endsWith('/capabilities-self')).map(({ line }) => line);
const isLive = (value: string): boolean => stage.server.keys.some((key) => key.value === value && key.live);
const made = (): readonly string[] => stage.server.keys.map(({ value }) => value).filter((value) => value !== leaked && value !== stage.server.operator);

describe('a rotation into a file of the repository', () => {
  const rotate = (...args: string[]): Promise<Ran> => run(['rotate', id, '--dotenv', 'a.env:API_KEY', ...args]);

  it('is refused where git tracks the file: the new key would leak as the old one did', async () => {
    stage.repo.write('a.env', `API_KEY=${leaked}\n`);
    stage.repo.git('add', '-f', 'a.env');
    expect(await rotate('--apply', '--yes')).toMatchObject({ code: 2, err: expect.stringMatching(/tracked by git[^]*git rm --cached a\.env/) });
    expect(made()).toEqual([]);
    stage.repo.git('rm', '-q', '--cached', 'a.env');
    expect(await rotate('--apply', '--yes')).toMatchObject({ code: 0 });
  });

  it('says whether git ignores the file', async () => {
    expect((await rotate()).out).toContain('git does not ignore it');
    stage.repo.write('.gitignore', '*.env\n');
    expect((await rotate()).out).toContain('a.env: git ignores it');
    stage.repo.write('.gitignore', '*.env\n!a.env\n');
    expect((await rotate()).out).toContain('git does not ignore it');
  });
});

describe('a rotation into stores that cannot be read', () => {
  it('is planned: where it is written, what stands there, what cannot be read back', async () => {
    const { code, out } = await run(['rotate', id, ...TO]);
    expect(code).toBe(0);
    expect(out).toContain(`deliver: set the secret API_KEY of repository acme/shop on GitHub (${github.base}): is there, changed at`);
    expect(out).toContain(`deliver: write API_KEY in secret/shop on Vault (${vault.base}); older versions keep older values: is there, version 1 with 2 fields`);
    expect(out).toMatch(/read back: the new key stands there\n.*read back: cannot be read back: a person says that it works there\n +by hand: Run a job that uses API_KEY/);
    expect(changes()).toEqual([]);
    expect(made()).toEqual([]);
  });

  it('waits for a person before the old key ends, and says so in the receipt', async () => {
    const begun = await run(['rotate', id, ...TO, '--apply', '--yes']);
    expect(begun).toMatchObject({ code: 3, out: expect.stringMatching(/by hand: Run a job that uses API_KEY[^]*--done works:1:1/) });
    const [fresh = ''] = made();
    expect([isLive(leaked), isLive(fresh), github.secrets.get(KEY)?.value, vault.versions.get('shop')?.at(-1)?.data]).toEqual([true, true, fresh, { API_KEY: fresh, OTHER: 'kept' }]);
    const again = await run(['resume', runIdOf(begun), id, '--yes']);
    expect([again.code, made(), isLive(leaked)]).toEqual([3, [fresh], true]);
    const other = await run(['resume', runIdOf(begun), id, '--yes', '--done', 'works:2:1']);
    expect([other.code, isLive(leaked)]).toEqual([3, true]);
    const ended = await run(['resume', runIdOf(begun), id, '--yes', '--done', 'works:1:1']);
    expect([ended.code, ended.err, made(), isLive(leaked), isLive(fresh)]).toEqual([0, '', [fresh], false, true]);
    const receipt = await run(['receipt', runIdOf(begun)]);
    expect(receipt.out).toContain('it cannot be read back, a person said that it works');
    expect(receipt.out).toContain('delivered and read back');
    const journal = readFileSync(join(stage.state, 'stanch', `${runIdOf(begun)}.jsonl`), 'utf8');
    for (const value of [leaked, fresh, GITHUB, VAULT]) for (const text of [begun.out, begun.err, again.out, ended.out, receipt.out, journal]) expect(text).not.toContain(value);
  });

  it('makes no key where a store would not take it', async () => {
    github.fault = ({ line }) => (line.endsWith('/public-key') ? 403 : 'none');
    expect(await run(['rotate', id, ...TO, '--apply', '--yes'])).toMatchObject({ code: 3, err: expect.stringContaining('GitHub answered 403') });
    const denied = await stage.run(['rotate', id, ...TO, '--apply', '--yes'], { env: { ...env(), GITHUB_TOKEN: '' } });
    expect(denied).toMatchObject({ code: 2, err: expect.stringContaining('a key of yours for GitHub is needed') });
    expect(made()).toEqual([]);
  });

  it('goes on only at the address of the plan', async () => {
    const begun = await run(['rotate', id, ...TO, '--apply', '--yes']);
    const elsewhere = await stage.run(['resume', runIdOf(begun), id, '--yes', '--done', 'works:1:1'], { env: { ...env(), VAULT_ADDR: 'https://vault.example.org' } });
    expect(elsewhere).toMatchObject({ code: 2, err: expect.stringContaining('is not that of the plan') });
    expect(isLive(leaked)).toBe(true);
  });

  it.each(['http before', 'http after'])('survives a write whose answer is lost (%s)', async (moment) => {
    github.fault = ({ method }) => (method !== 'PUT' ? 'none' : moment === 'http before' ? 'cut-before' : 'cut-after');
    const begun = await run(['rotate', id, ...TO, '--apply', '--yes']);
    expect([begun.code, isLive(leaked)]).toEqual([3, true]);
    github.fault = () => 'none';
    const resumed = await run(['resume', runIdOf(begun), id, '--yes']);
    expect(resumed.out).toMatch(/--done works:1:1/);
    // The value was found in the store that can be read: no second key was made.
    expect([made().length, github.secrets.get(KEY)?.value]).toEqual([1, made()[0]]);
    expect(await run(['resume', runIdOf(begun), id, '--yes', '--done', 'works:1:1'])).toMatchObject({ code: 0 });
    expect(isLive(leaked)).toBe(false);
  });

  it('is looked at by the doctor, without a change and in words', async () => {
    github.fault = ({ headers }) => (headers.authorization === `Bearer ${GITHUB}` ? 'none' : 401);
    const { out } = await run(['doctor', ...TO, '--to', 'nowhere:x#Y']);
    expect(out).toContain(`  ok  github-actions:acme/shop#API_KEY: set the secret API_KEY of repository acme/shop on GitHub (${github.base}): is there, changed at`);
    expect(out).toContain('  ok  github-actions:acme/shop#API_KEY: cannot be read back: a person has to say that it works there');
    expect(out).toContain('  ok  vault:secret/shop#API_KEY: can be read back');
    expect(out).toContain('  !   nowhere:x#Y: nowhere is no kind of place for a key');
    const denied = await stage.run(['doctor', ...TO], { env: { ...env(), GITHUB_TOKEN: 'wrong' } });
    expect(denied.out).toMatch(/ {2}! {3}github-actions:acme\/shop#API_KEY: look at API_KEY in repository acme\/shop: GitHub answered 401/);
    expect(changes()).toEqual([]);
  });

  it('says in help where a key can go', async () => {
    expect((await run(['rotate', '--help'])).out).toMatch(/--to KIND:PLACE#NAME +.*github-actions, .*vault, .*doppler/);
  });

  it('takes a kind that is none, and a place that is none, for words it does not know', async () => {
    expect(await run(['rotate', id, '--to', 'nowhere:x#Y'])).toMatchObject({ code: 2, err: expect.stringContaining('nowhere is no kind of place') });
    expect(await run(['rotate', id, '--to', 'vault:secret/shop'])).toMatchObject({ code: 2, err: expect.stringContaining('vault:MOUNT/PATH#FIELD') });
  });
});
