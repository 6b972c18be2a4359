import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import { makeHttp } from '#http/send.ts';
import { signV4, type AwsKey } from '#http/sign-v4.ts';
import { readTarget } from '#sinks/registry.ts';
import type { Sink } from '#sinks/sink.ts';
import { base62 } from '../helpers/keys.ts';
import { keyIn, startMoto, type Moto } from '../helpers/moto.ts';
import { failureIn, FAULTS } from '../helpers/sinks/faults.ts';
import { serveProxy } from '../helpers/sinks/proxy.ts';
import type { SinkCall, SinkServer } from '../helpers/sinks/sink-server.ts';

const VALUE = base62('aws value', 40);
const REGION = 'eu-central-1';
const ACTIONS = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'ssm:GetParameter', 'ssm:DescribeParameters', 'ssm:PutParameter', 'kms:*'];
const moto: Moto | undefined = await startMoto();
if (moto === undefined) process.stderr.write('SKIPPED: moto cannot be had here (see test/services/moto.sh); nothing about the stores of AWS was tried\n');

describe('the address of a store of AWS', () => {
  it.each(['aws-ssm:nowhere#/a', 'aws-ssm:eu-central-1#a b', 'aws-ssm:eu-central-1', 'aws-secrets-manager:eu-central-1', 'aws-secrets-manager:eu-central-1.evil.example/x', 'aws-secrets-manager:a.b/x'])('is refused: %s', (target) => {
    const env = { STANCH_SINK_AWS_KEY: `AKIA${'A'.repeat(16)}:secret` };
    expect(() => { const { kind, ...rest } = readTarget(target); kind.open(rest, { env, clock: { now: () => 0, sleep: async () => undefined }, cwd: '/' }); }).toThrow();
  });
});

