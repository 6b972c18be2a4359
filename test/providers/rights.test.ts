import { describe, expect, it } from 'vitest';
import { StanchError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import type { HttpRequest, HttpResponse } from '#http/http.ts';
import { rightsIn } from '#providers/mysql/rights-in.ts';
import type { Provider } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';
import type { Rights } from '#providers/rights.ts';
import { base62 } from '../helpers/keys.ts';

type Reply = Omit<HttpResponse, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

const json = (body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({ status: 200, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });
const xml = (arn: string): Reply => ({ status: 200, body: `<GetCallerIdentityResponse><Arn>${arn}</Arn></GetCallerIdentityResponse>` });
const vault = (policies: readonly string[], rights: readonly string[]) => ({ url }: HttpRequest): Reply =>
  url.endsWith('lookup-self') ? json({ data: { accessor: 'a', type: 'service', policies } }) : json({ data: Object.fromEntries(['create-orphan', 'accessors', 'lookup-accessor', 'revoke-accessor'].map((name) => [`auth/token/${name}`, rights])) });
const google = (permissions: readonly string[]): Reply => json({ permissions: permissions.map((name) => `iam.${name}`) });
const KEYS = ['serviceAccountKeys.create', 'serviceAccountKeys.list', 'serviceAccountKeys.delete'];
const KEY_FILE = JSON.stringify({ type: 'service_account', project_id: 'p', client_email: 'a@p.iam', private_key_id: 'k1', private_key: 'x' });
const REPO = { permissions: { admin: true } };

const cloudflare = (...names: readonly string[]) => ({ url }: HttpRequest): Reply =>
  json({ success: true, result: url.endsWith('/verify') ? { id: 'own', status: 'active' } : { id: 'own', policies: [{ effect: 'allow', permission_groups: names.map((name) => ({ id: name, name })) }, { effect: 'deny', permission_groups: [{ id: 'x', name: 'DNS Write' }] }] } });

interface Case {
  readonly provider: string;
  readonly words: string;
  readonly answer: Reply | ((request: HttpRequest) => Reply);
  readonly rights: Partial<Rights>;
  readonly mode?: 'revoke';
}

const enough = { missing: [], excess: [] };
const CASES: readonly Case[] = [
  ...['gitlab', 'gitlab-deploy-token'].flatMap((provider): Case[] => [
    { provider, words: 'enough', answer: json({ scopes: ['api', 'read_user'] }), rights: { told: 'scopes api read_user', ...enough } },
    { provider, words: 'too little', answer: json({ scopes: ['read_api'] }), rights: { missing: ['api'], excess: [] } },
    { provider, words: 'too much', answer: json({ scopes: ['api', 'sudo'] }), rights: { missing: [], excess: ['sudo'] } },
  ]),
  { provider: 'gitea', words: 'the owner', answer: json({ login: 'alice', is_admin: false }), rights: { told: 'alice', ...enough } },
  { provider: 'gitea', words: 'an administrator, for somebody else', answer: json({ login: 'root', is_admin: true }), rights: enough },
  { provider: 'gitea', words: 'somebody else', answer: json({ login: 'bob', is_admin: false }), rights: { missing: ['to be the owner of the token or an administrator'] } },
  { provider: 'gitea', words: 'an owner who administers all', answer: json({ login: 'alice', is_admin: true }), rights: { excess: ['the administration of the server'] } },
  { provider: 'github-deploy-key', words: 'a classic token', answer: json(REPO, { 'x-oauth-scopes': 'repo' }), rights: enough },
  { provider: 'github-deploy-key', words: 'a token of another kind', answer: json(REPO), rights: { told: 'administers the repository', ...enough } },
  { provider: 'github-deploy-key', words: 'a reader', answer: json({ permissions: { admin: false } }), rights: { missing: ['Administration: write on the repository'] } },
  { provider: 'github-deploy-key', words: 'too much', answer: json(REPO, { 'x-oauth-scopes': 'repo, admin:org, delete_repo' }), rights: { missing: [], excess: ['admin:org', 'delete_repo'] } },
  { provider: 'aws', words: 'a user', answer: xml('arn:aws:iam::1:user/rotator'), rights: { told: 'arn:aws:iam::1:user/rotator', ...enough } },
  { provider: 'aws', words: 'the root user', answer: xml('arn:aws:iam::1:root'), rights: { excess: ['everything: it is the key of the root user'] } },
  { provider: 'vault', words: 'enough', answer: vault(['rotator'], ['update', 'list', 'sudo']), rights: { told: 'policies rotator', ...enough } },
  { provider: 'vault', words: 'no orphans', answer: vault(['app'], ['update', 'list']), rights: { missing: ['sudo on auth/token/create-orphan', 'sudo on auth/token/accessors'] } },
  { provider: 'vault', words: 'enough to end one', answer: vault(['app'], ['update']), mode: 'revoke', rights: enough },
  { provider: 'vault', words: 'root', answer: vault(['root'], ['root']), rights: { missing: [], excess: ['everything: it is a root token'] } },
  { provider: 'google-service-account', words: 'enough', answer: google(KEYS), rights: enough },
  { provider: 'google-service-account', words: 'enough to end one', answer: google(KEYS.slice(2)), mode: 'revoke', rights: enough },
  { provider: 'google-service-account', words: 'too little and too much', answer: google(['serviceAccountKeys.list', 'serviceAccounts.setIamPolicy']), rights: { missing: ['iam.serviceAccountKeys.create', 'iam.serviceAccountKeys.delete'], excess: ['iam.serviceAccounts.setIamPolicy'] } },
  ...[['cloudflare', 'API Tokens'], ['cloudflare-account', 'Account API Tokens']].flatMap(([provider = '', name = '']): Case[] => [
    { provider, words: 'enough', answer: cloudflare(`${name} Write`, `${name} Read`), rights: enough },
    { provider, words: 'too little', answer: cloudflare(`${name} Read`), rights: { missing: ['API_Tokens_Write'], excess: [] } },
    { provider, words: 'too much', answer: cloudflare(`${name} Write`, 'DNS Write'), rights: { missing: [], excess: ['DNS_Write'] } },
  ]),
  { provider: 'noxus', words: 'an administrator', answer: json({ id: 'k', tenant_admin: true }), rights: enough },
  { provider: 'noxus', words: 'nobody', answer: json({ id: 'k', tenant_admin: false }), rights: { missing: ['tenant administrator'] } },
  { provider: 'sendgrid', words: 'enough', answer: json({ scopes: ['api_keys.create', 'api_keys.read', 'api_keys.delete', 'mail.send'] }), rights: enough },
  { provider: 'sendgrid', words: 'too little and too much', answer: json({ scopes: ['api_keys.read', 'billing.update'] }), rights: { missing: ['api_keys.create', 'api_keys.delete'], excess: ['billing.update'] } },
];
/** Those that are asked by no HTTP: `test/lifecycle` has their real servers. */
const BY_SOCKET = ['mysql', 'postgres', 'redis'];

const providerOf = (id: string): Provider => PROVIDERS.find((provider) => provider.id === id) as Provider;

function read({ provider: id, mode }: Pick<Case, 'provider' | 'mode'>, answer: Case['answer']): Promise<Rights | undefined> {
  const provider = providerOf(id);
  const send = async (request: HttpRequest): Promise<HttpResponse> => ({ headers: {}, ...(typeof answer === 'function' ? answer(request) : answer) });
  const operator = new Secret(id === 'aws' ? `${'AKIA'}${'B'.repeat(16)}:${base62('operator', 40)}` : id === 'gitea' ? 'alice:word' : base62('operator', 40));
  const old = { id: id === 'gitea' ? 'alice/7' : 'old', value: new Secret(id === 'google-service-account' ? KEY_FILE : 'leaked') };
  return provider.readRights?.({ http: { send }, base: provider.base === '' ? 'https://host' : provider.base, operator, clock: Date, settings: { repo: 'acme/shop', project: 'acme/shop', account: 'a1' } }, old, mode ?? 'rotate') ?? Promise.resolve(undefined);
}

describe('the rights of the operator’s key', () => {
  it('are asked for by every provider that makes or ends keys with it, or it says why they cannot be', () => {
    const managing = PROVIDERS.filter((provider) => 'create' in provider || 'revoke' in provider);
    expect(managing.filter((provider) => 'readRights' in provider === 'rightsUntold' in provider).map(({ id }) => id)).toEqual([]);
    const others = PROVIDERS.filter((provider) => !managing.includes(provider));
    expect(others.filter((provider) => 'readRights' in provider || 'rightsUntold' in provider)).toEqual([]);
    const asking = managing.filter((provider) => 'readRights' in provider).map(({ id }) => id);
    expect(asking.toSorted()).toEqual([...new Set([...CASES.map(({ provider }) => provider), ...BY_SOCKET])].toSorted());
    process.stdout.write(`rights: ${asking.length} of ${managing.length} providers that make or end keys tell those of the operator's key\n`);
  });

  it.each(CASES)('$provider: $words', async (row) => {
    expect(await read(row, row.answer)).toMatchObject(row.rights);
  });

  it('are never read out of an answer that does not tell them', async () => {
    const bad: readonly Reply[] = [json({}), json([]), json({ scopes: 'api', permissions: true, tenant_admin: 'yes', login: 7, data: [] }), { status: 200, body: '<html>welcome</html>' }, { status: 403, body: '{"message":"no"}' }, { status: 401, body: '' }, { status: 500, body: 'oops' }];
    for (const provider of new Set(CASES.map((row) => row.provider))) {
      for (const answer of bad) {
        const rights: unknown = await read({ provider }, answer).catch((error: unknown) => error);
        if (rights !== undefined) expect(rights, `${provider} ${answer.body}`).toBeInstanceOf(StanchError);
      }
    }
  });

  it('stand in what SHOW GRANTS says, of which no hash is taken out', () => {
    const hash = `*${'A1'.repeat(20)}`;
    const grant = (rights: string, more = ''): string => `GRANT ${rights} ON *.* TO \`operator\`@\`%\` IDENTIFIED BY PASSWORD '${hash}'${more}`;
    expect(rightsIn([grant('PROCESS, CREATE USER, CONNECTION ADMIN'), 'GRANT SELECT ON `mysql`.`global_priv` TO `operator`@`%`'])).toMatchObject({ missing: [], excess: [] });
    expect(rightsIn([grant('CREATE USER, PROCESS, SUPER')])).toMatchObject({ missing: [], excess: ['SUPER'] });
    expect(rightsIn([grant('USAGE')])).toMatchObject({ missing: ['CREATE USER', 'PROCESS', 'CONNECTION ADMIN'] });
    expect(rightsIn([grant('PROCESS, CREATE USER, CONNECTION ADMIN, DROP, FILE')])).toMatchObject({ excess: ['DROP, FILE on *.*'] });
    const all = rightsIn([grant('ALL PRIVILEGES', ' WITH GRANT OPTION')]);
    expect([all?.missing, all?.excess]).toEqual([[], ['everything: all privileges on *.*']]);
    expect(JSON.stringify(all)).not.toContain(hash);
    expect(rightsIn(['GRANT `keepers` TO `operator`@`%`', grant('USAGE')])).toBeUndefined();
  });
});
