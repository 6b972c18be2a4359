interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
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
