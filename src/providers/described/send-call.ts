import { UsageError } from '#core/errors.ts';
import type { Secret } from '#core/secret.ts';
import type { HttpResponse } from '#http/http.ts';
import { operatorKey } from '../operator-key.ts';
import type { ProviderContext } from '../provider.ts';
import type { AuthDescription, CallDescription, KeyDescription, ProviderDescription } from './description.ts';
import { fill, fillHeader, fillJson, type Values } from './template.ts';

/** What a call is about, beside the key. */
export interface CallMatter {
  /** The key that asks or is spoken of in the call itself. */
  readonly key?: Secret;
  /** The leaked key, where the operator asks about it: its pieces stand in `{old.NAME}`. */
  readonly old?: Secret;
  readonly values?: Values;
}

/** The pieces of a key as values of templates. @throws UsageError for a key of another form */
export function piecesOf(key: string, description: KeyDescription | undefined): Values {
  if (description === undefined) return { secret: key };
  const match = new RegExp(`^(?:${description.form})$`, 'u').exec(key);
  if (match === null) throw new UsageError(`this is not a key of that form: ${description.words}`);
  const groups = Object.entries(match.groups ?? {}).flatMap(([name, text]): [string, string][] => (text === undefined ? [] : [[`secret.${name}`, text]]));
  return { secret: key, ...Object.fromEntries(groups) };
}

function authHeaders(auth: AuthDescription, values: Values): Record<string, string> {
  const headers = Object.entries(auth.headers ?? {}).map(([name, template]): [string, string] => [name, fillHeader(template, values)]);
  const basic = auth.basic === undefined ? [] : [['authorization', `Basic ${Buffer.from(fill(auth.basic, values)).toString('base64')}`]];
  return Object.fromEntries([...headers, ...basic]) as Record<string, string>;
}

/** Another address of the operator's stands for all hosts of the provider. */
function urlOf(call: CallDescription, base: string, values: Values, ownBase: string): string {
  const whole = /^https:\/\/[^/]+/.exec(call.url)?.[0];
  const path = whole === undefined ? call.url : call.url.slice(whole.length);
  const host = whole === undefined || ownBase !== base ? base : fill(whole, values);
  return `${host}${fill(path, values, encodeURIComponent)}`;
}

function valuesOf(description: ProviderDescription, call: CallDescription, matter: CallMatter & { context: ProviderContext }): Values {
  const settings = Object.fromEntries(Object.entries(matter.context.settings).map(([name, value]) => [`setting.${name}`, value]));
  const asked = call.as === 'operator' ? piecesOf(operatorKey(matter.context), description.operatorKey ?? (description.operatorAuth === undefined ? description.key : undefined)) : {};
  const own = matter.key === undefined || call.as === 'operator' ? {} : piecesOf(matter.key.reveal(), description.key);
  const old = matter.old === undefined ? [] : Object.entries(piecesOf(matter.old.reveal(), description.key)).map(([name, value]): [string, string] => [name.replace(/^secret/, 'old'), value]);
  return { ...settings, ...Object.fromEntries(old), ...matter.values, ...own, ...asked };
}

/** Sends a described call. @throws UsageError for what is missing; HttpError when no answer came */
export function sendCall(description: ProviderDescription, call: CallDescription, matter: CallMatter & { context: ProviderContext }): Promise<HttpResponse> {
  const { context } = matter;
  const values = valuesOf(description, call, matter);
  const auth = call.as === 'nobody' ? {} : call.as === 'operator' ? (description.operatorAuth ?? description.auth) : description.auth;
  const own = Object.entries(call.headers ?? {}).map(([name, template]): [string, string] => [name, fillHeader(template, values)]);
  const body = bodyOf(call, values);
  return context.http.send({
    method: call.method ?? 'GET',
    url: urlOf(call, context.base, values, description.base),
    headers: { ...authHeaders(auth, values), ...(body === undefined ? {} : { 'content-type': body.type }), ...Object.fromEntries(own) },
    ...(body === undefined ? {} : { body: body.text }),
  });
}

function bodyOf(call: CallDescription, values: Values): { type: string; text: string } | undefined {
  if (call.json !== undefined) return { type: 'application/json', text: JSON.stringify(fillJson(call.json, values)) };
  if (call.form === undefined) return undefined;
  const form = Object.entries(call.form).map(([name, template]): [string, string] => [name, fill(template, values)]);
  return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(form).toString() };
}
