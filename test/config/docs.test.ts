import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '#config/parse.ts';
import { configJsonSchema } from '#config/schema.ts';

const TEXT = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
const EXAMPLES = [...TEXT.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

function keysOf(schema: Schema): string[] {
  return [...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [key, ...keysOf(inner)]), ...(schema.items === undefined ? [] : keysOf(schema.items))];
}

describe('docs/configuration.md', () => {
  it('has examples that hold', () => {
    expect(EXAMPLES.length).toBeGreaterThan(3);
    for (const example of EXAMPLES) expect(() => parseConfig(example, 'example.yml')).not.toThrow();
  });

  it('names every key', () => {
    const keys = keysOf(configJsonSchema() as Schema).filter((key) => key !== '$schema');
    expect(keys.length).toBeGreaterThan(15);
    expect(keys.filter((key) => !EXAMPLES.some((text) => new RegExp(`(^|[ {-])${key}:`, 'm').test(text)))).toEqual([]);
  });
});
