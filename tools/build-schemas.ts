import { writeFileSync } from 'node:fs';
import { configJsonSchema } from '#config/schema.ts';

/** Writes `schema/config.json` from the schema that the configuration is checked with. */
writeFileSync('schema/config.json', `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
