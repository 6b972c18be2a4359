import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Detection } from '#core/finding.ts';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher, makeScanner } from '#detect/scanner.ts';
import type { Rule } from '#ruleset/rule.ts';
import { fillTemplate } from '#ruleset/template.ts';
import { readRules } from '../../tools/read-rules.ts';

/** Falls when a rule loses its checksum. */
const LEAST_CHECKSUMS = 40;

const rules = readRules();
const all = makeMatcher(rules.map((rule) => compileRule(rule)));

function scan(text: string, matcher: typeof all = all): readonly Detection[] {
  const chunk = { kind: 'chunk', origin: { kind: 'stdin', path: '-' }, bytes: Buffer.from(text), offset: 0, last: true } as const;
  return makeScanner(matcher, { depth: 5 }).scan(chunk)?.detections ?? [];
}

interface Proof {
  readonly rule: string;
  readonly confidence?: Detection['confidence'];
  readonly facts?: Readonly<Record<string, string>>;
}

/** What keys tell of themselves: a template, and what must come of it. */
const PROOFS: readonly (readonly [string, string, Proof])[] = [
  ['GitHub, classic', 'see {{github-crc:ghp_}} there', { rule: 'github-pat-classic', confidence: 'high' }],
  ['GitHub, fine-grained', 'see {{github-fine:github_pat_}} there', { rule: 'github-pat-fine-grained', confidence: 'high' }],
  ['npm', 'see {{github-crc:npm_}} there', { rule: 'npm-token', confidence: 'high' }],
  ['GitLab, routable', 'see {{crc32-b36-7-prefixed:glpat-:base64url:27:.01.0a}} there', { rule: 'gitlab-pat-routable', confidence: 'high' }],
  ['Azure, annotated', 'see {{cask:AZDO}} there', { rule: 'azure-devops-pat', confidence: 'high' }],
  ['Azure Storage', 'see {{azure-key:+ASt:76:Default0}} there', { rule: 'azure-storage-key', confidence: 'high' }],
  ['Grafana', 'see {{crc32-hexle-grafana:glsa_:base62:32}} there', { rule: 'grafana-sa-token', confidence: 'high' }],
  ['AWS, the account in the id', 'id AKIAQYLPMN5H{{base32:8}} there', { rule: 'aws-access-key-id', facts: { account: '' } }],
  ['AWS, id and secret', 'aws_access_key_id = AKIA{{base32:16}}\naws_secret_access_key = {{base64:40}}\n', { rule: 'aws-secret-access-key', confidence: 'high' }],
  ['Slack', 'see xoxb-{{digits:12}}-{{digits:12}}-{{base62:24}} there', { rule: 'slack-bot-token', confidence: 'high' }],
  ['Stripe', 'see sk_live_{{base62:24}} there', { rule: 'stripe-secret-live', confidence: 'high' }],
  ['Google', 'see AIza{{base64url:35}} there', { rule: 'google-api-key', confidence: 'high' }],
  ['JWT', 'token: {{jwt:iss=acme}}', { rule: 'jwt-token', facts: { issuer: 'acme' } }],
  ['macaroon', 'token: {{macaroon:api.acme.io}}', { rule: 'macaroon-v1', facts: { location: 'api.acme.io' } }],
  ['PASETO', 'v4.local.{{base64url:160}}', { rule: 'paseto-token' }],
  ['age', '{{bech32-upper-key:age-secret-key-:52}}', { rule: 'age-secret-key', confidence: 'high' }],
  ['OpenPGP armour', '{{pem:pgp}}', { rule: 'private-key-pem' }],
  ['SSH key', '{{pem:openssh}}', { rule: 'private-key-pem', facts: { encrypted: 'no' } }],
  ['SSH key with a passphrase', '{{pem:openssh-encrypted}}', { rule: 'private-key-pem', facts: { encrypted: 'yes' } }],
  ['PKCS#8', '{{pem:pkcs8}}', { rule: 'private-key-pem', facts: { encrypted: 'no' } }],
  ['PKCS#8, encrypted', '{{pem:encrypted}}', { rule: 'private-key-pem', facts: { encrypted: 'yes' } }],
  ['RSA', '{{pem:rsa}}', { rule: 'private-key-pem', facts: { encrypted: 'no' } }],
  ['RSA with a passphrase', '{{pem:rsa-encrypted}}', { rule: 'private-key-pem', facts: { encrypted: 'yes' } }],
  ['JWK', '{"kty":"EC","crv":"P-256","x":"{{base64url:43}}","y":"{{base64url:43}}","d":"{{base64url:43}}"}', { rule: 'private-key-jwk' }],
  ['key of a service account', '{"type": "service_account", "private_key_id": "{{hex:40}}", "private_key": "{{pem-line:pkcs8}}\\n"}', { rule: 'private-key-pem' }],
];

