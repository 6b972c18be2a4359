import { z } from 'zod';
import { keyError, type KeyPlace } from '#yaml/key-error.ts';
import { problemOf } from '#yaml/schema.ts';
import type { ProviderDescription } from './description.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const STATES = ['live', 'dead', 'restricted', 'unknown'] as const;

const text = z.string().min(1).max(2_000);
const path = z.string().max(200);
const status = z.number().int().min(200).max(599);
const texts = z.record(z.string().min(1).max(100), text);
const https = z.url({ protocol: /^https$/ }).max(300);
const expectation = z.record(path.min(1), z.union([z.string(), z.number(), z.boolean()]));
const call = z.strictObject({
  method: z.enum(METHODS).optional(),
  url: text,
  as: z.enum(['key', 'operator', 'nobody']).optional(),
  headers: texts.optional(),
  json: z.json().optional(),
  form: texts.optional(),
});
const key = z.strictObject({ form: z.string().min(1).max(500), words: text });
const auth = z.strictObject({ headers: texts.optional(), basic: text.optional() });
const answer = z.strictObject({
  status: z.union([status, z.array(status).min(1)]),
  has: expectation.optional(),
  list: z.boolean().optional(),
  text: text.optional(),
  anyBody: z.boolean().optional(),
  state: z.enum(STATES),
  why: text.optional(),
  account: path.optional(),
  advice: text.optional(),
  refused: z.boolean().optional(),
});
const identify = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('answer'), id: path.min(1), call: call.optional(), has: expectation.optional(), proof: text }),
  z.strictObject({ from: z.literal('key'), id: text, proof: text }),
  z.strictObject({ from: z.literal('list'), field: path.min(1), equals: text.optional(), constant: z.number().int().min(0).optional(), complete: z.boolean().optional(), proof: text }),
]);
const list = z.strictObject({
  call,
  rows: path,
  id: path.min(1),
  label: path.min(1),
  next: z.strictObject({ parameter: text, from: path.min(1), more: path.optional() }).optional(),
  pages: z.strictObject({ parameter: text, first: z.number().int(), total: path.min(1), size: z.number().int().min(1).optional() }).optional(),
  partial: path.optional(),
});
const end = z.strictObject({ calls: z.array(call).min(1).max(5), done: z.array(status).min(1), gone: z.array(status).optional(), has: expectation.optional() });
const setting = z.strictObject({ name: z.string().regex(/^[a-z]+$/), env: z.string().regex(/^[A-Z][A-Z0-9_]*$/), doc: text, neededFor: z.array(z.enum(['verify', 'create', 'revoke'])) });
const manual = z.strictObject({ words: text, link: https });

const schema = z.strictObject({
  id: z.string().max(60).regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be words joined by -'),
  title: z.string().min(1).max(100),
  base: z.union([z.literal(''), https]),
  ruleIds: z.array(z.string().max(120)).min(1),
  key: key.optional(),
  parts: z.array(text).optional(),
  operatorKey: key.optional(),
  auth,
  otherBaseEnv: z.string().optional(),
  operatorAuth: auth.optional(),
  settings: z.array(setting).optional(),
  scopes: text.optional(),
  rights: z.strictObject({ call, scopes: path.min(1), needs: z.array(text).min(1), harmless: z.array(text).optional() }).optional(),
  rightsUntold: text.optional(),
  verify: z.strictObject({ call, answers: z.array(answer).min(1) }).optional(),
  identify: identify.optional(),
  list: list.optional(),
  most: z.number().int().min(1).optional(),
  create: z.strictObject({ call, status: z.array(status).min(1), id: path.min(1), value: path.min(1), join: text.optional() }).optional(),
  revoke: end.optional(),
  endSelf: end.optional(),
  manual: z.strictObject({ create: manual, revoke: manual }),
});

/** The shape of a description. @throws ConfigError that names the place of the first mistake */
export function readShape(value: unknown, place: KeyPlace): ProviderDescription {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw keyError(problemOf(result.error.issues, value, z.toJSONSchema(schema)), place);
}
