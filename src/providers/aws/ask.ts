import type { HttpResponse } from '#http/http.ts';
import { signV4, type AwsKey } from '#http/sign-v4.ts';
import type { ProviderContext } from '../provider.ts';

/** Version of the query protocol by service. */
const VERSIONS = { iam: '2010-05-08', sts: '2011-06-15' } as const;
export type AwsService = keyof typeof VERSIONS;

/** Where a partition of AWS answers. */
const PARTITIONS: Readonly<Record<string, { readonly region: string; readonly iam: string; readonly sts: string }>> = {
  aws: { region: 'us-east-1', iam: 'https://iam.amazonaws.com', sts: 'https://sts.amazonaws.com' },
  'aws-cn': { region: 'cn-north-1', iam: 'https://iam.cn-north-1.amazonaws.com.cn', sts: 'https://sts.cn-north-1.amazonaws.com.cn' },
  'aws-us-gov': { region: 'us-gov-west-1', iam: 'https://iam.us-gov.amazonaws.com', sts: 'https://sts.us-gov-west-1.amazonaws.com' },
};

export const AWS_BASE = 'https://iam.amazonaws.com';
/** Milliseconds that a clock may be off before AWS refuses: it allows fifteen minutes. */
const MOST_SKEW = 10 * 60_000;

/** One call of the query protocol. */
export interface AwsCall {
  readonly service: AwsService;
  readonly action: string;
  readonly fields?: Readonly<Record<string, string>>;
}

async function send(key: AwsKey, { service, action, fields }: AwsCall, way: { context: ProviderContext; at: Date }): Promise<HttpResponse> {
  const { context, at } = way;
  const partition = PARTITIONS[context.settings['partition'] ?? 'aws'] ?? PARTITIONS['aws'];
  const own = context.base === AWS_BASE ? partition?.[service] : context.base;
  const body = new URLSearchParams({ Action: action, Version: VERSIONS[service], ...fields }).toString();
  const request = { method: 'POST' as const, url: `${own}/`, headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, body };
  return context.http.send(signV4(request, key, { service, region: partition?.region ?? 'us-east-1', at }));
}

/** Sends a signed call; once more by the clock of AWS, where this machine's is so wrong that signatures do not count. */
export async function askAws(key: AwsKey, call: AwsCall, context: ProviderContext): Promise<HttpResponse> {
  const at = new Date(context.clock.now());
  const response = await send(key, call, { context, at });
  const theirs = Date.parse(response.headers['date'] ?? '');
  const isSkewed = Number.isFinite(theirs) && Math.abs(theirs - at.getTime()) > MOST_SKEW;
  return isSkewed && errorCode(response) === 'SignatureDoesNotMatch' ? send(key, call, { context, at: new Date(theirs) }) : response;
}

const NAMED: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" };
const unescape = (text: string): string => text.replaceAll(/&(?:amp|lt|gt|quot|apos);/g, (entity) => NAMED[entity] ?? entity);

/** Every text of an element, in the order of the answer. Answers of the query protocol hold no attributes that matter. */
export function xmlTexts(response: HttpResponse, element: string): readonly string[] {
  return [...response.body.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) => unescape(text));
}

/** The first text of an element that is not empty. */
export function xmlText(response: HttpResponse, element: string): string | undefined {
  return xmlTexts(response, element).find((text) => text !== '');
}

/** The code of an error that AWS itself wrote. */
export function errorCode(response: HttpResponse): string | undefined {
  return response.body.includes('<ErrorResponse') ? xmlText(response, 'Code') : undefined;
}
