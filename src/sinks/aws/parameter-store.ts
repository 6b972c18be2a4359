import { IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { Secret } from '#core/secret.ts';
import { isFields, textField, type Fields } from '#http/answer.ts';
import type { SinkKind, SinkTarget, SinkWorld } from '../sink-kind.ts';
import type { Sink } from '../sink.ts';
import { awsKind, openAws, type AwsApi, type AwsService } from './call.ts';

const SERVICE: AwsService = { title: 'AWS Parameter Store', service: 'ssm', target: 'AmazonSSM', urls: ['STANCH_SINK_AWS_SSM_URL', 'AWS_ENDPOINT_URL_SSM', 'AWS_ENDPOINT_URL'] };

interface Parameter {
  readonly value: string;
  readonly version: number;
}

/** @throws UsageError for parameters that are not encrypted */
async function parameterOf(api: AwsApi, name: string): Promise<Parameter | undefined> {
  const answer = await api.call('GetParameter', { Name: name, WithDecryption: true }, 'ParameterNotFound');
  if (answer === undefined) return undefined;
  const parameter = isFields(answer['Parameter']) ? answer['Parameter'] : undefined;
  const [value, version, type] = [textField(parameter, 'Value'), parameter?.['Version'], textField(parameter, 'Type')];
  if (parameter?.['Name'] !== name || value === undefined || typeof version !== 'number') throw new IncompleteError('GetParameter: the answer has no parameter', 'nothing is taken for delivered');
  if (type !== 'SecureString') throw new UsageError(`${printable(name)} is a ${printable(type ?? 'parameter')} that is not encrypted`, 'make it anew as a SecureString');
  return { value, version };
}

/** Its key of encryption and its tier: an overwrite that does not name them falls back to the defaults. */
async function keptOf(api: AwsApi, name: string): Promise<Fields> {
  const answer = await api.call('DescribeParameters', { ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [name] }] });
  const list = answer?.['Parameters'];
  const [facts, other] = Array.isArray(list) ? list.filter(isFields) : [];
  const key = textField(facts, 'KeyId');
  if (facts?.['Name'] !== name || other !== undefined || key === undefined) throw new IncompleteError(`DescribeParameters: AWS does not say by which key ${printable(name)} is encrypted`, 'nothing was written');
  const tier = textField(facts, 'Tier');
  return { KeyId: key, ...(tier === undefined ? {} : { Tier: tier }) };
}

async function set(api: AwsApi, name: string, value: Secret): Promise<void> {
  const before = await parameterOf(api, name);
  if (before?.value === value.reveal()) return;
  const kept = before === undefined ? {} : await keptOf(api, name);
  const put = await api.call('PutParameter', { Name: name, Value: value.reveal(), Type: 'SecureString', Overwrite: before !== undefined, ...kept });
  const [expected, version] = [(before?.version ?? 0) + 1, put?.['Version']];
  if (version === expected) return;
  if (typeof version !== 'number') throw new IncompleteError(`PutParameter: AWS does not say which version of ${printable(name)} it is`, 'nothing is taken for delivered');
  throw new IncompleteError(`PutParameter: somebody else wrote ${printable(name)} at the same time`, `look at version ${version - 1}, then resume`);
}

function parameterSink({ place: region, name }: SinkTarget, world: SinkWorld): Sink {
  if (!/^\/?[\w.-]+(\/[\w.-]+)*$/.test(name)) throw new UsageError('that is no name of a parameter', 'for example /shop/production/API_KEY');
  const api = openAws(SERVICE, region, world);
  return {
    plan: `put a new version of the parameter ${name} into AWS Parameter Store (${api.base}, ${region}); older versions keep older values`,
    endpoint: api.base,
    write: (value) => set(api, name, value),
    async readBack() {
      const parameter = await parameterOf(api, name);
      return parameter === undefined ? undefined : new Secret(parameter.value);
    },
    async look() {
      const parameter = await parameterOf(api, name);
      if (parameter === undefined) return 'is not there yet: it will be a SecureString under the usual key of the account';
      const { KeyId: key } = await keptOf(api, name);
      return `is there, version ${parameter.version}, encrypted by ${printable(String(key))}, and stays so`;
    },
  };
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference */
export const PARAMETER_STORE: SinkKind = awsKind(SERVICE, {
  id: 'aws-ssm',
  grammar: 'REGION#PARAMETER',
  example: 'eu-central-1#/shop/production/API_KEY',
  rights: 'ssm:GetParameter, DescribeParameters and PutParameter, and with kms:Decrypt and Encrypt for a key of your own',
  notes: [
    'Only SecureString; the key of encryption and the tier stay as they are.',
    'That nobody wrote in between shows in the number of the new version.',
    'Older versions keep the leaked value.',
  ],
  open: parameterSink,
});
