import { ask, inHeader, withScheme } from './ask.ts';
import { wary } from './ask-wary.ts';
import type { ProviderDescription } from '../../described/description.ts';

/** More services of offices, shops and mail. Fields of a yes are those of their public references. */
export const WORK_AND_MAIL: readonly ProviderDescription[] = [
  ask({ id: 'airtable', title: 'Airtable', base: 'https://api.airtable.com', ruleIds: ['airtable-pat', 'airtable-oauth', 'airtable-named-key'], call: { url: '/v0/meta/whoami' }, yes: { id: true }, account: 'id', answers: wary('a key of another kind'), link: 'https://airtable.com/create/tokens' }),
  ask({ id: 'asana', title: 'Asana', base: 'https://app.asana.com', ruleIds: ['asana-pat', 'asana-named-key'], call: { url: '/api/1.0/users/me' }, yes: { 'data.gid': true }, account: 'data.gid', answers: wary('a secret of an app'), link: 'https://app.asana.com/0/my-apps' }),
  ask({ id: 'clickup', title: 'ClickUp', base: 'https://api.clickup.com', ruleIds: ['clickup-token', 'clickup-named-key'], auth: inHeader('authorization'), call: { url: '/api/v2/user' }, yes: { 'user.id': true }, account: 'user.username', answers: wary('a key of another kind'), link: 'https://app.clickup.com/settings/apps', words: 'Regenerate the token, which ends the old one at once.' }),
  ask({ id: 'monday', title: 'monday.com', base: 'https://api.monday.com', ruleIds: ['monday-jwt', 'monday-named-key'], auth: inHeader('authorization'), call: { method: 'POST', url: '/v2', json: { query: '{ me { id } }' } }, yes: { 'data.me.id': true }, answers: wary('a secret of an app'), link: 'https://support.monday.com/hc/en-us/articles/360005144659', words: 'Regenerate the token, which ends the old one at once.' }),
  ask({ id: 'calendly', title: 'Calendly', base: 'https://api.calendly.com', ruleIds: ['calendly-jwt', 'calendly-named-key'], call: { url: '/users/me' }, yes: { 'resource.uri': true }, account: 'resource.slug', answers: wary('a key of another kind'), link: 'https://calendly.com/integrations/api_webhooks' }),
  ask({
    id: 'dropbox',
    title: 'Dropbox',
    base: 'https://api.dropboxapi.com',
    ruleIds: ['dropbox-short', 'dropbox-long', 'dropbox-named-key'],
    call: { method: 'POST', url: '/2/users/get_current_account', json: null },
    yes: { account_id: true },
    account: 'account_id',
    answers: [
      { status: 401, text: '"invalid_access_token', state: 'dead' },
      { status: 401, text: '"expired_access_token', state: 'dead', why: 'the token has expired' },
      { status: 401, text: '"missing_scope', state: 'restricted' },
      ...wary('a secret of an app'),
    ],
    link: 'https://www.dropbox.com/developers/apps',
  }),
  ask({ id: 'contentful', title: 'Contentful', base: 'https://api.contentful.com', ruleIds: ['contentful-pat'], call: { url: '/users/me' }, yes: { 'sys.id': true, email: true }, account: 'sys.id', answers: wary('a token of another region'), link: 'https://app.contentful.com/account/profile/cma_tokens' }),
  ask({ id: 'hubspot', title: 'HubSpot', base: 'https://api.hubapi.com', ruleIds: ['hubspot-private-app'], call: { url: '/account-info/v3/details' }, yes: { portalId: true }, account: 'portalId', answers: [{ status: 401, has: { category: 'INVALID_AUTHENTICATION' }, state: 'dead' }, { status: 401, anyBody: true, state: 'unknown' }], link: 'https://app.hubspot.com/private-apps', words: 'Rotate the token of the private app and let the old one expire now.' }),
  ask({ id: 'intercom', title: 'Intercom', base: 'https://api.intercom.io', ruleIds: ['intercom-token', 'intercom-named-key'], call: { url: '/me' }, yes: { type: 'admin', id: true }, account: 'id', answers: [...['token_revoked', 'token_not_found', 'token_expired'].map((code) => ({ status: 401, has: { 'errors.0.code': code }, state: 'unknown' as const, refused: true as const, why: `refused here (${code}); a token of another region is refused too` })), ...wary('a token of another region')], link: 'https://app.intercom.com/a/apps/_/developer-hub' }),
  ask({
    id: 'resend',
    title: 'Resend',
    base: 'https://api.resend.com',
    ruleIds: ['resend-key', 'resend-named-key'],
    call: { url: '/domains' },
    yes: { data: true },
    answers: [
      { status: 401, has: { name: 'restricted_api_key' }, state: 'restricted' },
      { status: 403, has: { name: 'invalid_api_key' }, state: 'dead' },
      { status: 400, has: { name: 'validation_error', message: 'API key is invalid' }, state: 'dead' },
      { status: [401, 403], anyBody: true, state: 'unknown' },
    ],
    link: 'https://resend.com/api-keys',
  }),
  ask({
    id: 'brevo',
    title: 'Brevo',
    base: 'https://api.brevo.com',
    ruleIds: ['brevo-key'],
    auth: inHeader('api-key'),
    call: { url: '/v3/account' },
    yes: { email: true },
    answers: [{ status: 401, has: { code: 'unauthorized', message: 'Key not found' }, state: 'dead' }, ...wary('a request from an address that the account does not allow')],
    link: 'https://app.brevo.com/settings/keys/api',
  }),
  ask({ id: 'postmark', title: 'Postmark', base: 'https://api.postmarkapp.com', ruleIds: ['postmark-token', 'postmark-named-key'], auth: inHeader('x-postmark-server-token'), call: { url: '/server', headers: { accept: 'application/json' } }, yes: { ID: true }, account: 'Name', answers: wary('a token of the account'), link: 'https://account.postmarkapp.com/servers' }),
  ask({ id: 'klaviyo', title: 'Klaviyo', base: 'https://a.klaviyo.com', ruleIds: ['klaviyo-key', 'klaviyo-key-new', 'klaviyo-named-key'], auth: withScheme('Klaviyo-API-Key'), call: { url: '/api/accounts', headers: { revision: '2024-10-15' } }, yes: { 'data.0.id': true }, account: 'data.0.id', answers: wary('a key of another kind'), link: 'https://www.klaviyo.com/settings/account/api-keys' }),
  ask({ id: 'telnyx', title: 'Telnyx', base: 'https://api.telnyx.com', ruleIds: ['telnyx-key', 'telnyx-named-key'], call: { url: '/v2/balance' }, yes: { 'data.balance': true }, answers: wary('a key of another kind'), link: 'https://portal.telnyx.com/#/app/api-keys' }),
  ask({ id: 'messagebird', title: 'MessageBird', base: 'https://rest.messagebird.com', ruleIds: ['messagebird-key', 'messagebird-named-key'], auth: withScheme('AccessKey'), call: { url: '/balance' }, yes: { type: true, payment: true }, answers: wary('a key of the newer platform'), link: 'https://dashboard.messagebird.com/developers/access' }),
  ask({ id: 'clerk', title: 'Clerk', base: 'https://api.clerk.com', ruleIds: ['clerk-secret', 'clerk-secret-test', 'clerk-named-key'], call: { url: '/v1/users/count' }, yes: { object: 'total_count' }, answers: [{ status: 401, has: { 'errors.0.code': 'clerk_key_invalid' }, state: 'dead' }, ...wary('a key of another kind')], link: 'https://dashboard.clerk.com/last-active?path=api-keys' }),
];
