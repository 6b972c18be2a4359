import { describe, expect, it } from 'vitest';
import { CHECKS, PAIR_PROOFS } from '#detect/checks/index.ts';
import type { CheckResult } from '#detect/checks/check.ts';
import { fillTemplate } from '#ruleset/template.ts';
import { candidateOf } from './candidate.ts';

function run(name: string, arg: unknown, value: string, groups: Readonly<Record<string, string>> = {}, before = ''): CheckResult {
  const factory = CHECKS.get(name);
  if (factory === undefined) throw new Error(`no check ${name}`);
  return factory(arg)(candidateOf(value, groups, before));
}
const sample = (template: string): string => fillTemplate(template, 'checks');

describe('pem', () => {
  it.each([
    ['rsa', 'RSA', 'no'],
    ['ec', 'EC', 'no'],
    ['pkcs8', 'RSA', 'no'],
    ['openssh', 'OpenSSH ssh-ed25519', 'no'],
    ['openssh-encrypted', 'OpenSSH ssh-ed25519', 'yes'],
    ['encrypted', 'PKCS#8', 'yes'],
    ['rsa-encrypted', 'RSA', 'yes'],
    ['pgp', 'OpenPGP', 'no'],
  ])('reads a block of kind %s', (kind, type, encrypted) => {
    expect(run('pem', true, sample(`{{pem:${kind}}}`))).toMatchObject({ kind: 'pass', facts: { type, encrypted } });
    expect(run('pem', true, sample(`{{pem-line:${kind}}}`))).toMatchObject({ kind: 'pass', facts: { type, encrypted } });
  });

  it('reads a block that stands as joined literals', () => {
    const joined = sample('{{pem:rsa}}').split('\n').join('\\n" +\n    "');
    expect(run('pem', true, joined)).toMatchObject({ kind: 'pass', facts: { type: 'RSA' } });
  });

  it('drops a header without a key, doubts a body that is none', () => {
    const mark = (word: string): string => `-----${word} ${['PRIVATE', 'KEY'].join(' ')}-----`;
    expect(run('pem', true, `${mark('BEGIN')}\n...\n${mark('END')}`).kind).toBe('reject');
    expect(run('pem', true, `${mark('BEGIN')}\n${sample('{{base64:200}}')}\n${mark('END')}`).kind).toBe('doubt');
  });
});

describe('jwt', () => {
  it('tells what the token says', () => {
    const result = run('jwt', true, sample('{{jwt:iss=acme,exp=1700000000}}'));
    expect(result).toMatchObject({ kind: 'pass', proven: true, facts: { issuer: 'acme', algorithm: 'HS256', expires: '2023-11-14T22:13:20.000Z' } });
  });

  it('drops unsigned, public and broken ones', () => {
    expect(run('jwt', true, sample('{{jwt:alg=none}}')).kind).toBe('reject');
    expect(run('jwt', true, sample('{{jwt:role=anon}}')).kind).toBe('reject');
    expect(run('jwt', true, sample('{{jwt:iss=supabase-demo}}')).kind).toBe('reject');
    expect(run('jwt', true, sample('eyJ{{base62:40}}.eyJ{{base62:40}}.{{base64url:43}}')).kind).toBe('reject');
  });

  it('asks for a text in the payload', () => {
    expect(run('jwt', { payload: ['acme'] }, sample('{{jwt:iss=acme}}')).kind).toBe('pass');
    expect(run('jwt', { payload: ['acme'] }, sample('{{jwt:iss=other}}')).kind).toBe('reject');
  });
});

describe('foxnose-p256', () => {
  it.each(['pkcs8', 'sec1'])('proves a pair in %s', (form) => {
    const [open, secret] = [sample('{{foxnose:public}}'), sample(`{{foxnose:private:${form}}}`)];
    expect(PAIR_PROOFS.get('foxnose-p256')?.(open, secret)).toBe(true);
    expect(PAIR_PROOFS.get('foxnose-p256')?.(secret, open)).toBe(true);
    expect(run('foxnose-p256', true, secret)).toMatchObject({ kind: 'pass', facts: { 'public-key': open } });
    expect(run('p256-point', true, open).kind).toBe('pass');
  });

  it('doubts halves of two keys', () => {
    const groups = { public: fillTemplate('{{foxnose:public}}', 'other'), private: sample('{{foxnose:private}}') };
    expect(run('foxnose-p256', true, 'a:b', groups).kind).toBe('doubt');
    expect(run('foxnose-p256', true, sample('{{base64:184}}')).kind).toBe('doubt');
  });
});

