import { createHash } from 'node:crypto';
import { base62 } from '../keys.ts';
import type { Call, Facts, Reply, ServedKey, World } from './server.ts';

const DENIED: Reply = [403, { errors: ['permission denied'] }];

function tokenData({ id, label, value }: ServedKey): Reply {
  const data = { accessor: id, id: value, display_name: `token-${label}`, type: 'service', path: 'auth/token/create', policies: ['app', 'default'], period: 3600, creation_ttl: 3600, explicit_max_ttl: 0, renewable: true, num_uses: 0, meta: { owner: 'team' }, orphan: true };
  return [200, { data }];
}

function vaultManages(call: Call, world: World): Reply {
  const named = world.live().find(({ id }) => id === call.json['accessor']);
  switch (call.line) {
    case 'POST /v1/sys/capabilities-self':
      return [200, { capabilities: ['sudo', 'update'], data: { 'auth/token/create-orphan': ['sudo', 'update'] } }];
    case 'GET /v1/auth/token/accessors':
      return [200, { data: { keys: world.live().map(({ id }) => id) } }];
    case 'POST /v1/auth/token/lookup-accessor':
      return named === undefined ? [403, { errors: ['1 error occurred:\n\t* invalid accessor\n\n'] }] : tokenData(named);
    case 'POST /v1/auth/token/revoke-accessor':
      return world.end(named?.id, [204], [400, { errors: ['1 error occurred:\n\t* invalid accessor\n\n'] }]);
    case 'POST /v1/auth/token/create-orphan': {
      if (call.json['period'] !== '3600s' || JSON.stringify(call.json['policies']) !== '["app","default"]' || call.json['no_default_policy'] !== false) return [400, { errors: ['not like the old one'] }];
      const key = world.make(String(call.json['display_name']));
      return [200, { data: null, auth: { accessor: key.id, client_token: key.value, orphan: true } }];
    }
    default:
      return [404, { errors: [] }];
  }
}

/** Vault 1.14, as the real one answered (test/lifecycle/vault.test.ts). */
const vault: Facts = {
  mint: (n) => ({ id: `accessor-${n}`, value: `test-vault-${base62(`vault/${n}`, 24)}` }),
  vague: true,
  handle(call, world) {
    const shown = String(call.headers['x-vault-token']);
    const caller = world.by(shown);
    if (caller === undefined) return shown === world.operator ? vaultManages(call, world) : DENIED;
    if (call.line === 'GET /v1/auth/token/lookup-self') return tokenData(caller);
    return call.line === 'POST /v1/auth/token/revoke-self' ? world.end(caller.id, [204]) : DENIED;
  },
};

const NO_LOGIN: Reply = [401, { message: 'invalid username, password or token' }];
const eight = ({ value }: ServedKey): string => value.slice(-8);

/** Gitea 1.26, as the real one answered (test/lifecycle/gitea.test.ts). */
const gitea: Facts = {
  mint: (n) => ({ id: `alice/${n}`, value: createHash('sha1').update(`gitea/${n}`).digest('hex') }),
  operator: 'alice:password',
  handle(call, world) {
    const caller = world.by(call.shown);
    const isOperator = call.shown === world.operator;
    if (caller === undefined && !isOperator) return NO_LOGIN;
    if (call.line === 'GET /api/v1/user') return [200, { id: 2, login: 'alice' }];
    if (!isOperator) return [401, { message: 'auth required' }];
    const rows = world.live().map((key) => ({ id: Number(key.id.slice(6)), name: key.label, sha1: '', token_last_eight: eight(key), scopes: ['read:user'] }));
    if (call.line === 'GET /api/v1/users/alice/tokens') {
      const page = Number(call.query.get('page'));
      return [200, rows.slice(page * 2 - 2, page * 2), { 'x-total-count': String(rows.length) }];
    }
    if (call.line === 'POST /api/v1/users/alice/tokens') {
      if (JSON.stringify(call.json['scopes']) !== '["read:user"]') return [400, { message: 'access token must have a scope' }];
      if (rows.some(({ name }) => name === call.json['name'])) return [400, { message: 'access token name has been used already' }];
      const key = world.make(String(call.json['name']));
      return [201, { id: Number(key.id.slice(6)), name: key.label, sha1: key.value, token_last_eight: eight(key), scopes: ['read:user'] }];
    }
    return world.end(call.line.replace(/^DELETE \/api\/v1\/users\/alice\/tokens/, 'alice'), [204], [404, { message: 'not found' }]);
  },
};

