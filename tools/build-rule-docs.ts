import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { allPages } from './rule-docs/all-pages.ts';
import { readRuleSources } from './rule-docs/read-sources.ts';
import { stalePages } from './rule-docs/stale-pages.ts';

/* Writes `docs/rules/*.md` from `rules/*.yml`; with --check it writes nothing and fails where a page is not fresh. */

const FOLDER = 'docs/rules';

function main(): number {
  const pages = allPages(readRuleSources());
  const stale = stalePages(pages, FOLDER);
  if (process.argv.includes('--check')) {
    for (const name of stale) console.log(`not fresh: ${FOLDER}/${name}`);
    console.log(stale.length === 0 ? `${pages.size} pages, all fresh` : `${stale.length} pages are not fresh; npm run docs:rules writes them`);
    return stale.length === 0 ? 0 : 1;
  }
  mkdirSync(FOLDER, { recursive: true });
  for (const name of stale) {
    const text = pages.get(name);
    if (text === undefined) rmSync(`${FOLDER}/${name}`);
    else writeFileSync(`${FOLDER}/${name}`, text);
  }
  console.log(`${pages.size} pages, ${stale.length} of them written or removed`);
  return 0;
}

process.exitCode = main();