describe('placeholder', () => {
  it.each(['YOUR_API_KEY', 'your-api-key-here', '<token>', '${TOKEN}', '{{ token }}', 'xxxxxxxxxxxx', '$TOKEN', 'process.env.API_KEY', 'my_example_key', 'sk-...', '********'])(
    'drops %s',
    (value) => expect(run('placeholder', true, value).kind).toBe('reject'),
  );

  it.each(['1234567890abcdef', 'abcdefghijklmnop', 'a1b2c3d4e5f6g7h8', '0000000000000000', 'deadbeefdeadbeefdeadbeef', 'zyxwvutsrqponmlk', 'acme_inVAlidinvalidinvalidinvali_4f2a9c1d'])('doubts %s, drops it when strict', (value) => {
    expect(run('placeholder', true, value).kind).toBe('doubt');
    expect(run('placeholder', 'strict', value).kind).toBe('reject');
  });

  it('leaves random text alone', () => {
    for (let round = 0; round < 200; round++) {
      expect(run('placeholder', 'strict', fillTemplate('{{hex:32}}', String(round))).kind).toBe('pass');
      expect(run('placeholder', 'strict', fillTemplate('{{base62:40}}', String(round))).kind).toBe('pass');
    }
  });
});

describe('url-password', () => {
  const judge = (user: string, password: string, host: string): string => run('url-password', true, password, { user, host }).kind;

  it('judges user, password and host', () => {
    expect(judge('app', sample('{{base62:16}}'), 'db.acme.io')).toBe('pass');
    expect(judge('app', '${DB_PASSWORD}', 'db.acme.io')).toBe('reject');
    expect(judge('app', '<password>', 'db.acme.io')).toBe('reject');
    expect(judge('app', 'app', 'db.acme.io')).toBe('doubt');
    expect(judge('app', sample('{{base62:16}}'), 'localhost:5432')).toBe('doubt');
    expect(judge('app', sample('{{base62:16}}'), 'db.example.com')).toBe('doubt');
    expect(judge('app', 'password', 'db.acme.io')).toBe('doubt');
  });
});

/** An id of AWS by its second letter and what stands behind the four. */
const awsId = (letter: string, rest: string): string => `A${letter}IA${rest}`;

