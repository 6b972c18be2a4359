import type { AnswerRow, ProviderDescription } from '../described/description.ts';

const NOORLE_PAGE = 'https://noorle.com/docs/use/platform/api-keys';
const live = (has: AnswerRow['has']): AnswerRow => ({ status: 200, has, state: 'live' });

/**
 * Noorle, https://noorle.com/docs/use/platform/api-keys. Keys are made and ended in the console only. A 401 may be a
 * lack of permission by one page of the documentation, so it counts only for a key that was taken before; as `Bearer`
 * every key is refused, so keys go in their own header.
 */
export const NOORLE: ProviderDescription = {
  id: 'noorle',
  title: 'Noorle',
  base: 'https://api.noorle.com/v1',
  ruleIds: ['noorle-api-key'],
  key: { form: 'ak-(?<access>[0-9a-f]{32})(?<rest>[\\w-]{8,64})', words: 'ak-, 32 hexadecimal digits, and the secret itself; the digits alone open nothing' },
  auth: { headers: { 'x-api-key': '{secret}' } },
  verify: {
    call: { url: '/agents' },
    answers: [
      live({ agents: true }),
      live({ data: true }),
      live({ items: true }),
      { status: 200, list: true, state: 'live' },
      { status: 401, has: { 'error.code': 'unauthorized' }, state: 'unknown', refused: true, why: 'refused: revoked, or without permission for this' },
      { status: 403, has: { 'error.code': 'forbidden' }, state: 'restricted' },
      { status: 401, anyBody: true, state: 'unknown' },
    ],
  },
  identify: { from: 'key', id: '{secret.access}', proof: 'the 32 digits behind ak- are the id that the console shows' },
  manual: {
    create: { words: 'Generate a new key for the same service account, which has ten at most: `noorle api-key generate`, or Settings > API Keys.', link: NOORLE_PAGE },
    revoke: { words: 'Revoke the old key in the console, where it shows its last six characters; watch it for 24 hours, then delete it.', link: NOORLE_PAGE },
  },
};
