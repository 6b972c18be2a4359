export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
}

/** A description that schemas stand in, as JSON. */
export interface SchemaDocument {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

function textFor({ format }: Schema, name: string): string {
  if (format === 'date-time') return '2025-01-01T00:00:00Z';
  return format === 'email' ? 'a@example.org' : `https://api.example.org/repos/acme/a-repository-with-a-name/${name}`;
}

/** An object that holds everything that a schema asks for, about as long as a real one. */
export function exampleOf(schema: Schema, document: SchemaDocument, name = ''): unknown {
  const ref = schema.$ref?.split('/').at(-1);
  if (ref !== undefined) return exampleOf(document.components.schemas[ref] ?? {}, document, name);
  const inner = schema.allOf?.[0] ?? schema.anyOf?.[0];
  if (inner !== undefined) return exampleOf(inner, document, name);
  if (schema.enum !== undefined) return schema.enum[0];
  const type = Array.isArray(schema.type) ? String(schema.type[0]) : schema.type;
  if (type === 'object') return Object.fromEntries((schema.required ?? []).map((key) => [key, exampleOf(schema.properties?.[key] ?? {}, document, key)]));
  if (type === 'array') return [];
  if (type === 'boolean') return false;
  return type === 'integer' || type === 'number' ? 1 : textFor(schema, name);
}

function resolve(schema: Schema, document: SchemaDocument): Schema {
  const ref = schema.$ref?.split('/').at(-1);
  const inner = ref === undefined ? (schema.allOf?.[0] ?? schema.anyOf?.[0] ?? schema.oneOf?.[0]) : (document.components.schemas[ref] ?? {});
  return inner === undefined ? schema : resolve(inner, document);
}

/** A value with everything in it that a schema asks for; what it has already stays as it is. */
export function complete(value: unknown, schema: Schema, document: SchemaDocument): unknown {
  const plain = resolve(schema, document);
  if (Array.isArray(value)) return value.map((one) => complete(one, plain.items ?? {}, document));
  if (typeof value !== 'object' || value === null) return value;
  const own = value as Record<string, unknown>;
  const missing = (plain.required ?? []).filter((name) => !(name in own)).map((name) => [name, exampleOf(plain.properties?.[name] ?? {}, document, name)]);
  const kept = Object.entries(own).map(([name, part]) => [name, complete(part, plain.properties?.[name] ?? {}, document)]);
  return Object.fromEntries([...kept, ...missing]);
}
