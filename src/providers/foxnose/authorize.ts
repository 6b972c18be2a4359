import { createHash } from 'node:crypto';
import { UsageError } from '#core/errors.ts';
import type { HttpRequest, HttpResponse } from '#http/http.ts';
import { expectStatus, fieldsOf, needText } from '../answer.ts';
import { operatorKey } from '../operator-key.ts';
import type { ProviderContext } from '../provider.ts';
import { readFoxnoseKey, signText, type KeyPair } from './key-pair.ts';

/** Who asks FoxNose: a key pair in one of two header forms, or a token of a person. */
export type Caller = { readonly as: 'simple' | 'secure'; readonly pair: KeyPair } | { readonly as: 'bearer'; readonly token: string };

/** A request without the headers that show who asks. */
export type Question = Pick<HttpRequest, 'method' | 'url' | 'body'>;

/** Tokens of a log-in, for as long as the process lives; an access token lasts a day. */
const sessions = new WeakMap<ProviderContext, { access: string; refresh: string }>();

/**
 * Headers of the Secure form: a signature over `path|hex sha256 of the body|time`, the time in seconds.
 * @param path with the query or without it: the two official clients differ in that
 */
export function secureHeaders(pair: KeyPair, words: { path: string; body: string; at: Date }): Record<string, string> {
  const date = `${words.at.toISOString().slice(0, 19)}Z`;
  const text = `${words.path}|${createHash('sha256').update(words.body).digest('hex')}|${date}`;
  const signature = signText(pair.secretKey, text);
  if (signature === undefined) throw new UsageError('the secret half of the key is no P-256 private key in DER');
  return { authorization: `Secure ${pair.publicKey}:${signature}`, date };
}

function headersFor(caller: Caller, question: Question, { path, at }: { readonly path: string; readonly at: Date }): Record<string, string> {
  if (caller.as === 'bearer') return { authorization: `Bearer ${caller.token}` };
  if (caller.as === 'simple') return { authorization: `Simple ${caller.pair.publicKey}:${caller.pair.secretKey}` };
  return secureHeaders(caller.pair, { path, body: question.body ?? '', at });
}

/** Asks as a caller. A GET that is refused is signed once more with its query, as the other client does it. */
export async function askAs(caller: Caller, question: Question, { http, clock }: ProviderContext): Promise<HttpResponse> {
  const { pathname, search } = new URL(question.url);
  const send = (path: string): Promise<HttpResponse> =>
    http.send({ ...question, headers: { ...headersFor(caller, question, { path, at: new Date(clock.now()) }), ...(question.body === undefined ? {} : { 'content-type': 'application/json' }) } });
  const response = await send(pathname);
  const otherForm = caller.as === 'secure' && question.method === 'GET' && search !== '' && response.status === 401;
  return otherForm ? send(`${pathname}${search}`) : response;
}

async function logIn(email: string, password: string, context: ProviderContext): Promise<string> {
  const known = sessions.get(context);
  if (known !== undefined) return known.access;
  const body = JSON.stringify({ email, password });
  const response = await context.http.send({ method: 'POST', url: `${context.base}/account/auth/`, headers: { 'content-type': 'application/json' }, body });
  expectStatus(response, [200, 201], 'log in');
  const fields = fieldsOf(response);
  const tokens = { access: needText(fields, 'access', 'log in'), refresh: needText(fields, 'refresh', 'log in') };
  sessions.set(context, tokens);
  return tokens.access;
}

/**
 * Changes both tokens for new ones. The path is not documented, so the operator names it; without it, or when it is
 * refused, the next question logs in anew.
 */
async function refresh(context: ProviderContext): Promise<void> {
  const tokens = sessions.get(context);
  const path = context.settings['refresh'];
  sessions.delete(context);
  if (tokens === undefined || path === undefined || !path.startsWith('/')) return;
  const response = await context.http.send({ method: 'POST', url: `${context.base}${path}`, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ refresh: tokens.refresh }) });
  const fields = response.status === 200 ? fieldsOf(response) : undefined;
  const [access, next] = [fields?.['access'], fields?.['refresh']];
  if (typeof access === 'string' && typeof next === 'string') sessions.set(context, { access, refresh: next });
}

async function operatorCaller(context: ProviderContext): Promise<Caller> {
  const text = operatorKey(context);
  const person = /^([^:\s]+@[^:\s]+):(.+)$/s.exec(text);
  if (person !== null) return { as: 'bearer', token: await logIn(person[1] ?? '', person[2] ?? '', context) };
  const key = readFoxnoseKey(text);
  if (key.kind === 'token') return { as: 'bearer', token: key.token };
  if (key.kind !== 'pair') throw new UsageError('the key of yours is none of FoxNose', 'it is PUBLIC:SECRET, an access token, or EMAIL:PASSWORD');
  return { as: context.settings['header'] === 'simple' ? 'simple' : 'secure', pair: key.pair };
}

/** Asks as the operator; tokens of a log-in are renewed once when they are refused. */
export async function askAsOperator(question: Question, context: ProviderContext): Promise<HttpResponse> {
  const response = await askAs(await operatorCaller(context), question, context);
  if (response.status !== 401 || !sessions.has(context)) return response;
  await refresh(context);
  return askAs(await operatorCaller(context), question, context);
}
