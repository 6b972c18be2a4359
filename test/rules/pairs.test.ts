import { describe, expect, it } from 'vitest';
import type { Detection } from '#core/finding.ts';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher, makeScanner } from '#detect/scanner.ts';
import { fillTemplate } from '#ruleset/template.ts';
import { readRules } from '../../tools/read-rules.ts';

const all = makeMatcher(readRules().map((rule) => compileRule(rule)));

function scan(text: string): readonly Detection[] {
  const chunk = { kind: 'chunk', origin: { kind: 'stdin', path: '-' }, bytes: Buffer.from(text), offset: 0, last: true } as const;
  return makeScanner(all, { depth: 5 }).scan(chunk)?.detections ?? [];
}

type Setting = readonly [string, string];
interface Halves {
  readonly id: Setting;
  readonly secret: Setting;
  readonly rules: readonly [string, string];
}

/** Identifiers that are findings where they stand alone, with their secrets. */
const VENDORS: Readonly<Record<string, Halves>> = {
  AWS: { id: ['AWS_ACCESS_KEY_ID', 'AKIA{{base32:16}}'], secret: ['AWS_SECRET_ACCESS_KEY', '{{base64:40}}'], rules: ['aws-access-key-id', 'aws-secret-access-key'] },
  'AWS STS': { id: ['AWS_ACCESS_KEY_ID', 'ASIA{{base32:16}}'], secret: ['AWS_SECRET_ACCESS_KEY', '{{base64:40}}'], rules: ['aws-session-key-id', 'aws-secret-access-key'] },
  'AWS under other names': { id: ['S3_KEY', 'AKIA{{base32:16}}'], secret: ['S3_SECRET', '{{base64:40}}'], rules: ['aws-access-key-id', 'aws-secret-of-pair'] },
  'Alibaba Cloud': { id: ['ALIBABA_ACCESS_KEY_ID', 'LTAI{{base62:20}}'], secret: ['ALIBABA_ACCESS_KEY_SECRET', '{{base62:30}}'], rules: ['alibaba-cloud-key-id', 'alibaba-cloud-secret-of-pair'] },
  'Tencent Cloud': { id: ['TENCENTCLOUD_SECRET_ID', 'AKID{{base62:32}}'], secret: ['TENCENTCLOUD_SECRET_KEY', '{{base62:32}}'], rules: ['tencent-cloud-id', 'tencent-cloud-secret'] },
  Twilio: { id: ['TWILIO_API_KEY', 'SK{{hex:32}}'], secret: ['TWILIO_API_SECRET', '{{base62:32}}'], rules: ['twilio-api-key', 'twilio-api-secret'] },
  Razorpay: { id: ['RAZORPAY_KEY_ID', 'rzp_live_{{base62:14}}'], secret: ['RAZORPAY_KEY_SECRET', '{{base62:24}}'], rules: ['razorpay-id', 'razorpay-secret'] },
  Scaleway: { id: ['SCW_ACCESS_KEY', 'SCW{{alnum-upper:17}}'], secret: ['SCW_SECRET_KEY', '{{uuid}}'], rules: ['scaleway-access', 'scaleway-secret'] },
  'Cloud Storage': { id: ['GCP_ACCESS_KEY', 'GOOG1E{{alnum-upper:55}}'], secret: ['GCP_SECRET', '{{base64:40}}'], rules: ['gcp-hmac-id', 'gcp-hmac-secret'] },
};

const FORMS: Readonly<Record<string, (settings: readonly Setting[]) => string>> = {
  dotenv: (settings) => settings.map(([name, value]) => `${name}=${value}\n`).join(''),
  JSON: (settings) => JSON.stringify({ keys: Object.fromEntries(settings) }, null, 2),
  YAML: (settings) => `config:\n${settings.map(([name, value]) => `  ${name.toLowerCase()}: ${value}\n`).join('')}`,
  Terraform: (settings) => `provider "x" {\n${settings.map(([name, value]) => `  ${name.toLowerCase()} = "${value}"\n`).join('')}}\n`,
};

const CASES = Object.entries(VENDORS).flatMap(([vendor, halves]) => Object.keys(FORMS).map((form) => ({ vendor, form, ...halves })));
const inForm = (form: string, settings: readonly Setting[]): string => fillTemplate(FORMS[form]?.(settings) ?? '', form);

describe('an identifier and its secret', () => {
  it('tell together what either of them says: the account of an AWS key stands in its id', () => {
    const { id, secret } = VENDORS['AWS'] as Halves;
    const [alone] = scan(inForm('dotenv', [id]));
    const [joined] = scan(inForm('dotenv', [id, secret]));
    expect(alone?.facts['account']).toMatch(/^\d{12}$/);
    expect(joined?.facts['account']).toBe(alone?.facts['account']);
  });

  it.each(CASES)('of $vendor are one finding with two places, in $form', ({ form, id, secret, rules }) => {
    const [idRule, secretRule] = rules;
    const found = scan(inForm(form, [id, secret]));
    expect(found.map(({ ruleId, pair }) => [ruleId, pair?.ruleId])).toEqual([[secretRule, idRule]]);
    expect((found[0]?.start.line ?? 0) - (found[0]?.pair?.start.line ?? 0)).toBe(1);
  });

  it.each(CASES.filter(({ form }) => form === 'dotenv'))('of $vendor are two where they stand apart', ({ form, id, secret, rules }) => {
    const [idRule] = rules;
    const text = inForm(form, [id, ['NOTES', 'x '.repeat(400)], secret]);
    expect(scan(text).map(({ ruleId, pair }) => [ruleId, pair?.ruleId])).toContainEqual([idRule, undefined]);
  });

  it('of several profiles go with each other', () => {
    const profile = (name: string): string =>
      fillTemplate(`[${name}]\naws_access_key_id = AKIA{{base32:16}}\nregion = eu-central-1\noutput = json\naws_secret_access_key = {{base64:40}}\n`, name);
    const names = ['default', 'a', 'staging'];
    const found = scan(names.map(profile).join(''));
    const words = names.map((name) => [...profile(name).matchAll(/key(?:_id)? = (\S+)/g)].map(([, value]) => value));
    expect(found.map(({ secret, pair }) => [pair?.secret.reveal(), secret.reveal()])).toEqual(words);
  });

  it.each(['new Credentials("ID", "SECRET")', 'bob,ID,SECRET', 's3://ID:SECRET@bucket/', 'ID:SECRET\n', 'key id: ID\nsecret: SECRET'])('of AWS are known without a name: %s', (form) => {
    const text = fillTemplate(form.replace('ID', 'AKIA{{base32:16}}').replace('SECRET', '{{base64:40}}'), form);
    expect(scan(text).map(({ ruleId, pair }) => [ruleId, pair?.ruleId])).toEqual([['aws-secret-of-pair', 'aws-access-key-id']]);
  });
});
