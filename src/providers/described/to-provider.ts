import { IncompleteError, UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import { rightsOf, type Rights } from '../rights.ts';
import { expectStatus, jsonOf } from '../answer.ts';
import type { KeyRecord, MintedKey, OldKey, Provider, ProviderContext } from '../provider.ts';
import { answerFits, textAt, valueAt } from './answer-fields.ts';
import type { CreateDescription, EndDescription, ListDescription, ProviderDescription } from './description.ts';
import { findIdentity } from './find-identity.ts';
import { judge } from './judge.ts';
import { listRows } from './list-keys.ts';
import { piecesOf, sendCall } from './send-call.ts';
import { fill } from './template.ts';

/** Names of the environment variables of a provider. */
function envOf(id: string): { baseEnv: string; operatorEnv: string } {
  const name = id.toUpperCase().replaceAll('-', '_');
  return { baseEnv: `STANCH_${name}_URL`, operatorEnv: `STANCH_${name}_KEY` };
}

async function listKeys(description: ProviderDescription, list: ListDescription, context: ProviderContext, old: OldKey): Promise<readonly KeyRecord[]> {
  const rows = await listRows(description, list, { context, old: old.value, values: { 'old.id': old.id } });
  return rows.map((row) => {
    const id = textAt(row, list.id);
    if (id === undefined) throw new IncompleteError('list keys: a row has no id');
    return { id, label: textAt(row, list.label) ?? '' };
  });
}

async function createKey(description: ProviderDescription, create: CreateDescription, matter: { label: string; context: ProviderContext; old: OldKey }): Promise<MintedKey> {
  const { context, label, old } = matter;
  const response = await sendCall(description, { method: 'POST', as: 'operator', ...create.call }, { context, old: old.value, values: { label, 'old.id': old.id } });
  expectStatus(response, create.status, 'create key');
  const json = jsonOf(response);
  const [id, value] = [textAt(json, create.id), textAt(json, create.value)];
  if (id === undefined || value === undefined) throw new IncompleteError('create key: the answer has no key');
  return { id, value: new Secret(create.join === undefined ? value : fill(create.join, { ...settingsOf(context), id, value })) };
}

/** @returns false for a key that was gone before, and where nobody signed in: such a call says the same of a key that is none */
async function endKey(description: ProviderDescription, end: EndDescription, matter: { context: ProviderContext; id?: string; key?: Secret }): Promise<boolean> {
  for (const call of end.calls) {
    const values = matter.id === undefined ? {} : { id: matter.id };
    const response = await sendCall(description, { as: matter.key === undefined ? 'operator' : 'key', ...call }, { ...matter, values });
    if (end.gone?.includes(response.status) === true) return false;
    expectStatus(response, end.done, 'revoke key');
    if (end.has !== undefined && !answerFits(response, end.has)) throw new IncompleteError('revoke key: the answer does not say that it is done', 'nothing is taken for done');
  }
  return end.calls.every(({ as }) => as !== 'nobody');
}

async function checkRoom(description: ProviderDescription, list: ListDescription, context: ProviderContext, old: OldKey): Promise<void> {
  const { length } = await listKeys(description, list, context, old);
  if (description.most !== undefined && length >= description.most) {
    throw new UsageError(`there are ${length} keys and no more than ${description.most} can be`, 'delete one that nobody uses, by hand; stanch deletes none to make room');
  }
}

function settingsOf(context: ProviderContext): Record<string, string> {
  return Object.fromEntries(Object.entries(context.settings).map(([name, value]) => [`setting.${name}`, value]));
}

/** What a description can ask. */
function questions(description: ProviderDescription): Pick<Provider, 'readRights' | 'rightsUntold' | 'verify' | 'identify' | 'list' | 'checkRoom'> {
  const { verify, identify, list, most, rights, rightsUntold } = description;
  return {
    ...(rights === undefined ? {} : { readRights: (context) => readRights(description, rights, context) }),
    ...(rightsUntold === undefined ? {} : { rightsUntold }),
    ...(verify === undefined ? {} : { verify: async (key, context) => judge(await sendCall(description, verify.call, { context, key }), verify.answers) }),
    ...(identify === undefined ? {} : { identify: (key, context) => findIdentity(key, description, context) }),
    ...(list === undefined ? {} : { list: (context, old) => listKeys(description, list, context, old) }),
    ...(list === undefined || most === undefined ? {} : { checkRoom: (old, context) => checkRoom(description, list, context, old) }),
  };
}

/** Asked as the operator, whatever the description says of the call. */
async function readRights(description: ProviderDescription, { call, scopes, needs, harmless }: NonNullable<ProviderDescription['rights']>, context: ProviderContext): Promise<Rights | undefined> {
  const response = await sendCall(description, { ...call, as: 'operator' }, { context });
  const told = response.status === 200 ? valueAt(jsonOf(response), scopes) : undefined;
  return Array.isArray(told) ? rightsOf(told, { needs: needs.map((name) => [name]), harmless: harmless ?? [] }) : undefined;
}

/** What a description can do. */
function deeds(description: ProviderDescription): Pick<Provider, 'create' | 'revoke' | 'endSelf'> {
  const { create, revoke, endSelf } = description;
  return {
    ...(create === undefined ? {} : { create: (label, context, old) => createKey(description, create, { label, context, old }) }),
    ...(revoke === undefined ? {} : { revoke: async (id, context) => void (await endKey(description, revoke, { context, id })) }),
    ...(endSelf === undefined ? {} : { endSelf: (key, context) => endKey(description, endSelf, { context, key }) }),
  };
}

/** A provider that does what its description says, and nothing else. */
export function toProvider(description: ProviderDescription): Provider {
  const { parts, key: form } = description;
  return {
    id: description.id,
    title: description.title,
    base: description.base,
    ...envOf(description.id),
    ...(description.otherBaseEnv === undefined ? {} : { otherBaseEnv: description.otherBaseEnv }),
    settings: description.settings ?? [],
    ruleIds: description.ruleIds,
    scopes: description.scopes ?? '',
    manual: description.manual,
    ...(description.operatorAuth === undefined ? {} : { isOperatorApart: true }),
    ...questions(description),
    ...deeds(description),
    ...(form === undefined ? {} : { form: form.words, isWhole: (key) => new RegExp(`^(?:${form.form})$`, 'u').test(key.reveal()) }),
    ...(parts === undefined ? {} : { parts, part: (key, name) => partOf(key, name, description) }),
  };
}

function partOf(key: Secret, name: string, description: ProviderDescription): Secret {
  const piece = piecesOf(key.reveal(), description.key)[`secret.${name}`];
  if (piece === undefined) throw new UsageError(`a key of ${description.title} has no piece of that name`);
  return new Secret(piece);
}
