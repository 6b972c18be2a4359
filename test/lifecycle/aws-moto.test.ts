import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import { withRetry } from '#http/retry.ts';
import { makeHttp } from '#http/send.ts';
import type { AwsKey } from '#http/sign-v4.ts';
import { AWS } from '#providers/aws/aws.ts';
import type { ProviderContext } from '#providers/provider.ts';
import { keyIn, startMoto, type Moto } from '../helpers/moto.ts';
import { goOn, makeRotation, planRotation, remove, valueIn } from '../helpers/rotation.ts';

const text = ({ id, secret }: AwsKey): string => `${id}:${secret}`;
const clock = { now: () => 0, sleep: async () => undefined };
const moto: Moto | undefined = await startMoto();
if (moto === undefined) process.stderr.write('SKIPPED: moto cannot be had here (see test/services/moto.sh); nothing about AWS was tried\n');

describe.skipIf(moto === undefined)('AWS as moto plays it', () => {
  const { base, call, operator } = moto ?? ({} as Moto);
  let user = '';
  let old: AwsKey;
  let context: ProviderContext;
  let count = 0;

  beforeAll(() => {
    context = { http: withRetry(makeHttp({ privateHosts: new Set(['127.0.0.1']) }), clock), base, operator: new Secret(text(operator)), clock: Date, settings: {} };
  });
  beforeEach(async () => {
    user = `service-${(count += 1)}`;
    await call(operator, { Action: 'CreateUser', UserName: user });
    old = keyIn((await call(operator, { Action: 'CreateAccessKey', UserName: user })).body);
  });
  afterAll(() => moto?.stop());
  const verify = (key: AwsKey): Promise<unknown> | undefined => AWS.verify?.(new Secret(text(key)), context);

  it('tells whose the operator’s key is', async () => {
    expect(await AWS.readRights?.(context, { id: old.id, value: new Secret(text(old)) }, 'rotate')).toMatchObject({ told: expect.stringMatching(/^arn:aws:iam::\d+:/), missing: [], excess: [] });
  });

  it('tells live, dead and mismatched keys apart', async () => {
    expect(await verify(old)).toMatchObject({ state: 'live', account: expect.stringContaining(`:user/${user}`) });
    expect(await verify({ ...old, secret: 'b'.repeat(40) })).toMatchObject({ state: 'unknown', why: expect.stringContaining('SignatureDoesNotMatch') });
    expect(await verify({ ...old, id: `AKIA${'B'.repeat(16)}` })).toMatchObject({ state: 'dead' });
    await call(operator, { Action: 'UpdateAccessKey', UserName: user, AccessKeyId: old.id, Status: 'Inactive' });
    expect(await verify(old)).toMatchObject({ state: 'dead' });
  });

  it('rotates: the old key works before, and the new one alone after', async () => {
    expect(await AWS.identify?.(new Secret(text(old)), context)).toMatchObject({ exact: true, id: old.id });
    const rotation = makeRotation(text(old), 1);
    planRotation(rotation, { provider: 'aws', oldId: old.id, oldKey: text(old) });
    expect(await goOn(rotation, { provider: AWS, base, operator: text(operator), oldKey: text(old) })).toEqual({ state: 'closed' });
    const [id = '', secret = ''] = (valueIn(rotation.files[0] ?? '') ?? '').split(':');
    expect(await verify({ id, secret })).toMatchObject({ state: 'live' });
    expect(await verify(old)).toMatchObject({ state: 'dead' });
    expect(await AWS.list?.(context, { id, value: new Secret('') })).toEqual([{ id, label: '' }]);
    remove(rotation);
  });

  it('says that there is no room before anything is made', async () => {
    const other = keyIn((await call(operator, { Action: 'CreateAccessKey', UserName: user })).body);
    await expect(AWS.checkRoom?.({ id: old.id, value: new Secret(text(old)) }, context)).rejects.toThrow(other.id);
    await expect(AWS.create?.('label', context, { id: old.id, value: new Secret(text(old)) })).rejects.toThrow('LimitExceeded');
  });

  it('a key that is gone is no error, one that may not be managed is', async () => {
    await AWS.revoke?.(old.id, context);
    await AWS.revoke?.(old.id, context);
    const weak = { ...context, operator: new Secret(text(old)) };
    await expect(AWS.revoke?.(operator.id, weak)).rejects.toThrow('GetAccessKeyLastUsed');
    expect((await call(operator, { Action: 'ListUsers' })).status).toBe(200);
  });
});
