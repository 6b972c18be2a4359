import type { HttpResponse } from './http.ts';

/** An answer's object, whatever else it may be. */
export type Fields = Readonly<Record<string, unknown>>;

/** True for a plain object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON that a text is; undefined where it is none. The parser's own words are lost: they would repeat a piece of what may be a key. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What no JSON means, the caller knows.
    return undefined;
  }
}

/** The JSON of an answer; undefined where it says that it is something else, or lies. */
export function jsonOf(response: HttpResponse): unknown {
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(response.headers['content-type'] ?? '')) return undefined;
  // A page that calls itself JSON tells nothing about a key; the caller says unknown.
  return jsonIn(response.body);
}

/** The JSON object of an answer. */
export function fieldsOf(response: HttpResponse): Fields | undefined {
  const value = jsonOf(response);
  return isFields(value) ? value : undefined;
}

/** A text field that is not empty. */
export function textField(fields: Fields | undefined, name: string): string | undefined {
  const value = fields?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
