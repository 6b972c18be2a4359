import { writeFileSync } from 'node:fs';
import { configJsonSchema } from '#config/schema.ts';
import { lifecycleJsonSchemas } from '#app/lifecycle/schema.ts';
import { reportJsonSchema } from '#report/schema.ts';

/** Writes `schema/*.json` from the schemas that configuration and saved reports are checked with, and of what else is written as JSON. */
for (const [name, schema] of [['config', configJsonSchema()], ['report', reportJsonSchema()], ...lifecycleJsonSchemas()] as const) {
  writeFileSync(`schema/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`);
}
