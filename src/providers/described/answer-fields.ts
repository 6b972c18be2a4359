import type { HttpResponse } from '#http/http.ts';
import { isFields, jsonOf } from '../answer.ts';
import type { Expectation } from './description.ts';

/** What stands at a path of a JSON value: names and numbers joined by dots; the value itself for an empty path. */
export function valueAt(json: unknown, path: string): unknown {
  if (path === '') return json;
  return path.split('.').reduce<unknown>((value, name) => {
    if (Array.isArray(value)) return /^\d+$/.test(name) ? (value[Number(name)] as unknown) : undefined;
    return isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }, json);
}

/** A text or number at a path, as text; nothing else. */
export function textAt(json: unknown, path: string): string | undefined {
  const value = valueAt(json, path);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** True where every field of an expectation is there, or has its value. */
export function fits(json: unknown, expectation: Expectation): boolean {
  return Object.entries(expectation).every(([path, wanted]) => {
    const value = valueAt(json, path);
    return value === wanted || (wanted === true && value !== undefined && value !== null && value !== '' && value !== false);
  });
}

/** True for a JSON answer that has the fields. */
export function answerFits(response: HttpResponse, expectation: Expectation): boolean {
  const json = jsonOf(response);
  return json !== undefined && fits(json, expectation);
}
