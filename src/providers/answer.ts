import { IncompleteError } from '#core/errors.ts';
import { fieldsOf, textField, type Fields } from '#http/answer.ts';
import type { HttpResponse } from '#http/http.ts';
import type { Verdict } from './provider.ts';

export { fieldsOf, isFields, jsonIn, jsonOf, textField, type Fields } from '#http/answer.ts';

/** What a status without a clear yes means. Only a 401 that the service itself wrote, as JSON, is a no. */
export function judgeRefusal(response: HttpResponse): Verdict {
  const { status } = response;
  if (status === 401 && fieldsOf(response) !== undefined) return { state: 'dead', why: 'the provider refuses the key (401)' };
  if (status === 403 && fieldsOf(response) !== undefined) return { state: 'restricted', why: 'the provider knows the key but forbids this (403): it leaked all the same' };
  return { state: 'unknown', why: `the answer (${status}) says nothing about the key` };
}

const HINTS: Readonly<Record<number, string>> = {
  401: 'your key is refused: it is a wrong one, or the sign-in of the provider is down for now',
  403: 'the operator key lacks the right to do this',
};

/** @throws IncompleteError unless the status is one of those expected; names the step and the status only */
export function expectStatus(response: HttpResponse, statuses: readonly number[], step: string): void {
  if (statuses.includes(response.status)) return;
  throw new IncompleteError(`${step}: the provider answered ${response.status}`, HINTS[response.status] ?? 'nothing is taken for done');
}

/** An end that is done, or was before: a 404 counts only where the service wrote it itself, as JSON. @throws IncompleteError */
export function expectEnded(response: HttpResponse, statuses: readonly number[], step: string): void {
  if (response.status === 404 && fieldsOf(response) !== undefined) return;
  expectStatus(response, statuses, step);
}

/** A needed field of an answer. @throws IncompleteError */
export function needText(fields: Fields | undefined, name: string, step: string): string {
  const value = textField(fields, name);
  if (value === undefined) throw new IncompleteError(`${step}: the answer has no ${name}`);
  return value;
}
