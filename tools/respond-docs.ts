import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { blocksOf, demoRun, withBlock } from '../test/helpers/demo-run.ts';

/** Writes the run of a whole rotation, made anew, into README.md and docs/respond.md: `npm run docs:respond`. */
const root = fileURLToPath(new URL('..', import.meta.url));
for (const block of blocksOf(await demoRun())) {
  const path = `${root}${block.path}`;
  writeFileSync(path, withBlock(readFileSync(path, 'utf8'), block));
  console.log(`${block.path}: ${block.text.split('\n').length} lines`);
}
