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

/** What runs in one's own house, by the id of the provider. */
export const HOUSES: Readonly<Record<string, Facts>> = { vault };
