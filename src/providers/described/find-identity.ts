import type { Secret } from '#core/secret.ts';
import { jsonOf } from '../answer.ts';
import type { Identity, ProviderContext } from '../provider.ts';
import { fits, textAt } from './answer-fields.ts';
import type { IdentityDescription, ProviderDescription } from './description.ts';
import { judge } from './judge.ts';
import { listRows, maskFits, shownBy } from './list-keys.ts';
import { piecesOf, sendCall } from './send-call.ts';
import { fill } from './template.ts';

/** A masked form that shows fewer characters of its own may fit many keys. */
const LEAST_SHOWN = 4;

const no = (why: string): Identity => ({ exact: false, why });

async function fromAnswer(key: Secret, description: ProviderDescription, wanted: IdentityDescription & { from: 'answer' }, context: ProviderContext): Promise<Identity> {
  const call = wanted.call ?? description.verify?.call;
  if (call === undefined) return no('there is no question to ask');
  const response = await sendCall(description, call, { context, key });
  const json = response.status === 200 ? jsonOf(response) : undefined;
  const id = json === undefined || !fits(json, wanted.has ?? {}) ? undefined : textAt(json, wanted.id);
  return id === undefined ? no(`the provider does not tell the id of this key (${response.status})`) : { exact: true, id, proof: wanted.proof };
}

async function fromList(key: Secret, description: ProviderDescription, wanted: IdentityDescription & { from: 'list' }, context: ProviderContext): Promise<Identity> {
  const { list } = description;
  if (list === undefined) return no('there is no list of keys');
  if (context.operator === undefined) return no('the id is found in the list of keys, which needs a key of yours');
  if (wanted.complete === true && !(await isLive(key, description, context))) return no('only a key that lives is certain to be in the list');
  const pieces = piecesOf(key.reveal(), description.key);
  const rows = await listRows(description, list, { context, old: key });
  const found = rows.filter((row) => {
    const shown = textAt(row, wanted.field);
    if (shown === undefined) return false;
    return wanted.equals === undefined ? maskFits(shown, key.reveal()) : shown === fill(wanted.equals, pieces);
  });
  const [row] = found;
  const id = textAt(row, list.id);
  if (found.length !== 1 || id === undefined) return no(`${found.length} keys in the list fit this key`);
  const isShort = shownBy(textAt(row, wanted.field) ?? '') - (wanted.constant ?? 0) < LEAST_SHOWN;
  if (wanted.equals === undefined && wanted.complete !== true && isShort) return no(`the list shows too little of its keys to be certain; it may be ${id}`);
  return { exact: true, id, proof: wanted.proof };
}

async function isLive(key: Secret, description: ProviderDescription, context: ProviderContext): Promise<boolean> {
  const { verify } = description;
  return verify !== undefined && judge(await sendCall(description, verify.call, { context, key }), verify.answers).state === 'live';
}

/** Finds the exact id of a leaked key as its description says. */
export function findIdentity(key: Secret, description: ProviderDescription, context: ProviderContext): Promise<Identity> {
  const wanted = description.identify;
  if (wanted === undefined) return Promise.resolve(no('the provider does not tell ids'));
  if (wanted.from === 'answer') return fromAnswer(key, description, wanted, context);
  if (wanted.from === 'list') return fromList(key, description, wanted, context);
  return Promise.resolve({ exact: true, id: fill(wanted.id, piecesOf(key.reveal(), description.key)), proof: wanted.proof });
}