describe('small checks', () => {
  it('aws-account decodes the published pair', () => {
    expect(run('aws-account', true, awsId('S', 'QNZGKIQY56JQ7WML'))).toEqual({ kind: 'pass', facts: { account: '029608264753' } });
    expect(run('aws-account', true, awsId('K', 'IOSFODNN7ABCDEFG'))).toEqual({ kind: 'pass' });
  });

  it('entropy, distinct, length, alphabet', () => {
    expect(run('entropy', { min: 3 }, sample('{{hex:32}}')).kind).toBe('pass');
    expect(run('entropy', { min: 3 }, 'aaaaaaaabbbbbbbb').kind).toBe('reject');
    expect(run('distinct', 3, 'abab').kind).toBe('reject');
    expect(run('distinct', 2, 'abab').kind).toBe('pass');
    expect(run('length', [2, 4], 'abab').kind).toBe('pass');
    expect(run('length', { min: 5 }, 'abab').kind).toBe('reject');
    expect(run('alphabet', ['digit', 'upper'], 'a1B').kind).toBe('pass');
    expect(run('alphabet', ['digit', 'upper'], 'ab1').kind).toBe('reject');
  });

  it('uuid refuses filled-in ones', () => {
    expect(run('uuid', true, sample('{{uuid}}')).kind).toBe('pass');
    expect(run('uuid', true, '00000000-0000-4000-a000-000000000000').kind).toBe('reject');
  });

  it('never knows texts, beginnings and hashes', () => {
    expect(run('never', ['abc'], 'ABC').kind).toBe('reject');
    expect(run('never', ['ab*'], 'abz').kind).toBe('reject');
    expect(run('never', ['sha256:ba7816bf8f01cfea'], 'abc').kind).toBe('reject');
    expect(run('never', ['sha256:ba7816bf8f01cfea', 'x'], 'abd').kind).toBe('pass');
  });

  it('words drops identifiers, keeps random text', () => {
    expect(run('words', true, 'fetchUserTokenFromCache').kind).toBe('reject');
    expect(run('words', true, 'LedgerV2Reconciler').kind).toBe('reject');
    for (const id of ['x-token-v2', 'stripe-secret-live', 'influxdb_token_eu1', 'slackBotTokenV1', 'okta-token-2024', 'github.oauth-token.2', 'metrics.k8s.io/v1beta1', 'X-Acme-Api-Key-2', 'i18n.acme.key.title2', 'GPL-3.0-or-later', 'tbl_tokens_v2_2023']) expect(run('words', 0.4, id).kind).toBe('reject');
    for (const template of ['{{base62:20}}', '{{hex:32}}', '{{base62:4}}-{{base62:12}}']) expect(run('words', true, fillTemplate(template, template)).kind).toBe('pass');
    for (let round = 0; round < 200; round++) expect(run('words', true, fillTemplate('{{base62:20}}', String(round))).kind).toBe('pass');
  });

  it('not-hash-context looks straight before the key', () => {
    const key = sample('{{hex:40}}');
    expect(run('not-hash-context', true, key, {}, 'sha1: ').kind).toBe('reject');
    expect(run('not-hash-context', true, key, {}, 'commit ').kind).toBe('reject');
    expect(run('not-hash-context', true, key, {}, 'token = ').kind).toBe('pass');
  });

  it('base64-json asks for members', () => {
    expect(run('base64-json', ['k'], sample('{{b64:{"k":1} }}')).kind).toBe('pass');
    expect(run('base64-json', ['n'], sample('{{b64:{"k":1} }}')).kind).toBe('reject');
    expect(run('base64-json', ['k'], sample('{{b64:{"k":"EXAMPLEkey"} }}')).kind).toBe('reject');
    expect(run('base64-json', true, sample('{{base64:40}}')).kind).toBe('reject');
  });

  it('refuses arguments that do not hold', () => {
    for (const [name, arg] of [['entropy', { most: 1 }], ['length', 'x'], ['alphabet', ['roman']], ['uuid', 3], ['placeholder', 'maybe'], ['never', 4], ['jwt', { iss: 1 }]] as const) {
      expect(() => CHECKS.get(name)?.(arg), name).toThrow();
    }
  });
});

describe('passwords that a published key opens', () => {
  it('gpp-password decrypts them', () => {
    expect(run('gpp-password', true, sample('{{gpp-password:14}}'))).toMatchObject({ kind: 'pass', proven: true });
    expect(run('gpp-password', true, sample('{{gpp-password:14}}').replaceAll('=', ''))).toMatchObject({ kind: 'pass', proven: true });
    expect(run('gpp-password', true, sample('{{gpp-password:14}}').toLowerCase()).kind).toBe('doubt');
    expect(run('gpp-password', true, sample('{{base64:30}}')).kind).toBe('doubt');
    expect(run('gpp-password', true, '').kind).toBe('doubt');
  });

  it('cisco-type7 takes the pad off', () => {
    expect(run('cisco-type7', true, sample('{{cisco-type7:12}}'))).toMatchObject({ kind: 'pass', proven: true });
    expect(run('cisco-type7', true, sample('{{cisco-type7:4}}'))).toEqual({ kind: 'pass' });
    expect(run('cisco-type7', true, `00${'FF'.repeat(9)}`).kind).toBe('doubt');
    expect(run('cisco-type7', true, sample('$9${{base62:14}}')).kind).toBe('pass');
  });
});
