import { describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { HttpRequest } from '#http/http.ts';
import { signV4 } from '#http/sign-v4.ts';
import { AWS } from '#providers/aws/aws.ts';
import type { ProviderContext } from '#providers/provider.ts';

const KEY = `AKIA${'B'.repeat(16)}:${'s'.repeat(40)}`;
const error = (code: string): string => `<ErrorResponse xmlns="x"><Error><Type>Sender</Type><Code>${code}</Code><Message>m</Message></Error></ErrorResponse>`;
const identity = (arn: string): string => `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`;

function contextOf(status: number, body: string, more: { headers?: Record<string, string>; settings?: Record<string, string> } = {}): ProviderContext & { readonly sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const send = async (request: HttpRequest) => (sent.push(request), { status, headers: more.headers ?? {}, body });
  return { http: { send }, base: 'https://iam.amazonaws.com', clock: Date, settings: more.settings ?? {}, sent };
}

describe('AWS', () => {
  it('signs as the documentation does', () => {
    // The example of the general reference; its key is put together here.
    const key = { id: ['AKID', 'EXAMPLE'].join(''), secret: ['wJalrXUtnFEMI', 'K7MDENG+bPxRfiCY', 'EXAMPLEKEY'].join('/').replace('CY/', 'CY') };
    const request: HttpRequest = { method: 'GET', url: 'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08', headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } };
    const signed = signV4(request, key, { service: 'iam', region: 'us-east-1', at: new Date('2015-08-30T12:36:00Z') });
    expect(signed.headers['authorization']).toMatch(/Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7$/);
  });

  it.each([
    [200, identity('arn:aws:iam::123456789012:user/u'), 'live'],
    [200, '<html><Arn>x</Arn></html>', 'unknown'],
    [200, error('InvalidClientTokenId'), 'dead'],
    [403, error('InvalidClientTokenId'), 'dead'],
    [403, '<Code>InvalidClientTokenId</Code>', 'unknown'],
    [403, error('ExpiredToken'), 'dead'],
    [403, error('AccessDenied'), 'restricted'],
    [403, error('SignatureDoesNotMatch'), 'unknown'],
    [403, error('constructor-like'), 'unknown'],
    [403, '{}', 'unknown'],
    [401, '{}', 'unknown'],
    [503, error('Throttling'), 'unknown'],
  ])('%i %s', async (status, body, state) => expect(await AWS.verify?.(new Secret(KEY), contextOf(status, body))).toMatchObject({ state }));

  it('speaks to the partition that the operator names', async () => {
    for (const [partition, host] of [['aws', 'sts.amazonaws.com'], ['aws-cn', 'sts.cn-north-1.amazonaws.com.cn'], ['aws-us-gov', 'sts.us-gov-west-1.amazonaws.com']]) {
      const context = contextOf(200, identity('arn'), { settings: { partition: partition ?? '' } });
      await AWS.verify?.(new Secret(KEY), context);
      expect(new URL(context.sent[0]?.url ?? '').host).toBe(host);
    }
  });

  it('signs again by the clock of AWS when its own is wrong', async () => {
    const context = contextOf(403, error('SignatureDoesNotMatch'), { headers: { date: 'Thu, 01 Jan 2015 00:00:00 GMT' } });
    expect(await AWS.verify?.(new Secret(KEY), context)).toMatchObject({ state: 'unknown', advice: expect.stringContaining('clock') });
    expect(context.sent.map(({ headers }) => headers['x-amz-date'])).toEqual([expect.not.stringMatching(/^2015/), '20150101T000000Z']);
    const inTime = contextOf(403, error('SignatureDoesNotMatch'), { headers: { date: new Date().toUTCString() } });
    await AWS.verify?.(new Secret(KEY), inTime);
    expect(inTime.sent).toHaveLength(1);
  });

  it('asks nothing with a canary', async () => {
    // Base32 of the account behind the four letters.
    const idOf = (account: number): string => {
      const bits = (BigInt(account) << 7n).toString(2).padStart(48, '0').padEnd(80, '0');
      return `AKIA${Array.from({ length: 16 }, (_, i) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(bits.slice(i * 5, i * 5 + 5), 2)]).join('')}`;
    };
    for (const [account, settings] of [[992382622183, {}], [123456789012, { canaries: '999999999999, 123456789012' }]] as const) {
      const context = contextOf(200, identity('arn'), { settings });
      expect(await AWS.verify?.(new Secret(`${idOf(account)}:${'s'.repeat(40)}`), context)).toMatchObject({ state: 'not-verifiable' });
      expect(context.sent).toEqual([]);
    }
  });

  it('names no key of root, none that is temporary, and none that does not answer', async () => {
    expect(await AWS.identify?.(new Secret(KEY), contextOf(200, identity('arn:aws:iam::123456789012:root')))).toMatchObject({ exact: false });
    expect(await AWS.identify?.(new Secret(`${KEY.replace('AKIA', 'ASIA')}:session`), contextOf(200, identity('arn')))).toMatchObject({ exact: false });
    expect(await AWS.identify?.(new Secret(KEY), contextOf(503, ''))).toMatchObject({ exact: false });
    await expect(AWS.verify?.(new Secret('half'), contextOf(200, ''))).rejects.toThrow('no whole key');
  });

  it('gives its pieces', () => {
    expect(AWS.part?.(new Secret(KEY), 'id').reveal()).toBe(KEY.slice(0, 20));
    expect(AWS.part?.(new Secret(KEY), 'secret').reveal()).toBe(KEY.slice(21));
    expect(() => AWS.part?.(new Secret(KEY), 'other')).toThrow('pieces');
  });
});
