import type { HttpResponse } from '#http/http.ts';
import { fieldsOf, isFields, judgeRefusal, textField, type Fields } from './answer.ts';
import { settingOf } from './operator-key.ts';
import type { Provider, Verdict } from './provider.ts';

/** What a code of the error body means for the key, and what to do. */
interface CodeRow {
  readonly state: Verdict['state'];
  readonly why: string;
  readonly advice: string;
  /** Field of `error.details` worth telling, where it is a plain word. */
  readonly tell?: string;
}

/** The codes of the documentation. One that is not in here says nothing. */
export const ERROR_CODES: Readonly<Record<string, CodeRow>> = {
  INVALID_API_KEY: { state: 'dead', why: 'the provider does not take the key', advice: 'nothing is left to revoke; look where the key was used', tell: 'key_id' },
  EXPIRED_API_KEY: { state: 'dead', why: 'the key has expired', advice: 'no revocation is needed; programs that still use it need a new key', tell: 'expired_at' },
  MISSING_API_KEY: { state: 'unknown', why: 'the provider saw no key in the request', advice: 'the request did not reach it as it should: look at proxies and at the address', tell: 'header' },
};

/** Codes that stand in no body; the status alone tells. */
const STATUSES: Readonly<Record<number, CodeRow>> = {
  403: { state: 'restricted', why: 'the key is known but may not do this', advice: 'it leaked all the same: rotate it' },
  429: { state: 'unknown', why: 'too many requests', advice: 'wait, and ask again' },
};

function toVerdict(row: CodeRow, details: Fields | undefined): Verdict {
  const told = row.tell === undefined ? undefined : textField(details, row.tell);
  const isPlain = told !== undefined && /^[\w:.+-]{1,64}$/.test(told);
  return { state: row.state, why: isPlain ? `${row.why} (${row.tell}: ${told})` : row.why, advice: row.advice };
}

/** The service's own error code, and what it says beside. */
function errorOf(fields: Fields | undefined): { row: CodeRow | undefined; details: Fields | undefined } {
  const error = isFields(fields?.['error']) ? fields['error'] : undefined;
  const code = textField(error, 'code') ?? '';
  return { row: Object.hasOwn(ERROR_CODES, code) ? ERROR_CODES[code] : undefined, details: isFields(error?.['details']) ? error['details'] : undefined };
}

function isYes(response: HttpResponse, fields: Fields | undefined): boolean {
  return response.status === 200 && fields !== undefined && (fields['success'] === true || (fields['success'] === undefined && 'data' in fields));
}

/** Reads an answer by its code first: the documentation ties no status to them. */
function judge(response: HttpResponse): Verdict {
  const fields = fieldsOf(response);
  const { row, details } = errorOf(fields);
  if (row !== undefined) return toVerdict(row, details);
  if (isYes(response, fields)) return { state: 'live', why: 'the provider takes the key' };
  const byStatus = fields === undefined ? undefined : STATUSES[response.status];
  return byStatus === undefined ? judgeRefusal(response) : toVerdict(byStatus, details);
}

const PAGE = { link: 'https://rajwar92.github.io/ai-api-docs' };

/**
 * A service with the error body of https://rajwar92.github.io/ai-api-docs: `{success, error: {code, message, details}}`.
 * Its only documented call bills whoever asks, so the operator names a harmless one; calls that manage keys are not
 * documented.
 */
export const GENERIC_AI: Provider = {
  id: 'generic-ai',
  title: 'Generic AI API',
  base: '',
  baseEnv: 'STANCH_GENERIC_AI_URL',
  operatorEnv: 'STANCH_GENERIC_AI_KEY',
  settings: [{ name: 'probe', env: 'STANCH_GENERIC_AI_PROBE', doc: 'path of a GET that costs nothing and changes nothing, e.g. /v1/models', neededFor: ['verify'] }],
  ruleIds: ['generic-ai-api-key'],
  scopes: '',
  manual: {
    create: { words: 'Make a new key, bring it to the programs and test it.', ...PAGE },
    revoke: { words: 'Delete the old key once the new one works; renew keys every 90 days.', ...PAGE },
  },
  async verify(key, context) {
    const probe = settingOf(context, 'probe');
    if (!probe.startsWith('/')) return { state: 'unknown', why: 'the probe is no path: nothing was asked' };
    return judge(await context.http.send({ method: 'GET', url: `${context.base}${probe}`, headers: { authorization: `Bearer ${key.reveal()}` } }));
  },
};
