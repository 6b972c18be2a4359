import { IncompleteError, UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import { expectStatus, isFields, jsonOf, type Fields } from './answer.ts';
import { textAt, valueAt } from './described/answer-fields.ts';
import type { CallDescription, ProviderDescription } from './described/description.ts';
import { sendCall } from './described/send-call.ts';
import { toProvider } from './described/to-provider.ts';
import type { Identity, MintedKey, OldKey, Provider, ProviderContext } from './provider.ts';

const PAGE = 'https://app.mailgun.com/settings/api_security';
const OTHER_REGION = 'refused here; a key of the other region is refused too: set STANCH_MAILGUN_URL to that region and ask again';

const DESCRIPTION: ProviderDescription = {
  id: 'mailgun',
  title: 'Mailgun',
  base: 'https://api.mailgun.net',
  ruleIds: ['mailgun-key', 'mailgun-key-new', 'mailgun-named-key'],
  auth: { basic: 'api:{secret}' },
  scopes: 'a key with the role admin',
  rightsUntold: 'keys are managed by administrators alone; there is no narrower role for it',
  verify: {
    call: { url: '/v3/domains' },
    answers: [
      { status: 200, has: { items: true }, state: 'live' },
      { status: 401, text: 'Forbidden', state: 'unknown', refused: true, why: OTHER_REGION },
      { status: 401, state: 'unknown', refused: true, why: OTHER_REGION },
    ],
  },
  revoke: { calls: [{ method: 'DELETE', url: '/v1/keys/{id}' }], done: [200], gone: [404], has: { message: true } },
  manual: { create: { words: 'Add a new key with the role of the old one.', link: PAGE }, revoke: { words: 'Delete the old key. One that begins with key- does not hold its id, so that no other way ends it; keys that send for one domain stand with that domain.', link: PAGE } },
};

/** All keys, as the operator sees them: the list has one page. @throws IncompleteError when it may not be whole */
async function rowsOf(context: ProviderContext): Promise<readonly Fields[]> {
  const response = await sendCall(DESCRIPTION, { as: 'operator', url: '/v1/keys' }, { context });
  expectStatus(response, [200], 'list keys');
  const json = jsonOf(response);
  const rows = valueAt(json, 'items');
  if (!Array.isArray(rows) || !rows.every(isFields) || rows.some((row) => textAt(row, 'id') === undefined)) throw new IncompleteError('list keys: the answer has no list');
  if (valueAt(json, 'total_count') !== rows.length) throw new IncompleteError('list keys: the answer does not say that it is the whole list');
  return rows;
}

/**
 * The end of a key is its id: two words of eight hexadecimal digits. That this is so is not taken on trust: it counts only
 * where the list has that very id. Keys of the older form have none in them.
 */
async function identify(secret: Secret, context: ProviderContext): Promise<Identity> {
  const id = /^[0-9a-f]{32}-([0-9a-f]{8}-[0-9a-f]{8})$/.exec(secret.reveal())?.[1];
  if (id === undefined) return { exact: false, why: 'a key of this form does not hold its id' };
  if (context.operator === undefined) return { exact: false, why: 'the id is found in the list of keys, which needs a key of yours' };
  const found = (await rowsOf(context)).filter((row) => textAt(row, 'id') === id);
  return found.length === 1 ? { exact: true, id, proof: 'the id stands at the end of the key, and in the list of keys' } : { exact: false, why: `${found.length} keys in the list have the id that this key ends with` };
}

/** How long the old key would have worked on, in whole seconds; nothing where it has no end. @throws UsageError */
function restOf(row: Fields, { clock }: ProviderContext): Record<string, string> {
  const told = row['expires_at'];
  if (told === undefined || told === null || told === '') return {};
  const rest = Math.floor((Date.parse(typeof told === 'string' ? told : '') - clock.now()) / 1000);
  if (!(rest > 0)) throw new UsageError('the key has an end that is past or not understood', 'make the new one by hand');
  return { expiration: String(rest) };
}

/** What is asked for a new key that may do what the old one may. @throws UsageError for a key that none can stand for */
async function termsOf(id: string, context: ProviderContext): Promise<Record<string, string>> {
  const row = (await rowsOf(context)).find((one) => textAt(one, 'id') === id);
  if (row === undefined) throw new IncompleteError('the list has no such key any more');
  const { kind, role } = row;
  if (kind !== 'user') throw new UsageError('only keys of an account can be made and tested', 'a key that sends for one domain takes nothing but letters, and one of the web page lasts a day: make it by hand');
  if (typeof role !== 'string' || !/^[a-z_]{1,40}$/.test(role)) throw new IncompleteError('the list does not tell the role of the key');
  return { role, kind, ...restOf(row, context) };
}

async function create(label: string, context: ProviderContext, old: OldKey): Promise<MintedKey> {
  const call: CallDescription = { method: 'POST', as: 'operator', url: '/v1/keys', form: { ...(await termsOf(old.id, context)), description: label } };
  const response = await sendCall(DESCRIPTION, call, { context });
  expectStatus(response, [200, 201], 'create key');
  const json = jsonOf(response);
  const [newId, value] = [textAt(json, 'key.id'), textAt(json, 'key.secret')];
  if (newId === undefined || value === undefined) throw new IncompleteError('create key: the answer has no key');
  return { id: newId, value: new Secret(value) };
}

/** Mailgun, https://documentation.mailgun.com (Keys). A key of the other region is refused as a dead one is, so a refusal counts only after a yes. */
export const MAILGUN: Provider = {
  ...toProvider(DESCRIPTION),
  identify,
  list: async (context) => (await rowsOf(context)).map((row) => ({ id: textAt(row, 'id') ?? '', label: textAt(row, 'description') ?? '' })),
  checkRoom: async (old, context) => void (await termsOf(old.id, context)),
  create,
};