describe('a key that tells of itself', () => {
  it.each(PROOFS)('%s', (name, template, { rule, confidence, facts = {} }) => {
    const detections = scan(fillTemplate(template, name));
    const found = detections.find(({ ruleId }) => ruleId === rule);
    expect(detections.map(({ ruleId }) => ruleId), 'is named').toContain(rule);
    if (confidence !== undefined) expect(found?.confidence).toBe(confidence);
    for (const [key, value] of Object.entries(facts)) expect(found?.facts[key], key).toEqual(value === '' ? expect.any(String) : value);
  });
});

describe('a private key that was really made', () => {
  const keys = [1024, 2048, 3072].map((modulusLength) => [`RSA ${modulusLength}`, generateKeyPairSync('rsa', { modulusLength })] as const);
  const curves = ['P-256', 'P-384', 'P-521'].map((namedCurve) => [namedCurve, generateKeyPairSync('ec', { namedCurve })] as const);
  const base64 = (bytes: Buffer): string => `key: ${bytes.toString('base64')}\n`;

  it.each([
    ...keys.map(([name, { privateKey }]) => [`${name}, PKCS#8`, base64(privateKey.export({ type: 'pkcs8', format: 'der' }))]),
    ...keys.map(([name, { privateKey }]) => [`${name}, PKCS#1`, base64(privateKey.export({ type: 'pkcs1', format: 'der' }))]),
    ...curves.map(([name, { privateKey }]) => [`${name}, PKCS#8`, base64(privateKey.export({ type: 'pkcs8', format: 'der' }))]),
    ['Ed25519', base64(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }))],
    ['X25519', base64(generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'der' }))],
  ])('is known as DER in base64: %s', (_, text = '') => {
    expect(scan(text).map(({ ruleId, facts }) => [ruleId, facts['encrypted']])).toEqual([['private-key-der-base64', 'no']]);
  });

  it.each(keys)('is not taken for one where it is public: %s', (_, { publicKey }) => {
    expect(scan(base64(publicKey.export({ type: 'spki', format: 'der' })) + base64(publicKey.export({ type: 'pkcs1', format: 'der' })))).toEqual([]);
  });

  it('is milder where it is encrypted', () => {
    const key = keys[0]?.[1].privateKey;
    const plain = key?.export({ type: 'pkcs8', format: 'pem' }).toString() ?? '';
    const encrypted = key?.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString() ?? '';

    expect([plain, encrypted].map((text) => scan(text).map(({ ruleId, severity, facts }) => [ruleId, severity, facts['encrypted']]))).toEqual([[['private-key-pem', 'critical', 'no']], [['private-key-pem', 'medium', 'yes']]]);
  });
});

/** Rules whose keys carry a sum. */
const summed = rules.filter(({ checks }) => checks.some(({ name }) => name === 'checksum'));

/** Another character of the same kind at `at`. */
function altered(value: string, at: number): string {
  const old = value.charAt(at);
  const kinds: readonly (readonly [RegExp, string])[] = [[/[0-9]/, '37'], [/[a-f]/, 'bd'], [/[a-z]/, 'qk'], [/[A-F]/, 'BD'], [/[A-Z]/, 'QK']];
  const [first = '', second = ''] = kinds.find(([kind]) => kind.test(old))?.[1] ?? '--';
  return value.slice(0, at) + (old === first ? second : first) + value.slice(at + 1);
}

/** What the rule alone says of a text. */
function judged(rule: Rule, text: string): readonly Detection[] {
  return scan(text, makeMatcher([compileRule({ ...rule, secrecy: 'secret' })])).filter(({ ruleId }) => ruleId === rule.id);
}

describe('a key whose sum does not hold', () => {
  it(`is of one of ${LEAST_CHECKSUMS} rules and more`, () => {
    expect(summed.length).toBeGreaterThanOrEqual(LEAST_CHECKSUMS);
  });

  it.each(summed.map((rule): [string, Rule] => [rule.id, rule]))('%s is told as unlikely, never dropped, and stops no commit', (_, rule) => {
    const text = fillTemplate(rule.samples.hit[0] ?? '', `${rule.id}/sum`);
    const [sure] = judged(rule, text);
    expect(sure?.facts['unlikely'], 'the sum of the sample holds').toBeUndefined();
    const value = sure?.secret.reveal() ?? '';
    // A letter well inside the key: its ends may be prefix, or bits that the encoding leaves unused.
    const places = [0.5, 0.6, 0.45, 0.7, 0.4].map((share) => Math.floor(value.length * share));
    const doubts = places.flatMap((at) => judged(rule, text.replace(value, altered(value, at))).map(({ confidence, facts }) => [confidence === 'high', facts['unlikely'] !== undefined]));
    expect(doubts).toContainEqual([false, true]);
    expect(doubts).not.toContainEqual([true, true]);
  });
});
