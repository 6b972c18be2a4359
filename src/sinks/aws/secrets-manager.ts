import { randomUUID } from 'node:crypto';
import { IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { Secret } from '#core/secret.ts';
import { isFields, jsonIn, textField, type Fields } from '#http/answer.ts';
import { isExactJson } from '../exact-json.ts';
import type { SinkKind, SinkTarget, SinkWorld } from '../sink-kind.ts';
import type { Sink } from '../sink.ts';
import { awsKind, openAws, type AwsApi, type AwsService } from './call.ts';

const SERVICE: AwsService = {
  title: 'AWS Secrets Manager',
  service: 'secretsmanager',
  target: 'secretsmanager',
  urls: ['STANCH_SINK_AWS_SECRETS_MANAGER_URL', 'AWS_ENDPOINT_URL_SECRETS_MANAGER', 'AWS_ENDPOINT_URL'],
};

/** A secret, and the field of its JSON that is the key; the whole text where none is named. */
interface Place {
  readonly id: string;
  readonly field: string;
  readonly words: string;
}

interface Current {
  readonly text: string;
  readonly version: string;
}

async function currentOf(api: AwsApi, { id, words }: Place): Promise<Current> {
  const facts = await api.call('DescribeSecret', { SecretId: id }, 'ResourceNotFoundException');
  if (facts === undefined) throw new UsageError(`there is no secret ${words}`, 'make it by hand with any value, so that its key of encryption and its rights are your choice');
  if (textField(facts, 'ARN') === undefined) throw new IncompleteError('DescribeSecret: that is no answer of AWS', 'something stands between; nothing was written');
  if (facts['RotationEnabled'] === true) throw new UsageError(`AWS itself rotates ${words} and would write over the new key`, 'end that rotation first');
  if (facts['DeletedDate'] !== undefined && facts['DeletedDate'] !== null) throw new UsageError(`${words} is about to be deleted`, 'restore it first');
  const value = await api.call('GetSecretValue', { SecretId: id });
  const [text, version] = [value?.['SecretString'], textField(value, 'VersionId')];
  if (typeof text !== 'string' || version === undefined) throw new UsageError(`${words} holds bytes, not text`);
  return { text, version };
}

function objectIn(text: string, { words }: Place): Fields {
  const value = jsonIn(text);
  if (!isFields(value)) throw new UsageError(`${words}: the secret is no JSON object`, 'leave #FIELD away where the whole text is the key');
  return value;
}

function textWith(current: Current, place: Place, value: string): string {
  if (place.field === '') return value;
  const fields = objectIn(current.text, place);
  if (fields[place.field] === value) return current.text;
  if (!isExactJson(fields)) throw new UsageError(`${place.words} has numbers beside it that would lose digits`, 'write them as text');
  return JSON.stringify({ ...fields, [place.field]: value });
}

/** There is no check-and-set: that nobody wrote in between shows in which version is the previous one afterwards. */
async function set(api: AwsApi, place: Place, value: Secret): Promise<void> {
  const before = await currentOf(api, place);
  const text = textWith(before, place, value.reveal());
  if (text === before.text) return;
  const token = randomUUID();
  const put = await api.call('PutSecretValue', { SecretId: place.id, SecretString: text, ClientRequestToken: token });
  const stages = put?.['VersionStages'];
  if (put?.['VersionId'] !== token || !Array.isArray(stages) || !stages.includes('AWSCURRENT')) throw new IncompleteError(`PutSecretValue: AWS does not say that the new version of ${place.words} is the current one`, 'nothing is taken for delivered');
  const previous = textField(await api.call('GetSecretValue', { SecretId: place.id, VersionStage: 'AWSPREVIOUS' }), 'VersionId');
  if (previous !== before.version) throw new IncompleteError(`PutSecretValue: somebody else wrote ${place.words} at the same time`, `what they wrote stands in version ${printable(previous ?? 'unknown')}: bring it back by hand, then resume`);
}

function readField(current: Current, place: Place): Secret | undefined {
  const value = place.field === '' ? current.text : objectIn(current.text, place)[place.field];
  return typeof value === 'string' && value !== '' ? new Secret(value) : undefined;
}

function secretsManagerSink({ place: target, name }: SinkTarget, world: SinkWorld): Sink {
  const cut = target.indexOf('/');
  const [region, id] = [target.slice(0, Math.max(0, cut)), target.slice(cut + 1)];
  // Names and ARNs (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html).
  if (cut === -1 || !/^[\w/+=.@:-]{1,2048}$/.test(id)) throw new UsageError('a region and the name of a secret are expected: REGION/SECRET');
  const place: Place = { id, field: name, words: printable(name === '' ? id : `${name} in ${id}`) };
  const api = openAws(SERVICE, region, world);
  return {
    plan: `put a new version of ${place.words} into AWS Secrets Manager (${api.base}, ${region}); the version before it keeps the old value`,
    endpoint: api.base,
    write: (value) => set(api, place, value),
    readBack: async () => readField(await currentOf(api, place), place),
    async look() {
      const current = await currentOf(api, place);
      if (name === '') return 'is there, as a whole text';
      return name in objectIn(current.text, place) ? 'is there' : 'is a new field';
    },
  };
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference */
export const SECRETS_MANAGER: SinkKind = awsKind(SERVICE, {
  id: 'aws-secrets-manager',
  grammar: 'REGION/SECRET[#FIELD]',
  example: 'eu-central-1/shop/production#API_KEY',
  rights: 'secretsmanager:DescribeSecret, GetSecretValue and PutSecretValue',
  notes: [
    'The secret has to be there; its other fields stay. Without #FIELD the whole text is the key.',
    'AWS has no check-and-set here: afterwards it is checked that the version before ours is the one that was read.',
    'The version before keeps the leaked value (AWSPREVIOUS).',
    'A secret that AWS rotates itself is refused.',
  ],
  open: secretsManagerSink,
});
