import type { ProviderDescription } from '../described/description.ts';

const PAGE = 'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps';
const APPLICATION = "https://graph.microsoft.com/v1.0/applications(appId='{setting.client}')";

/**
 * Secrets of an application in Microsoft Entra, https://learn.microsoft.com/graph/api/resources/passwordcredential. The
 * hint of a secret is its first three characters: it names one only while the secret works for that very application,
 * and only if no other begins alike.
 */
export const AZURE_APP: ProviderDescription = {
  id: 'azure-app',
  title: 'Microsoft Entra application',
  base: 'https://login.microsoftonline.com',
  ruleIds: ['azure-entra-secret'],
  key: { form: '(?<tenant>[\\w.-]+):(?<client>[\\w-]+):(?<value>(?<hint>\\S{3})\\S+)', words: 'TENANT:CLIENT:SECRET' },
  parts: ['tenant', 'client', 'value'],
  operatorKey: { form: '\\S+', words: 'an access token for Microsoft Graph' },
  auth: {},
  operatorAuth: { headers: { authorization: 'Bearer {secret}' } },
  settings: [
    { name: 'client', env: 'STANCH_AZURE_APP_CLIENT', doc: 'client id of the application', neededFor: ['create', 'revoke'] },
    { name: 'tenant', env: 'STANCH_AZURE_APP_TENANT', doc: 'id of the tenant', neededFor: ['create'] },
  ],
  scopes: 'Application.ReadWrite.OwnedBy, as an access token for Microsoft Graph',
  rightsUntold: 'an access token for Microsoft Graph is not for who holds it to read',
  verify: {
    call: {
      method: 'POST',
      as: 'key',
      url: '/{secret.tenant}/oauth2/v2.0/token',
      form: { grant_type: 'client_credentials', client_id: '{secret.client}', client_secret: '{secret.value}', scope: 'https://graph.microsoft.com/.default' },
    },
    answers: [
      { status: 200, has: { access_token: true, token_type: 'Bearer' }, state: 'live' },
      { status: 401, has: { error: 'invalid_client', 'error_codes.0': 7_000_215 }, state: 'dead', why: 'the application has no such secret (AADSTS7000215)' },
      { status: 401, has: { error: 'invalid_client', 'error_codes.0': 7_000_222 }, state: 'dead', why: 'the secret has expired (AADSTS7000222)' },
      { status: [400, 401], anyBody: true, state: 'unknown' },
    ],
  },
  list: { call: { url: APPLICATION }, rows: 'passwordCredentials', id: 'keyId', label: 'displayName' },
  identify: { from: 'list', field: 'hint', equals: '{secret.hint}', complete: true, proof: 'one secret of the application begins so, and the secret works for it' },
  create: { call: { url: `${APPLICATION}/addPassword`, json: { passwordCredential: { displayName: '{label}' } } }, status: [200, 201], id: 'keyId', value: 'secretText', join: '{setting.tenant}:{setting.client}:{value}' },
  revoke: { calls: [{ method: 'POST', url: `${APPLICATION}/removePassword`, json: { keyId: '{id}' } }], done: [204], gone: [404] },
  manual: { create: { words: 'Add a client secret to the application, or better a federated credential, which has none.', link: PAGE }, revoke: { words: 'Delete the old client secret.', link: PAGE } },
};
