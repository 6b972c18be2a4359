import { IncompleteError, UsageError } from '#core/errors.ts';
import { isFields, jsonIn, textField, type Fields } from '#http/answer.ts';
import type { HttpResponse } from '#http/http.ts';
import { signV4, type AwsKey } from '#http/sign-v4.ts';
import { failureOf, firstOf, MOST, openWay } from '../api.ts';
import type { Env, SinkKind, SinkWorld } from '../sink-kind.ts';
import { toolKeyOf } from '../tool-keys.ts';

/** A service of AWS that speaks JSON (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html). */
export interface AwsService {
  readonly title: string;
  /** In the signature and in the name of the host. */
  readonly service: 'secretsmanager' | 'ssm';
  /** Before the name of the action. */
  readonly target: string;
  readonly urls: readonly string[];
}

/** A service in one region, as somebody. */
export interface AwsApi {
  readonly base: string;
  /** The answer; undefined where AWS itself gives the code `missing`. @throws IncompleteError for everything else */
  call(action: string, body: Fields, missing?: string): Promise<Fields | undefined>;
}

/** Variables of a key: ours with all pieces in one, then those of AWS's own tools. */
const AWS_KEYS: readonly string[] = ['STANCH_SINK_AWS_KEY', 'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN'];

/** A kind of place of AWS: what it has of its own, and what all of them share. @param kind.rights what the operator's key must be allowed to do */
export function awsKind(service: AwsService, { rights, ...kind }: Pick<SinkKind, 'id' | 'grammar' | 'example' | 'notes' | 'open'> & { readonly rights: string }): SinkKind {
  const variables = [
    { names: AWS_KEYS, doc: `your key, with ${rights}` },
    { names: service.urls, doc: 'another address' },
  ];
  return { ...kind, title: service.title, isReadable: true, tried: 'moto, with its checks of keys, signatures and rights on', variables };
}

function keyOf(env: Env): AwsKey {
  const whole = firstOf(env, ['STANCH_SINK_AWS_KEY']) ?? [env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY'], env['AWS_SESSION_TOKEN']].filter((piece) => piece !== undefined && piece !== '').join(':');
  const [id = '', secret = '', ...session] = (whole === '' ? (toolKeyOf('aws', env, '')?.value ?? '') : whole).split(':');
  if (id === '' || secret === '') throw new UsageError('a key of yours for AWS is needed', 'set STANCH_SINK_AWS_KEY to ID:SECRET, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  if (!/^\w+$/.test(id) || /[^\u0021-\u007e]/.test(`${secret}${session.join(':')}`)) throw new UsageError('the key of yours for AWS has characters that no key has', 'it is written ID:SECRET or ID:SECRET:SESSION');
  return { id, secret, ...(session.length === 0 ? {} : { session: session.join(':') }) };
}

function hostFor(service: string, region: string): string {
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw new UsageError('that is no region of AWS', 'for example eu-central-1');
  return `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** The object of an answer, whatever type it calls itself: not every server of this interface says it. Callers look for fields. */
function jsonOf({ body }: HttpResponse): Fields | undefined {
  const value = jsonIn(body);
  return isFields(value) ? value : undefined;
}

/** The code of an error, without the name of its namespace. */
const codeOf = (fields: Fields | undefined): string => (textField(fields, '__type') ?? '').replace(/^.*#/, '').replaceAll(/\W/g, '');

/** @throws UsageError where the region or the key is none */
export function openAws(service: AwsService, region: string, world: SinkWorld): AwsApi {
  const key = keyOf(world.env);
  const { base, http } = openWay({ title: service.title, urlNames: service.urls, base: hostFor(service.service, region) }, world);
  return {
    base,
    async call(action, body, missing) {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${service.target}.${action}` };
      const request = { method: 'POST' as const, url: `${base}/`, headers, body: JSON.stringify(body), most: MOST };
      const response = await http.send(signV4(request, key, { service: service.service, region, at: new Date(world.clock.now()) }));
      const fields = jsonOf(response);
      const code = codeOf(fields);
      if (response.status === 200 && fields !== undefined && code === '') return fields;
      if ((response.status === 400 || response.status === 404) && missing !== undefined && code === missing) return undefined;
      const { message, hint } = failureOf(response, action, service.title);
      throw new IncompleteError(`${message}${code === '' ? '' : ` ${code}`}`, hint);
    },
  };
}
