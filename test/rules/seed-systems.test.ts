import { describe, expect, it } from 'vitest';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher, makeScanner } from '#detect/scanner.ts';
import { fillTemplate } from '#ruleset/template.ts';
import { readRules } from '../../tools/read-rules.ts';

const scanner = makeScanner(makeMatcher(readRules().map((rule) => compileRule(rule))), { depth: 1 });

interface Seen {
  readonly rule: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly paired: boolean;
}

function scan(template: string): Seen[] {
  const bytes = Buffer.from(`${fillTemplate(template, 'seed')}\n`, 'utf8');
  const result = scanner.scan({ kind: 'chunk', origin: { kind: 'stdin', path: '-' }, bytes, offset: 0, last: true });
  return (result?.detections ?? []).map((found) => ({ rule: found.ruleId, facts: found.facts, paired: found.pair !== undefined }));
}

describe('the five seed systems', () => {
  it.each([
    ['NOXUS_API_KEY={{base64url:40}}', 'noxus-api-key'],
    ["curl https://backend.noxus.ai/v1/admin/me -H 'X-API-KEY: {{base62:40}}'", 'noxus-header'],
    ['Authorization: Simple {{foxnose:pair}}', 'foxnose-simple-header'],
    ['FOXNOSE_SECRET_KEY={{foxnose:private}}', 'foxnose-secret-key'],
    ['FOXNOSE_ACCESS_TOKEN={{jwt:exp=1700000000}}', 'foxnose-token'],
    ['NEUROAI_API_KEY=neuro_sk_{{alnum-lower:36}}', 'neuroai-api-key'],
    ['Authorization: Bearer neuro_sk_{{alnum-lower:36}}', 'neuroai-api-key'],
    ['X-API-Key: ak-{{hex:32}}{{base62:16}}', 'noorle-api-key'],
    ['Authorization: ApiKey ak-{{hex:32}}{{base62:16}}', 'noorle-api-key'],
    ["curl -H 'Authorization: Bearer {{base62:40}}' https://api.acme.io", 'http-bearer'],
    ['const token = "{{jwt:iss=acme,exp=1700000000}}";', 'jwt-token'],
  ])('are found: %s', (template, rule) => {
    expect(scan(template).map((found) => found.rule)).toContain(rule);
  });

  it('joins the halves of a FoxNose key and proves them', () => {
    const [found] = scan('FOXNOSE_PUBLIC_KEY={{foxnose:public}}\nFOXNOSE_SECRET_KEY={{foxnose:private}}');
    expect(found).toMatchObject({ rule: 'foxnose-secret-key', paired: true });
  });

  it('says when a token expires', () => {
    expect(scan('TOKEN="{{jwt:exp=1700000000}}"')[0]?.facts['expires']).toBe('2023-11-14T22:13:20.000Z');
  });

  it.each([
    'NOXUS_API_KEY=your_api_key_here', 'NOXUS_API_KEY=YOUR_NOXUS_API_KEY', 'NOXUS_API_KEY=noxus_1234567890abcdef...', 'api_key = os.environ["NOXUS_API_KEY"]',
    'FOXNOSE_ACCESS_TOKEN=YOUR_ACCESS_TOKEN', 'FOXNOSE_SECRET_KEY=base64-der-private-key', 'Authorization: Simple public-key:secret-key', 'token = "token123"',
    'NEUROAI_API_KEY=neuro_sk_1234567890abcdefghijklmnopqrstuvwxyz', 'key_id: key_abc123',
    'Authorization: Bearer YOUR_API_KEY', 'headers = {"Authorization": f"Bearer {api_key}"}', 'Authorization: `Bearer ${apiKey}`', 'details: key_1234567890',
    'X-API-Key: ak-{your_key}', 'NOORLE_API_KEY=ak-...', 'X-API-Key: ak-a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4s9t0u1v2w3x4y5z6', 'X-API-Key: ak-a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6',
    'X-API-Key: $NOORLE_API_KEY', 'NOORLE_API_KEY: ${{ secrets.NOORLE_API_KEY }}'.replace('${{ ', '${ '), 'access id ak-{{hex:32}}',
  ])('leave their placeholders alone: %s', (template) => {
    expect(scan(template)).toEqual([]);
  });
});
