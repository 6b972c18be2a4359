import type { Secret } from '#core/secret.ts';
import type { HttpResponse } from '#http/http.ts';
import { expectStatus, fieldsOf, isFields, textField } from '../answer.ts';
import { operatorKey } from '../operator-key.ts';
import type { Identity, Provider, ProviderContext, Verdict } from '../provider.ts';

const BASE = 'https://api.github.com';
const PAGE = { link: 'https://github.com/settings/tokens' };
const COMMON = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' };

/** Tokens of installations begin so; what they may ask, and how they end, is of its own. */
const isInstallation = (key: Secret): boolean => key.reveal().startsWith(['gh', 's_'].join(''));
/** These are only good for getting others, which ends them: nothing harmless can be asked. */
const isRefresh = (key: Secret): boolean => key.reveal().startsWith(['gh', 'r_'].join(''));

/** Tokens that an app got for a person: whoever has the client id and secret of that very app may end them as well. */
const isOfApp = (key: Secret): boolean => /^gh[ou]_/.test(key.reveal());
const CLIENT = /^(?<id>[\w.-]{10,40}):(?<secret>\w{20,80})$/;

const bearer = (token: string): Record<string, string> => ({ ...COMMON, authorization: `Bearer ${token}` });

function ask(key: Secret, { http, base }: ProviderContext): Promise<HttpResponse> {
  const path = isInstallation(key) ? '/installation/repositories?per_page=1' : '/user';
  return http.send({ method: 'GET', url: `${base}${path}`, headers: bearer(key.reveal()) });
}

/** Whom the answer names: a person, or the repositories of an installation. */
function ownerIn(response: HttpResponse): string | undefined {
  const fields = response.status === 200 ? fieldsOf(response) : undefined;
  const login = textField(fields, 'login');
  if (login !== undefined && typeof fields?.['id'] === 'number') return login;
  const [first] = Array.isArray(fields?.['repositories']) ? (fields['repositories'] as unknown[]) : [];
  const owner = isFields(first) && isFields(first['owner']) ? textField(first['owner'], 'login') : undefined;
  return typeof fields?.['total_count'] === 'number' ? (owner ?? 'an installation without repositories') : undefined;
}

async function verify(key: Secret, context: ProviderContext): Promise<Verdict> {
  if (isRefresh(key)) return { state: 'not-verifiable', why: 'asking with a refresh token uses it up' };
  const response = await ask(key, context);
  const account = ownerIn(response);
  if (account !== undefined) return { state: 'live', why: 'GitHub names the owner of the token', account };
  if (response.status === 401 && textField(fieldsOf(response), 'message') !== undefined) return { state: 'dead', why: 'GitHub does not know the token (401)' };
  // Said of live tokens from a place that is not allowed, and of dead ones after too many of them.
  return { state: 'unknown', why: `the answer (${response.status}) says nothing about the token` };
}

async function identify(key: Secret, context: ProviderContext): Promise<Identity> {
  if (isRefresh(key)) return { exact: false, why: 'whether a refresh token lives cannot be asked without using it up' };
  const account = ownerIn(await ask(key, context));
  return account === undefined ? { exact: false, why: 'GitHub does not take the token' } : { exact: true, id: account, proof: 'the token names itself in the call that ends it; nothing else can be meant' };
}

/**
 * `POST /credentials/revoke` takes tokens of anybody, at github.com from nobody who says who they are, at a server of
 * one's own (3.18 and later) only from somebody who does. Its 202 says only that it was read.
 */
async function endSelf(key: Secret, context: ProviderContext): Promise<boolean> {
  if (isInstallation(key)) {
    const response = await context.http.send({ method: 'DELETE', url: `${context.base}/installation/token`, headers: bearer(key.reveal()) });
    if (response.status === 401) return false;
    expectStatus(response, [204], 'revoke token');
    return true;
  }
  const client = isOfApp(key) ? CLIENT.exec(context.operator?.reveal() ?? '')?.groups : undefined;
  if (client !== undefined) await endOfApp(key, `${client['id']}:${client['secret']}`, context);
  if (client !== undefined) return true;
  const headers = context.base === BASE ? COMMON : bearer(operatorKey(context));
  const response = await context.http.send({ method: 'POST', url: `${context.base}/credentials/revoke`, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ credentials: [key.reveal()] }) });
  expectStatus(response, [202], 'revoke token');
  return false;
}

/** `DELETE /applications/{client_id}/token`, which servers of one's own had long before the other call. */
async function endOfApp(key: Secret, client: string, { http, base }: ProviderContext): Promise<void> {
  const authorization = `Basic ${Buffer.from(client).toString('base64')}`;
  const url = `${base}/applications/${client.split(':')[0]}/token`;
  const response = await http.send({ method: 'DELETE', url, headers: { ...COMMON, authorization, 'content-type': 'application/json' }, body: JSON.stringify({ access_token: key.reveal() }) });
  expectStatus(response, [204], 'revoke token');
}

/** Tokens of people, OAuth apps and GitHub apps, https://docs.github.com/rest/credentials/revoke. No call makes one for a person. */
export const GITHUB: Provider = {
  id: 'github',
  title: 'GitHub token',
  base: BASE,
  baseEnv: 'STANCH_GITHUB_URL',
  operatorEnv: 'STANCH_GITHUB_KEY',
  settings: [],
  ruleIds: ['github-pat-classic', 'github-pat-fine-grained', 'github-oauth-token', 'github-user-to-server', 'github-refresh-token', 'github-server-to-server', 'github-server-to-server-jwt', 'github-legacy-hex-token', 'github-named-key'],
  scopes: 'none at github.com; at a server of your own any token of yours; for a token of an app also CLIENT_ID:CLIENT_SECRET of that app',
  manual: {
    create: { words: 'Generate a new token with the same permissions: a fine-grained one, or better an app, whose tokens last an hour. An app gets its own tokens anew by itself.', ...PAGE },
    revoke: { words: 'Delete the old token; tokens of an app end under Applications.', ...PAGE },
  },
  verify,
  identify,
  endSelf,
};