/** GitLab by https://docs.gitlab.com/api/project_access_tokens: each token of a project has a user of its own. */
const gitlab: Facts = {
  mint: (n) => ({ id: `${100 + n}/${n}`, value: `test-gitlab-${base62(`gitlab/${n}`, 20)}` }),
  handle(call, world) {
    const shown = String(call.headers['private-token']);
    const caller = world.by(shown);
    const isOperator = shown === world.operator;
    if (caller === undefined && !isOperator) return [401, { message: '401 Unauthorized' }];
    const row = ({ id, label }: ServedKey): object => ({ id: Number(id.split('/')[1]), name: label, revoked: false, active: true, scopes: ['read_api'], user_id: Number(id.split('/')[0]), expires_at: '2027-01-31', access_level: 30 });
    const self = '/api/v4/personal_access_tokens/self';
    if (caller !== undefined) return call.line === `GET ${self}` ? [200, row(caller)] : call.line === `DELETE ${self}` ? world.end(caller.id, [204]) : [403, { error: 'insufficient_scope' }];
    if (call.line === `GET ${self}`) return [200, { id: 1, name: 'operator', revoked: false, active: true, scopes: ['api'], user_id: 1 }];
    const user = /^GET \/api\/v4\/users\/(\d+)$/.exec(call.line)?.[1];
    const isThere = world.live().some(({ id }) => id.startsWith(`${user}/`));
    if (user !== undefined && !isThere) return [404, { message: '404 User Not Found' }];
    if (user !== undefined) return [200, { id: Number(user), username: 'project_7_bot_0123456789abcdef', bot: true, state: 'active' }];
    const tree = '/api/v4/projects/7/access_tokens';
    if (call.line === `GET ${tree}`) {
      const [page, rows] = [Number(call.query.get('page')), world.live().map(row)];
      return call.query.get('state') === 'active' ? [200, rows.slice(page * 2 - 2, page * 2), { 'x-next-page': page * 2 < rows.length ? String(page + 1) : '' }] : [400, {}];
    }
    if (call.line === `POST ${tree}`) {
      const { scopes, expires_at: expires, access_level: level } = call.json;
      if (JSON.stringify([scopes, expires, level]) !== '[["read_api"],"2027-01-31",30]') return [400, { message: '400 Bad request' }];
      const key = world.make(String(call.json['name']));
      return [201, { ...row(key), token: key.value }];
    }
    const number = new RegExp(`^DELETE ${tree}/(\\d+)$`).exec(call.line)?.[1];
    return world.end(world.live().find(({ id }) => id.endsWith(`/${number}`))?.id, [204], [404, { message: '404 Not Found' }]);
  },
};

/** GitHub as a server of one's own plays it: whoever reports a token has to say who they are. */
const github: Facts = {
  contract: { file: 'github.json' },
  mint: (n) => ({ id: `token-${n}`, value: `test-github-${base62(`github/${n}`, 36)}` }),
  handle(call, world) {
    if (call.line === 'POST /credentials/revoke') {
      if (call.shown !== world.operator) return [403, { message: 'Forbidden' }];
      for (const value of (call.json['credentials'] as string[] | undefined) ?? []) Object.assign(world.by(value) ?? {}, { live: false });
      return [202, {}];
    }
    const caller = world.by(call.shown)?.id ?? (call.shown === world.operator ? 'operator' : undefined);
    if (caller === undefined) return [401, { message: 'Bad credentials' }];
    return call.line === 'GET /user' ? [200, { id: 1, login: caller }] : [404, { message: 'Not Found' }];
  },
};

/** Deploy tokens by https://docs.gitlab.com/api/deploy_tokens. */
const gitlabDeployToken: Facts = {
  mint: (n) => ({ id: String(n), value: `gitlab+deploy-token-${n}:test-${base62(`deploy/${n}`, 20)}` }),
  settings: { project: 'group/name' },
  vague: true,
  handle(call, world) {
    if (call.line === 'GET /group/name.git/info/refs') {
      if (world.by(call.shown) === undefined) return [401, 'HTTP Basic: Access denied. The provided password or token is incorrect'];
      return [200, '001e# service=git-upload-pack\n0000000eversion 2\n0000', { 'content-type': 'application/x-git-upload-pack-advertisement' }];
    }
    if (call.headers['private-token'] !== world.operator) return [401, { message: '401 Unauthorized' }];
    const tree = '/api/v4/projects/group%2Fname/deploy_tokens';
    const row = ({ id, label, value }: ServedKey): object => ({ id: Number(id), name: label, username: value.split(':')[0], expires_at: null, scopes: ['read_repository'], revoked: false, expired: false });
    if (call.line === `GET ${tree}`) {
      const page = Number(call.query.get('page'));
      return [200, world.live().map(row).slice(page * 2 - 2, page * 2), { 'x-next-page': page * 2 < world.live().length ? String(page + 1) : '' }];
    }
    if (call.line === `POST ${tree}`) {
      if (JSON.stringify(call.json['scopes']) !== '["read_repository"]') return [400, { message: 'scopes' }];
      const key = world.make(String(call.json['name']));
      return [201, { ...row(key), token: key.value.split(':')[1] }];
    }
    return world.end(call.line.replace(`DELETE ${tree}/`, ''), [204], [404, { message: '404 Not Found' }]);
  },
};

/** What runs in one's own house, by the id of the provider. */
export const HOUSES: Readonly<Record<string, Facts>> = { gitea, github, gitlab, 'gitlab-deploy-token': gitlabDeployToken, vault };
