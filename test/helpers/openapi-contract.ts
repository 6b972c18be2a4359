import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { complete, type Schema, type SchemaDocument } from './sinks/schema-example.ts';

interface Operation {
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly parameters?: readonly unknown[];
}

interface Document extends SchemaDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Formats that are words of a vendor: what they mean is told to people. */
const WORDS = ['date-time-rfc-2822', 'unixtime', 'currency', 'uri-map', 'snowflake', 'nonce', 'decimal'] as const;

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** A documented operation that a request is for. */
export interface Matched {
  readonly path: string;
  readonly method: string;
  readonly values: Readonly<Record<string, string>>;
}

/** An official description of an API, by which exchanges are checked. */
export class OpenapiContract {
  readonly #document: Document;
  readonly #ajv: Ajv = new Ajv({ strict: false, allErrors: true, formats: Object.fromEntries(WORDS.map((name) => [name, true])) });
  readonly #validators = new Map<string, ValidateFunction>();

  /** @param file the description, as JSON */
  constructor(file: URL) {
    this.#document = JSON.parse(readFileSync(file, 'utf8')) as Document;
    (addFormats as unknown as (target: Ajv) => void)(this.#ajv);
    this.#ajv.addSchema(this.#document, 'github');
  }

  /** Why a value is not what the description says at a place of it; undefined where it is. */
  #complaint(place: readonly string[], value: unknown): string | undefined {
    const ref = `github#/${place.map(escaped).join('/')}`;
    const validate = this.#validators.get(ref) ?? this.#ajv.compile({ $ref: ref });
    this.#validators.set(ref, validate);
    return validate(value) ? undefined : this.#ajv.errorsText(validate.errors);
  }

  /** The documented operation of a request; paths with fewer parameters win. */
  operationOf(method: string, url: string): Matched | undefined {
    const parts = url.split('/');
    const found = Object.keys(this.#document.paths)
      .filter((path) => this.#document.paths[path]?.[method.toLowerCase()] !== undefined)
      .map((path) => ({ path, names: path.split('/') }))
      .filter(({ names }) => names.length === parts.length && names.every((name, at) => name.startsWith('{') || name === parts[at]))
      .sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0];
    if (found === undefined) return undefined;
    const values = Object.fromEntries(found.names.flatMap((name, at) => (name.startsWith('{') ? [[name.slice(1, -1), parts[at] ?? '']] : [])));
    return { path: found.path, method: method.toLowerCase(), values };
  }

  /** What is wrong with the body of a request, JSON or a form as an object. */
  requestComplaint({ path, method }: Matched, body: unknown): string | undefined {
    const described = this.#document.paths[path]?.[method]?.requestBody as { content?: Record<string, unknown> } | undefined;
    if (described === undefined) return undefined;
    const type = Object.keys(described.content ?? {}).find((name) => /json|urlencoded/.test(name)) ?? 'application/json';
    return this.#complaint(['paths', path, method, 'requestBody', 'content', type, 'schema'], body);
  }

  /** The same answer with everything in it that its description asks for. */
  completed({ path, method }: Matched, status: number, body: unknown): unknown {
    const content = (this.#resolved(this.#document.paths[path]?.[method]?.responses[status]) as { content?: Record<string, { schema?: Schema }> } | undefined)?.content;
    const schema = Object.entries(content ?? {}).find(([name]) => /json/.test(name))?.[1].schema;
    return schema === undefined ? body : complete(body, schema, this.#document);
  }

  #resolved(value: unknown): unknown {
    const ref = (value as { $ref?: string } | undefined)?.$ref;
    if (ref === undefined) return value;
    return ref.slice(2).split('/').reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], this.#document);
  }

  /** What is wrong with an answer: a status that is not documented is wrong as well. */
  answerComplaint({ path, method }: Matched, status: number, body: unknown): string | undefined {
    const responses = this.#document.paths[path]?.[method]?.responses ?? {};
    // Every request can be answered so, which the description does not repeat for each.
    if ([401, 403, 429].includes(status) || status >= 500) return undefined;
    const key = String(status) in responses ? String(status) : `${String(status)[0]}XX`;
    if (!(key in responses)) return `status ${status} is not documented for ${method} ${path}`;
    const ref = (responses[key] as { $ref?: string }).$ref;
    const place = ref === undefined ? ['paths', path, method, 'responses', key] : ref.slice(2).split('/');
    const content = (this.#resolved(responses[key]) as { content?: Record<string, unknown> }).content;
    const type = Object.keys(content ?? {}).find((name) => /json/.test(name));
    return type === undefined ? undefined : this.#complaint([...place, 'content', type, 'schema'], body);
  }
}
