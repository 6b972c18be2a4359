import { IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { Secret } from '#core/secret.ts';
import { fieldsOf, isFields, textField, type Fields } from '#http/answer.ts';
import { needFields, openApi, type Api } from '../api.ts';
import type { SinkKind, SinkTarget, SinkWorld } from '../sink-kind.ts';
import type { Sink } from '../sink.ts';
import { KUBERNETES_KEYS, readCluster } from './kubeconfig.ts';

interface Place {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
  readonly words: string;
}

/** What is looked at of a Secret before it is changed. */
interface Kept {
  readonly version: string;
  readonly data: Fields;
  readonly manager?: string;
}

/** Names of RFC 1123, https://kubernetes.io/docs/concepts/overview/working-with-objects/names/. */
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/;
const KEY = /^[-._a-zA-Z0-9]{1,253}$/;

function placeOf(path: string, key: string): Place {
  const [namespace = '', name = '', ...rest] = path.split('/');
  if (!LABEL.test(namespace) || !SUBDOMAIN.test(name) || rest.length > 0 || !KEY.test(key)) throw new UsageError('that is no place of a Secret: NAMESPACE/SECRET#KEY is expected');
  return { namespace, name, key, words: `${key} of the Secret ${namespace}/${name}` };
}

const listOf = ({ namespace }: Place): string => `/api/v1/namespaces/${namespace}/secrets`;
const itemOf = (place: Place): string => `${listOf(place)}/${place.name}`;

/** @throws UsageError for a Secret that takes no change, or that somebody else writes */
function keptOf(fields: Fields, place: Place, step: { readonly name: string; readonly title: string }): Kept {
  const meta = isFields(fields['metadata']) ? fields['metadata'] : undefined;
  const version = textField(meta, 'resourceVersion');
  if (fields['kind'] !== 'Secret' || meta?.['name'] !== place.name || version === undefined) throw new IncompleteError(`${step.name}: that is no answer of Kubernetes`, 'something stands between; nothing is taken for delivered');
  if (fields['immutable'] === true) throw new UsageError(`the Secret ${place.namespace}/${place.name} is immutable`, 'make another one and point the programs to it');
  const owners = meta['ownerReferences'];
  const [owner] = Array.isArray(owners) ? owners.filter(isFields) : [];
  if (owner !== undefined) throw new UsageError(`the Secret ${place.namespace}/${place.name} is written by ${printable(`${String(owner['kind'])} ${String(owner['name'])}`)}, which would undo a change`, 'deliver to where that one takes its value from');
  const labels = isFields(meta['labels']) ? meta['labels'] : {};
  const manager = textField(labels, 'app.kubernetes.io/managed-by');
  return { version, data: isFields(fields['data']) ? fields['data'] : {}, ...(manager === undefined ? {} : { manager }) };
}

async function find(api: Api, place: Place): Promise<Kept | undefined> {
  const step = { name: `read ${place.words}`, title: api.title };
  const response = await api.ask('GET', itemOf(place));
  const fields = needFields(response, [200, 404], step);
  if (response.status === 200) return keptOf(fields, place, step);
  if (fields['reason'] !== 'NotFound') throw new IncompleteError(`${step.name}: that is no answer of Kubernetes`);
  return undefined;
}

/** A change of one key that the server takes only for the version that was read; a new Secret only where there is none. */
async function set(api: Api, place: Place, value: Secret): Promise<void> {
  const before = await find(api, place);
  const step = { name: `write ${place.words}`, title: api.title };
  const data = { [place.key]: Buffer.from(value.reveal()).toString('base64') };
  if (before?.data[place.key] === data[place.key]) return;
  const response =
    before === undefined
      ? await api.ask('POST', listOf(place), { body: { apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: { name: place.name, namespace: place.namespace }, data } })
      : await api.ask('PATCH', itemOf(place), { body: { metadata: { resourceVersion: before.version }, data }, headers: { 'content-type': 'application/merge-patch+json' } });
  const after = keptOf(needFields(response, [before === undefined ? 201 : 200], step), place, step);
  if (after.data[place.key] !== data[place.key] || after.version === before?.version) throw new IncompleteError(`${step.name}: Kubernetes said yes, but the Secret is not changed`, 'nothing is taken for delivered');
}

/** Refuses a user who may read but not write, before there is a new key. Where the server does not tell, the write will. */
async function checkMayWrite(api: Api, place: Place, verb: 'create' | 'patch'): Promise<void> {
  const resourceAttributes = { namespace: place.namespace, resource: 'secrets', verb, ...(verb === 'create' ? {} : { name: place.name }) };
  const response = await api.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } } });
  const status = response.status === 201 ? fieldsOf(response)?.['status'] : undefined;
  if (isFields(status) && status['allowed'] === false) throw new UsageError(`you may not ${verb} secrets in the namespace ${place.namespace}`, 'give your user or service account that right');
}

function kubernetesSink({ place: target, name }: SinkTarget, world: SinkWorld): Sink {
  const at = target.indexOf('@');
  const place = placeOf(at === -1 ? target : target.slice(0, at), name);
  const { server, context, token, tls } = readCluster(at === -1 ? '' : target.slice(at + 1), world);
  const headers = (): Record<string, string> => (token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` });
  const api = openApi({ title: 'Kubernetes', urlNames: [], own: server, headers, tls }, world);
  return {
    plan: `set ${printable(place.words)} in Kubernetes (${api.base}, context ${printable(context)}); programs that have it as a variable need a restart`,
    endpoint: api.base,
    write: (value) => set(api, place, value),
    async readBack() {
      const text = textField((await find(api, place))?.data, place.key);
      return text === undefined ? undefined : new Secret(Buffer.from(text, 'base64').toString('utf8'));
    },
    async look() {
      const kept = await find(api, place);
      await checkMayWrite(api, place, kept === undefined ? 'create' : 'patch');
      if (kept === undefined) return 'is not there yet';
      const manager = kept.manager === undefined ? '' : `, managed by ${printable(kept.manager)}, which may write over it`;
      return `${place.key in kept.data ? 'is there' : 'is a new key'}, with ${Object.keys(kept.data).length} keys in the Secret${manager}`;
    },
  };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/ */
export const KUBERNETES: SinkKind = {
  id: 'kubernetes',
  title: 'Kubernetes Secret',
  grammar: 'NAMESPACE/SECRET[@CONTEXT]#KEY',
  example: 'shop/keys@production#API_KEY',
  isReadable: true,
  tried: 'a local server made from its documentation, over TLS',
  variables: [
    { names: ['KUBECONFIG'], doc: 'your kubeconfig; else .kube/config at home. Its server counts as an address that you named' },
    { names: KUBERNETES_KEYS, doc: 'a token of a service account, with get, create and patch on secrets, where the kubeconfig has none of its own' },
  ],
  notes: [
    'Tokens and client certificates of the kubeconfig are taken; programs that it names are not run, proxies and unchecked certificates are refused.',
    'Other keys of the Secret stay; the change is refused where somebody else wrote since it was read (resourceVersion).',
    'A user who may not write is told before there is a new key.',
    'Refused: a Secret that is immutable, or that belongs to another object such as an ExternalSecret.',
  ],
  open: kubernetesSink,
};
