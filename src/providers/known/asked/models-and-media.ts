import { ask, inHeader, withScheme } from './ask.ts';
import { wary } from './ask-wary.ts';
import type { ProviderDescription } from '../../described/description.ts';

const TAKEN = 'the key is known, but not for this';

/** More services of models, maps and sound. Fields of a yes are those of their public references. */
export const MODELS_AND_MEDIA: readonly ProviderDescription[] = [
  ask({ id: 'replicate', title: 'Replicate', base: 'https://api.replicate.com', ruleIds: ['replicate-token', 'replicate-named-key'], call: { url: '/v1/account' }, yes: { username: true }, account: 'username', answers: wary('a key of another kind'), link: 'https://replicate.com/account/api-tokens' }),
  ask({
    id: 'elevenlabs',
    title: 'ElevenLabs',
    base: 'https://api.elevenlabs.io',
    ruleIds: ['elevenlabs-key', 'elevenlabs-legacy', 'elevenlabs-named-key'],
    auth: inHeader('xi-api-key'),
    call: { url: '/v1/user' },
    yes: { subscription: true },
    // A key without that right is refused with the same status.
    answers: [
      { status: 401, has: { 'detail.status': 'invalid_api_key' }, state: 'dead' },
      { status: 401, has: { 'detail.status': 'missing_permissions' }, state: 'restricted' },
      { status: 401, anyBody: true, state: 'unknown' },
    ],
    link: 'https://elevenlabs.io/app/settings/api-keys',
  }),
  ask({ id: 'deepgram', title: 'Deepgram', base: 'https://api.deepgram.com', ruleIds: ['deepgram-key', 'deepgram-named-key'], auth: withScheme('Token'), call: { url: '/v1/projects' }, yes: { projects: true }, answers: [{ status: 401, has: { err_code: 'INVALID_AUTH' }, state: 'dead' }, ...wary('a key that may not list projects')], link: 'https://console.deepgram.com' }),
  ask({ id: 'deepseek', title: 'DeepSeek', base: 'https://api.deepseek.com', ruleIds: ['deepseek-key', 'deepseek-named-key'], call: { url: '/user/balance' }, yes: { balance_infos: true }, answers: wary('a key of another kind'), link: 'https://platform.deepseek.com/api_keys' }),
  ask({ id: 'together-ai', title: 'Together AI', base: 'https://api.together.xyz', ruleIds: ['together-ai-key', 'together-ai-legacy', 'together-ai-named-key'], call: { url: '/v1/models' }, yes: { '0.id': true }, answers: wary('a key of another kind'), link: 'https://api.together.ai/settings/api-keys' }),
  ask({ id: 'stability-ai', title: 'Stability AI', base: 'https://api.stability.ai', ruleIds: ['stability-ai-key', 'stability-ai-named-key'], call: { url: '/v1/user/account' }, yes: { id: true, email: true }, account: 'id', answers: wary('a key of another kind'), link: 'https://platform.stability.ai/account/keys' }),
  ask({
    id: 'mapbox',
    title: 'Mapbox',
    base: 'https://api.mapbox.com',
    ruleIds: ['mapbox-secret', 'mapbox-named-key'],
    auth: {},
    // The token stands in the query, which is its documented place.
    call: { url: '/tokens/v2?access_token={secret}' },
    yes: { code: 'TokenValid' },
    account: 'token.user',
    answers: ['TokenInvalid', 'TokenExpired', 'TokenRevoked'].map((code) => ({ status: 200, has: { code }, state: 'dead' as const })),
    link: 'https://console.mapbox.com/account/access-tokens',
  }),
  ask({
    id: 'google-api-key',
    title: 'Google API key',
    base: 'https://generativelanguage.googleapis.com',
    ruleIds: ['google-api-key', 'google-auth-key'],
    auth: inHeader('x-goog-api-key'),
    call: { url: '/v1beta/models?pageSize=1' },
    yes: { models: true },
    answers: [
      { status: 400, has: { 'error.details.0.reason': 'API_KEY_INVALID' }, state: 'dead' },
      ...['API_KEY_HTTP_REFERRER_BLOCKED', 'API_KEY_IP_ADDRESS_BLOCKED', 'API_KEY_ANDROID_APP_BLOCKED', 'API_KEY_IOS_APP_BLOCKED', 'API_KEY_SERVICE_BLOCKED', 'SERVICE_DISABLED'].map((reason) => ({ status: 403, has: { 'error.details.0.reason': reason }, state: 'restricted' as const, why: `${TAKEN} (${reason}): it leaked all the same` })),
      { status: [400, 401, 403], anyBody: true, state: 'unknown' },
    ],
    link: 'https://console.cloud.google.com/apis/credentials',
    words: 'Make a new key with the same restrictions, then delete the old one; a key of a web page of Firebase is public by design.',
  }),
];