describe.skipIf(moto === undefined)('the stores of AWS, as moto plays them', () => {
  const { base, call, operator } = moto ?? ({} as Moto);
  let server: SinkServer;
  let key: AwsKey;
  let weak: AwsKey;
  let root: AwsKey;
  let count = 0;

  const userWith = async (name: string, actions: readonly string[]): Promise<AwsKey> => {
    await call(operator, { Action: 'CreateUser', UserName: name });
    await call(operator, { Action: 'PutUserPolicy', UserName: name, PolicyName: 'p', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }) });
    return keyIn((await call(operator, { Action: 'CreateAccessKey', UserName: name })).body);
  };
  const http = makeHttp({ privateHosts: new Set(['127.0.0.1']) });
  const ask = async (target: string, body: unknown): Promise<Record<string, unknown>> => {
    const service = target.startsWith('secretsmanager') ? 'secretsmanager' : target.startsWith('TrentService') ? 'kms' : 'ssm';
    const request = { method: 'POST' as const, url: `${base}/`, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }, body: JSON.stringify(body) };
    const response = await http.send(signV4(request, root, { service, region: REGION, at: new Date() }));
    expect(response.status, response.body).toBe(200);
    return JSON.parse(response.body) as Record<string, unknown>;
  };
  const open = (target: string, as: AwsKey = key): Sink => {
    const { kind, ...rest } = readTarget(target);
    const env = { AWS_ENDPOINT_URL: server.base, AWS_ACCESS_KEY_ID: as.id, AWS_SECRET_ACCESS_KEY: as.secret };
    return kind.open(rest, { env, clock: { now: () => Date.now(), sleep: async () => undefined }, cwd: '/' });
  };

  beforeAll(async () => {
    key = await userWith('deliverer', ACTIONS);
    weak = await userWith('weak', ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'ssm:GetParameter', 'ssm:DescribeParameters']);
    root = await userWith('setup', ['secretsmanager:*', 'ssm:*', 'kms:*']);
  });
  beforeEach(async () => {
    server = await serveProxy(base);
    count++;
  });
  afterEach(() => server.close());
  afterAll(() => moto?.stop());

  const valueOf = async (id: string): Promise<unknown> => (await ask('secretsmanager.GetSecretValue', { SecretId: id }))['SecretString'];

  describe('Secrets Manager', () => {
    const id = (): string => `shop/production-${count}`;
    const target = (): string => `aws-secrets-manager:${REGION}/${id()}#API_KEY`;
    const make = (value: unknown): Promise<unknown> => ask('secretsmanager.CreateSecret', { Name: id(), SecretString: typeof value === 'string' ? value : JSON.stringify(value) });

    it('changes one field, and the version before keeps the old value', async () => {
      await make({ API_KEY: 'old', OTHER: 'kept' });
      expect(await open(target()).look?.()).toBe('is there');
      await open(target()).write(new Secret(VALUE));
      expect(JSON.parse(String(await valueOf(id())))).toEqual({ API_KEY: VALUE, OTHER: 'kept' });
      expect((await open(target()).readBack?.())?.reveal()).toBe(VALUE);
      expect((await ask('secretsmanager.GetSecretValue', { SecretId: id(), VersionStage: 'AWSPREVIOUS' }))['SecretString']).toContain('old');
    });

    it('takes the whole text where no field is named, and writes the same value once', async () => {
      await make('old');
      const whole = `aws-secrets-manager:${REGION}/${id()}`;
      await open(whole).write(new Secret(VALUE));
      await open(whole).write(new Secret(VALUE));
      expect(server.calls.filter(({ headers }) => String(headers['x-amz-target']).endsWith('PutSecretValue'))).toHaveLength(1);
      expect((await open(whole).readBack?.())?.reveal()).toBe(VALUE);
    });

    it('refuses what is not there, no object, and numbers that would change', async () => {
      expect((await failureIn(open(target()).write(new Secret(VALUE)), [VALUE])).message).toContain('there is no secret');
      await make('no-json-at-all');
      expect((await failureIn(open(target()).write(new Secret(VALUE)), [VALUE, 'no-json-at-all'])).message).toContain('no JSON object');
      count++;
      await make('{"API_KEY":"old","N":12345678901234567890}');
      expect((await failureIn(open(target()).write(new Secret(VALUE)), [VALUE])).message).toContain('lose digits');
    });

    it('is said to have been written by somebody else meanwhile', async () => {
      await make({ API_KEY: 'old' });
      server.before = async ({ headers }) => {
        if (String(headers['x-amz-target']).endsWith('PutSecretValue')) await ask('secretsmanager.PutSecretValue', { SecretId: id(), SecretString: '{"API_KEY":"old","THEIRS":"x"}' });
      };
      const error = await failureIn(open(target()).write(new Secret(VALUE)), [VALUE, key.secret]);
      expect(error.message).toContain('somebody else wrote');
      expect(error.hint).toMatch(/stands in version [\w-]{36}/);
    });

    it('a key without the right, and one that is gone, deliver nothing', async () => {
      await make({ API_KEY: 'old' });
      expect((await failureIn(open(target(), weak).write(new Secret(VALUE)), [VALUE, weak.secret])).message).toMatch(/answered (400|403)/);
      await failureIn(open(target(), { id: `AKIA${'B'.repeat(16)}`, secret: 'b'.repeat(40) }).write(new Secret(VALUE)), [VALUE]);
      await failureIn(open(target(), { ...key, secret: 'b'.repeat(40) }).write(new Secret(VALUE)), [VALUE]);
      expect(await valueOf(id())).toContain('old');
    });
  });

  describe('Parameter Store', () => {
    const name = (): string => `/shop/key-${count}`;
    const target = (): string => `aws-ssm:${REGION}#${name()}`;
    const read = async (): Promise<unknown> => (await ask('AmazonSSM.GetParameter', { Name: name(), WithDecryption: true }))['Parameter'];

    it('makes an encrypted parameter, and changes it', async () => {
      expect(await open(target()).look?.()).toContain('is not there yet');
      await open(target()).write(new Secret('first'));
      await open(target()).write(new Secret(VALUE));
      expect(await read()).toMatchObject({ Type: 'SecureString', Value: VALUE, Version: 2 });
      expect((await open(target()).readBack?.())?.reveal()).toBe(VALUE);
    });

    it('keeps the key of encryption', async () => {
      const { KeyMetadata } = (await ask('TrentService.CreateKey', {})) as { KeyMetadata: { KeyId: string } };
      await ask('AmazonSSM.PutParameter', { Name: name(), Value: 'old', Type: 'SecureString', KeyId: KeyMetadata.KeyId });
      await open(target()).write(new Secret(VALUE));
      const { Parameters } = (await ask('AmazonSSM.DescribeParameters', { ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [name()] }] })) as { Parameters: { KeyId: string }[] };
      expect([Parameters[0]?.KeyId, await read()]).toEqual([KeyMetadata.KeyId, expect.objectContaining({ Value: VALUE })]);
    });

    it('puts no key into a parameter that is not encrypted', async () => {
      await ask('AmazonSSM.PutParameter', { Name: name(), Value: 'old', Type: 'String' });
      // One after the other: a failure that nobody waits for yet would end the test run.
      for (const work of [() => open(target()).write(new Secret(VALUE)), () => open(target()).look?.()]) expect((await failureIn(work() ?? Promise.resolve(), [VALUE])).message).toContain('not encrypted');
      expect(await read()).toMatchObject({ Value: 'old' });
    });

    it('is said to have been written by somebody else meanwhile', async () => {
      await open(target()).write(new Secret('old'));
      server.before = async ({ headers }) => {
        if (String(headers['x-amz-target']).endsWith('PutParameter')) await ask('AmazonSSM.PutParameter', { Name: name(), Value: 'theirs', Type: 'SecureString', Overwrite: true });
      };
      expect((await failureIn(open(target()).write(new Secret(VALUE)), [VALUE, 'theirs'])).message).toContain('somebody else wrote');
    });
  });

  it.each([
    ['secretsmanager', 3],
    ['AmazonSSM', 3],
  ] as const)('counts nothing as delivered that did not happen (%s)', async (service, actions) => {
    const isManager = service === 'secretsmanager';
    const name = isManager ? `faults-${count}` : `/faults-${count}`;
    await (isManager ? ask('secretsmanager.CreateSecret', { Name: name, SecretString: 'old' }) : ask('AmazonSSM.PutParameter', { Name: name, Value: 'old', Type: 'SecureString' }));
    const sink = (): Sink => open(isManager ? `aws-secrets-manager:${REGION}/${name}` : `aws-ssm:${REGION}#${name}`);
    const targetOf = ({ headers }: SinkCall): string => String(headers['x-amz-target']);
    await sink().write(new Secret('first'));
    const lines = [...new Set(server.calls.map(targetOf))];
    expect(lines).toHaveLength(actions);
    let tried = 0;
    for (const line of lines) {
      for (const fault of FAULTS) {
        const next = `${VALUE}${(tried += 1)}`;
        server.fault = (one) => (targetOf(one) === line ? fault : 'none');
        await failureIn(sink().write(new Secret(next)), [next, key.secret]);
        server.fault = () => 'none';
      }
    }
    expect(tried).toBe(actions * FAULTS.length);
    await sink().write(new Secret(VALUE));
    expect((await sink().readBack?.())?.reveal()).toBe(VALUE);
  });
});
