import { fallbackPage, indexPage } from './index-pages.ts';
import { isFallback, providerPage } from './provider-page.ts';
import type { RuleSource } from './read-sources.ts';

/** Every page of `docs/rules/`, by file name. Vendors of whom only the name is known share one page. */
export function allPages(sources: readonly RuleSource[]): ReadonlyMap<string, string> {
  const paged = sources.filter(({ rules }) => !rules.every(isFallback));
  const fallbacks = sources.filter(({ rules }) => rules.every(isFallback));
  return new Map([
    ['README.md', indexPage(paged, fallbacks)],
    ['fallbacks.md', fallbackPage(fallbacks)],
    ...paged.map((source): [string, string] => [`${source.file.provider}.md`, providerPage(source)]),
  ]);
}
