import { describe, expect, it } from 'vitest';
import { CHECKS } from '#detect/checks/index.ts';
import { fillTemplate } from '#ruleset/template.ts';

const KEY = fillTemplate('{{base62:32}}', 'names');

/** Judges `name` and what stands around it up to the key, as a rule that begins at `name` would. */
function judge(check: string, arg: unknown, text: string, name: string, value: string = KEY): string {
  const window = text + value;
  const at = window.indexOf(name);
  const factory = CHECKS.get(check);
  if (factory === undefined) throw new Error(`no check ${check}`);
  return factory(arg)({ value, match: window.slice(at), groups: {}, window, at }).kind;
}

describe('starts-word', () => {
  it.each(['LOB_KEY=', 'lob-key: ', 'lobToken = "', 'lobtoken=', 'my.lob.key=', 'LOBAPIKEY='])('takes %s', (text) => {
    expect(judge('starts-word', ['lob'], text, text.includes('LOB') ? 'LOB' : 'lob')).toBe('pass');
  });

  it.each(['GLOB_KEY=', 'global_token=', 'blob: ', 'lobby_key=', 'LOBSTER_KEY='])('leaves %s', (text) => {
    expect(judge('starts-word', ['lob'], text, /LOB/.test(text) ? 'LOB' : 'lob')).toBe('reject');
  });
});

describe('not-id-name', () => {
  it.each(['ACME_CLIENT_ID=', 'acmeUserId: "', 'acme_uuid = ', 'acme.name: ', 'acme_key_checksum = ', 'acmeKeyFingerprint: ', 'ACME_TOKEN_HEADER=', 'acme_site_key=', 'acmePublicKey: ', 'acmeUrl="', 'X-Acme-Key-Id:\n  - '])('drops %s', (text) => {
    expect(judge('not-id-name', true, text, text)).toBe('reject');
    expect(judge('not-id-name', 'doubt', text, text)).toBe('doubt');
  });

  it.each(['ACME_SECRET_KEY=', 'acmeToken: "', 'acme_paid = ', 'ACME_ID_TOKEN='])('takes %s', (text) => {
    expect(judge('not-id-name', true, text, text)).toBe('pass');
  });
});

describe('adjacent', () => {
  it.each(['ACME_KEY=', 'acme.key: "', '"acme-key": "', 'acmeKey := `', '$acmeKey .= "'.slice(1), 'acme_key => ', 'acme key ', 'acme SECRET ', 'acme-private-key ', 'acme:\n  api_key: ', '"acme": {"token": "', '[acme]\nsecret = ', 'acme {\n  key = "'])('takes %s', (text) => {
    expect(judge('adjacent', true, text, text)).toBe('pass');
  });

  const APART = ['acme, whose key is ', 'acme {\n  licence = "', 'acme\nthe key '];

  it.each(APART)('takes a generated value after %s', (text) => {
    for (const value of ['{{hex:32}}', '{{alnum-lower:30}}', '{{uuid}}']) expect(judge('adjacent', true, text, text, fillTemplate(value, 'apart'))).toBe('pass');
  });

  it('doubts the rest of an address', () => {
    expect(judge('adjacent', true, 'acme-rest-api-', 'acme', 'docs/blob/HEAD/source/wp-api-v1/_keys.md')).toBe('doubt');
  });

  it.each(APART)('doubts words, addresses and resources after %s', (text) => {
    for (const value of ['base64-encoded', 'UV_THREADPOOL_SIZE=128', 'specs/blob/4f2a9c1d7b', 'eipalloc-37fc1a52', 'providers_1.AuthMechanism2', 'v2.api.example5.acme.io', 'abc123def456']) {
      expect(judge('adjacent', true, text, text, value)).toBe('doubt');
    }
  });
});

describe('basic-auth', () => {
  const run = (text: string): string => CHECKS.get('basic-auth')?.(true)({ value: Buffer.from(text).toString('base64'), match: '', groups: {}, window: '', at: 0 }).kind ?? '';

  it('reads user and password', () => {
    expect(run(`deploy:${KEY}`)).toBe('pass');
    expect(run(`:${KEY}`)).toBe('pass');
    expect(run('user:password1')).toBe('doubt');
    expect(run('user:YOUR_PASSWORD')).toBe('reject');
    expect(run('no colon in it')).toBe('reject');
  });
});
