import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const document = JSON.parse(readFileSync(new URL('contract/rest.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

interface Operation {
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly parameters?: readonly unknown[];
}

const ajv = new Ajv({ strict: false, allErrors: true });
(addFormats as unknown as (target: Ajv) => void)(ajv);
ajv.addSchema(document, 'github');

const validators = new Map<string, ValidateFunction>();

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** Why a value is not what the description says at a place of it; undefined where it is. */
function complaint(place: readonly string[], value: unknown): string | undefined {
  const ref = `github#/${place.map(escaped).join('/')}`;
  const validate = validators.get(ref) ?? ajv.compile({ $ref: ref });
  validators.set(ref, validate);
  return validate(value) ? undefined : ajv.errorsText(validate.errors);
}

/** A documented operation that a request is for. */
export interface Matched {
  readonly path: string;
  readonly method: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The documented operation of a request; paths with fewer parameters win. */
export function operationOf(method: string, url: string): Matched | undefined {
  const parts = url.split('/');
  const found = Object.keys(document.paths)
    .filter((path) => document.paths[path]?.[method.toLowerCase()] !== undefined)
    .map((path) => ({ path, names: path.split('/') }))
    .filter(({ names }) => names.length === parts.length && names.every((name, at) => name.startsWith('{') || name === parts[at]))
    .sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0];
  if (found === undefined) return undefined;
  const values = Object.fromEntries(found.names.flatMap((name, at) => (name.startsWith('{') ? [[name.slice(1, -1), parts[at] ?? '']] : [])));
  return { path: found.path, method: method.toLowerCase(), values };
}

/** What is wrong with the body of a request. */
export function requestComplaint({ path, method }: Matched, body: unknown): string | undefined {
  if (document.paths[path]?.[method]?.requestBody === undefined) return undefined;
  return complaint(['paths', path, method, 'requestBody', 'content', 'application/json', 'schema'], body);
}

function resolved(value: unknown): unknown {
  const ref = (value as { $ref?: string } | undefined)?.$ref;
  if (ref === undefined) return value;
  return ref.slice(2).split('/').reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], document);
}

/** What is wrong with an answer: a status that is not documented is wrong as well. */
export function answerComplaint({ path, method }: Matched, status: number, body: unknown): string | undefined {
  const responses = document.paths[path]?.[method]?.responses ?? {};
  // Every request can be answered so, which the description does not repeat for each.
  if ([401, 403, 429].includes(status) || status >= 500) return undefined;
  if (!(status in responses)) return `status ${status} is not documented for ${method} ${path}`;
  const ref = (responses[status] as { $ref?: string }).$ref;
  const place = ref === undefined ? ['paths', path, method, 'responses', String(status)] : ref.slice(2).split('/');
  const content = (resolved(responses[status]) as { content?: Record<string, unknown> }).content;
  const type = Object.keys(content ?? {}).find((name) => /json/.test(name));
  return type === undefined ? undefined : complaint([...place, 'content', type, 'schema'], body);
}
