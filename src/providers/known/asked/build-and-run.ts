import { ask, inHeader, itself, withScheme } from './ask.ts';
import { wary } from './ask-wary.ts';
import type { ProviderDescription } from '../../described/description.ts';

/** More services that run, build and watch things. Fields of a yes are those of their public references. */
export const BUILD_AND_RUN: readonly ProviderDescription[] = [
  ask({
    id: 'linode',
    title: 'Linode',
    base: 'https://api.linode.com',
    ruleIds: ['linode-pat', 'linode-named-key'],
    call: { url: '/v4/profile' },
    yes: { username: true },
    account: 'username',
    // A token without the right to read the profile is refused with the same status.
    answers: [
      { status: 401, has: { 'errors.0.reason': 'Invalid Token' }, state: 'dead' },
      { status: 401, has: { 'errors.0.reason': 'Your OAuth token is not authorized to use this endpoint.' }, state: 'restricted' },
      { status: 401, anyBody: true, state: 'unknown' },
    ],
    link: 'https://cloud.linode.com/profile/tokens',
  }),
  ask({ id: 'hetzner', title: 'Hetzner Cloud', base: 'https://api.hetzner.cloud', ruleIds: ['hetzner-token'], call: { url: '/v1/locations' }, yes: { locations: true }, answers: [{ status: 401, has: { 'error.code': 'unauthorized' }, state: 'dead' }], link: 'https://console.hetzner.cloud', words: 'Delete the old token under Security > API tokens of its project.' }),
  ask({
    id: 'vultr',
    title: 'Vultr',
    base: 'https://api.vultr.com',
    ruleIds: ['vultr-key', 'vultr-named-key'],
    call: { url: '/v2/account' },
    yes: { account: true },
    account: 'account.name',
    answers: [{ status: 401, has: { error: 'Invalid API token.' }, state: 'dead' }, ...wary('a request from an address that the key does not allow')],
    link: 'https://my.vultr.com/settings/#settingsapi',
    words: 'Regenerate the key, which ends the old one at once.',
  }),
  ask({
    id: 'fastly',
    title: 'Fastly',
    base: 'https://api.fastly.com',
    ruleIds: ['fastly-token', 'fastly-named-key'],
    auth: inHeader('fastly-key'),
    call: { url: '/tokens/self' },
    yes: { id: true, user_id: true },
    account: 'user_id',
    identify: itself('id'),
    endSelf: { calls: [{ method: 'DELETE', url: '/tokens/self' }], done: [204] },
    link: 'https://manage.fastly.com/account/tokens',
  }),
  ask({ id: 'tailscale', title: 'Tailscale', base: 'https://api.tailscale.com', ruleIds: ['tailscale-key', 'tailscale-named-key'], key: { form: 'tskey-api-[\\w-]+', words: 'an access token, which begins with tskey-api-; keys that add machines cannot be asked about' }, call: { url: '/api/v2/tailnet/-/keys' }, yes: { keys: true }, answers: wary('a token that expired with its owner'), link: 'https://login.tailscale.com/admin/settings/keys' }),
  ask({ id: 'circleci', title: 'CircleCI', base: 'https://circleci.com', ruleIds: ['circleci-pat', 'circleci-named-key'], auth: inHeader('circle-token'), call: { url: '/api/v2/me' }, yes: { id: true, login: true }, account: 'login', answers: wary('a token of a project'), link: 'https://app.circleci.com/settings/user/tokens' }),
  ask({ id: 'pulumi', title: 'Pulumi', base: 'https://api.pulumi.com', ruleIds: ['pulumi-token', 'pulumi-named-key'], auth: withScheme('token'), call: { url: '/api/user', headers: { accept: 'application/vnd.pulumi+8' } }, yes: { id: true, githubLogin: true }, account: 'githubLogin', answers: wary('a token of an organisation or team'), link: 'https://app.pulumi.com/account/tokens' }),
  ask({ id: 'render', title: 'Render', base: 'https://api.render.com', ruleIds: ['render-key', 'render-named-key'], call: { url: '/v1/owners?limit=1' }, yes: { '0.owner.id': true }, account: '0.owner.name', answers: wary('a key of another kind'), link: 'https://dashboard.render.com/u/settings#api-keys' }),
  ask({ id: 'sonarqube', title: 'SonarQube', base: '', ruleIds: ['sonarqube-token', 'sonarqube-named-key'], call: { url: '/api/authentication/validate' }, yes: { valid: true }, answers: [{ status: 200, has: { valid: false }, state: 'dead' }], link: 'https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens' }),
  ask({ id: 'snyk', title: 'Snyk', base: 'https://api.snyk.io', ruleIds: ['snyk-token', 'snyk-pat', 'snyk-named-key'], auth: withScheme('token'), call: { url: '/rest/self?version=2024-06-10' }, yes: { 'data.id': true }, account: 'data.id', answers: wary('a token of another region'), link: 'https://app.snyk.io/account' }),
  ask({ id: 'launchdarkly', title: 'LaunchDarkly', base: 'https://app.launchdarkly.com', ruleIds: ['launchdarkly-api'], auth: inHeader('authorization'), call: { url: '/api/v2/caller-identity' }, yes: { accountId: true }, account: 'accountId', answers: wary('a token of another instance'), link: 'https://app.launchdarkly.com/settings/authorization' }),
  ask({ id: 'honeycomb', title: 'Honeycomb', base: 'https://api.honeycomb.io', ruleIds: ['honeycomb-key', 'honeycomb-legacy', 'honeycomb-named-key'], auth: inHeader('x-honeycomb-team'), call: { url: '/1/auth' }, yes: { 'team.slug': true }, account: 'team.slug', answers: wary('a key of another region'), link: 'https://docs.honeycomb.io/configure/environments/manage-api-keys' }),
  ask({ id: 'statuspage', title: 'Statuspage', base: 'https://api.statuspage.io', ruleIds: ['statuspage-key', 'statuspage-named-key'], auth: withScheme('OAuth'), call: { url: '/v1/pages' }, yes: { '0.id': true }, account: '0.name', answers: wary('a key of another kind'), link: 'https://manage.statuspage.io/users/me' }),
  ask({
    id: 'grafana-cloud',
    title: 'Grafana Cloud',
    base: 'https://grafana.com',
    ruleIds: ['grafana-cloud-token'],
    settings: [{ name: 'region', env: 'STANCH_GRAFANA_CLOUD_REGION', doc: 'region of the access policy, e.g. us', neededFor: ['verify'] }],
    call: { url: '/api/v1/tokens?region={setting.region}' },
    yes: { items: true },
    answers: wary('a token of another region'),
    link: 'https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies',
  }),
];
