import { IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { Secret } from '#core/secret.ts';
import { fieldsOf, isFields, textField, type Fields } from '#http/answer.ts';
import type { HttpResponse } from '#http/http.ts';
import { failureOf, firstOf, keyOf, needFields, openApi, pathOf, type Api } from './api.ts';
import { isExactJson } from './exact-json.ts';
import type { SinkKind, SinkWorld } from './sink-kind.ts';
import type { Sink } from './sink.ts';
import { toolKeyOf } from './tool-keys.ts';

/** Vault, or OpenBao, which speaks as it does. */
interface Dialect {
  readonly title: string;
  readonly keys: readonly string[];
  readonly urls: readonly string[];
  readonly namespaces: readonly string[];
}

const VAULT: Dialect = { title: 'Vault', keys: ['STANCH_SINK_VAULT_KEY', 'VAULT_TOKEN'], urls: ['STANCH_SINK_VAULT_URL', 'VAULT_ADDR'], namespaces: ['STANCH_SINK_VAULT_NAMESPACE', 'VAULT_NAMESPACE'] };
const OPENBAO: Dialect = { title: 'OpenBao', keys: ['STANCH_SINK_OPENBAO_KEY', 'BAO_TOKEN'], urls: ['STANCH_SINK_OPENBAO_URL', 'BAO_ADDR'], namespaces: ['STANCH_SINK_OPENBAO_NAMESPACE', 'BAO_NAMESPACE'] };

interface Place {
  /** Path of the API for data. */
  readonly path: string;
  readonly words: string;
  readonly field: string;
}

/** What stands at a path: all fields, and the version that the next write must find. */
interface Stand {
  readonly data: Fields;
  readonly version: number;
}

/** @param place `MOUNT/PATH`, or `MOUNT//PATH` where the mount itself has slashes */
function placeOf(place: string, field: string): Place {
  const cut = place.indexOf('//');
  const [mount = '', ...rest] = cut === -1 ? place.split('/') : [place.slice(0, cut), ...place.slice(cut + 2).split('/')];
  if (rest.length === 0) throw new UsageError('a mount and a path are expected: MOUNT/PATH#FIELD');
  return { path: `/v1/${pathOf(mount.split('/'))}/data/${pathOf(rest)}`, words: `${field} in ${place}`, field };
}

const versionOf = (fields: unknown): number | undefined => (isFields(fields) && Number.isSafeInteger(fields['version']) ? Number(fields['version']) : undefined);

/** Reads the current version. A deleted one has no data but a version, by which the next write goes. */
async function standOf(api: Api, place: Place): Promise<Stand> {
  const response = await api.ask('GET', place.path);
  const step = { name: `read ${place.words}`, title: api.title };
  const outer = needFields(response, [200, 404], step);
  const data = isFields(outer['data']) ? outer['data'] : undefined;
  const version = versionOf(data?.['metadata']);
  if (response.status === 404) {
    if (data === undefined && !Array.isArray(outer['errors'])) throw failureOf(response, step.name, step.title);
    return { data: {}, version: version ?? 0 };
  }
  const fields = data?.['data'];
  if (!isFields(fields) || version === undefined) throw new IncompleteError(`${printable(step.name)}: that is no answer of a KV store of version 2`, 'look at the mount: version 1 keeps no versions to check against');
  return { data: fields, version };
}

function isConflict(response: HttpResponse): boolean {
  const errors = fieldsOf(response)?.['errors'];
  return response.status === 400 && Array.isArray(errors) && errors.some((error) => typeof error === 'string' && error.includes('check-and-set'));
}

/** Writes the one field where the token may, else all of them with that one changed; only onto the version that was read. */
async function write(api: Api, place: Place, value: string, { data, version }: Stand): Promise<HttpResponse> {
  const options = { cas: version };
  if (Object.keys(data).length > 0) {
    const response = await api.ask('PATCH', place.path, { body: { options, data: { [place.field]: value } }, headers: { 'content-type': 'application/merge-patch+json' } });
    // Tokens made before Vault 1.9 lack the capability `patch`, and servers before it the method.
    if (response.status !== 403 && response.status !== 405) return response;
    if (!isExactJson(data)) throw new UsageError(`${printable(place.words)} has numbers beside it that would lose digits`, 'give your token patch on the path');
  }
  return api.ask('POST', place.path, { body: { options, data: { ...data, [place.field]: value } } });
}

async function set(api: Api, place: Place, value: Secret): Promise<void> {
  const stand = await standOf(api, place);
  if (stand.data[place.field] === value.reveal()) return;
  const response = await write(api, place, value.reveal(), stand);
  const step = { name: `write ${place.words}`, title: api.title };
  if (isConflict(response)) throw new IncompleteError(`${printable(step.name)}: somebody else wrote at the same time`, 'nothing was changed; resume begins with what stands there now');
  const next = stand.version + 1;
  if (versionOf(needFields(response, [200], step)['data']) !== next) throw new IncompleteError(`${printable(step.name)}: ${api.title} does not say that it is version ${next}`, 'nothing is taken for delivered');
}

/**
 * Refuses a token that may read but not write, before there is a new key. Where the server does not tell what a token
 * may do, the write will.
 */
async function checkMayWrite(api: Api, place: Place, isNew: boolean): Promise<void> {
  const path = decodeURIComponent(place.path.replace(/^\/v1\//, ''));
  const response = await api.ask('POST', '/v1/sys/capabilities-self', { body: { path } });
  const data = fieldsOf(response)?.['data'];
  const capabilities = response.status === 200 && isFields(data) ? data['capabilities'] : undefined;
  if (!Array.isArray(capabilities)) return;
  const needed = ['root', ...(isNew ? ['create'] : ['update', 'patch'])];
  if (!needed.some((one) => capabilities.includes(one))) throw new UsageError(`your token may not write ${printable(place.words)}`, `give it ${isNew ? 'create' : 'patch or update'} on ${printable(path)}`);
}

function vaultSink(place: Place, dialect: Dialect, world: SinkWorld): Sink {
  const token = keyOf(world.env, dialect.keys, dialect.title, () => toolKeyOf('vault', world.env, ''));
  const namespace = firstOf(world.env, dialect.namespaces);
  const headers = (): Record<string, string> => ({ 'x-vault-token': token.reveal(), 'x-vault-request': 'true', ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }) });
  const api = openApi({ title: dialect.title, urlNames: dialect.urls, headers }, world);
  return {
    plan: `write ${printable(place.words)} on ${dialect.title} (${api.base}${namespace === undefined ? '' : `, namespace ${printable(namespace)}`}); older versions keep older values`,
    endpoint: `${api.base}${namespace === undefined ? '' : ` ${namespace}`}`,
    write: (value) => set(api, place, value),
    async readBack() {
      const value = textField((await standOf(api, place)).data, place.field);
      return value === undefined ? undefined : new Secret(value);
    },
    async look() {
      const { data, version } = await standOf(api, place);
      await checkMayWrite(api, place, version === 0);
      return version === 0 ? 'is not there yet' : `${place.field in data ? 'is there' : 'is a new field'}, version ${version} with ${Object.keys(data).length} fields`;
    },
  };
}

const kindOf = (id: string, dialect: Dialect, notes: readonly string[]): SinkKind => ({
  id,
  title: `${dialect.title} KV version 2`,
  grammar: 'MOUNT/PATH#FIELD',
  example: 'secret/shop/production#API_KEY',
  isReadable: true,
  tried: 'Vault itself, 1.14',
  variables: [
    { names: dialect.keys, doc: 'your token, with read, and patch or update (create for a new path), on MOUNT/data/PATH' },
    { names: dialect.urls, doc: `the address of your ${dialect.title}; has to be set` },
    { names: dialect.namespaces, doc: 'a namespace' },
  ],
  notes: [
    'Other fields of the path stay; the write is refused where somebody else wrote since they were read (check-and-set).',
    'Older versions keep the leaked value: destroy them when the old key is dead, if it must not be read any more.',
    'A token that may not write is told before there is a new key.',
    'MOUNT//PATH where the mount has slashes.',
    ...notes,
  ],
  open: ({ place, name }, world) => vaultSink(placeOf(place, name), dialect, world),
});

/** KV stores of version 2 (https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2). */
export const VAULT_KINDS: readonly SinkKind[] = [kindOf('vault', VAULT, []), kindOf('openbao', OPENBAO, ['The same interface as Vault, against which alone it was tried.'])];
