import { UsageError } from '#core/errors.ts';
import type { CallDescription, JsonTemplate } from './description.ts';

/** Values for a template, by name, e.g. `secret.user`. */
export type Values = Readonly<Record<string, string>>;

const HOLE = /\{([a-z]+(?:\.[\w-]+)?)\}/g;

/** Names that the templates of a call ask for. */
export function holesOf(call: CallDescription): readonly string[] {
  const texts = [call.url, ...Object.values(call.headers ?? {}), ...Object.values(call.form ?? {}), ...(call.json === undefined ? [] : textsOf(call.json))];
  return texts.flatMap(holesIn);
}

/** Names that one template asks for. */
export function holesIn(template: string): readonly string[] {
  return [...template.matchAll(HOLE)].map(([, name = '']) => name);
}

function textsOf(json: JsonTemplate): readonly string[] {
  if (typeof json === 'string') return [json];
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap((value: JsonTemplate) => textsOf(value)) : [];
}

/** @throws UsageError for a value that is missing */
export function fill(template: string, values: Values, encode: (text: string) => string = (text) => text): string {
  return template.replaceAll(HOLE, (_, name: string) => {
    const value = values[name];
    if (value === undefined || value === '') throw new UsageError(`${name} is missing`, 'it is part of the key, or given through the environment: see docs/providers.md');
    return encode(value);
  });
}

/** A header value; a key with line ends in it could say more than one header. @throws UsageError */
export function fillHeader(template: string, values: Values): string {
  const text = fill(template, values);
  if (!/^[\x20-\x7e]*$/.test(text)) throw new UsageError('a key with such characters cannot be sent');
  return text;
}

/** The same JSON with every text filled in. */
export function fillJson(json: JsonTemplate, values: Values): unknown {
  if (typeof json === 'string') return fill(json, values);
  if (Array.isArray(json)) return json.map((value: JsonTemplate) => fillJson(value, values));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]: [string, JsonTemplate]) => [name, fillJson(value, values)]));
}
