import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Names of pages that are missing, differ from what the rules say, or belong to no rule any more. */
export function stalePages(pages: ReadonlyMap<string, string>, folder: string): readonly string[] {
  const there = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')) : [];
  const changed = [...pages].filter(([name, text]) => !there.includes(name) || readFileSync(`${folder}/${name}`, 'utf8') !== text).map(([name]) => name);
  return [...changed, ...there.filter((name) => !pages.has(name))];
}
