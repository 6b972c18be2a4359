import { CONFIDENCES, SEVERITIES } from '#core/severity.ts';
import type { Rule } from '#ruleset/rule.ts';
import { code, plain, table } from './markdown.ts';
import { isFallback, NOTE } from './provider-page.ts';
import type { RuleSource } from './read-sources.ts';

const HOW_TO_READ = `## How to read a page

- A **shape** shows what is the same in every key as it stands; \`‹36 of 0-9 A-Z a-z›\` is what differs from key to key; \`⟦ ⟧\` is the key
  where it is a part of what is matched. The exact pattern is in the rule file.
- **Severity** is what a leak costs, **confidence** how sure a match is a key. Hooks stop a commit at high confidence only; \`audit\` and
  \`scan\` show medium, too; \`--confidence low\` shows all.
- **By API at the vendor** says what the vendor's own API offers; what stanch itself can do is in [providers](../providers.md).
- The same in a terminal: \`stanch rules list\`, \`stanch explain RULE\`.`;

function countTable(name: string, words: readonly string[], of: (word: string) => number): string {
  return table([name, ...words], [['rules', ...words.map((word) => String(of(word)))]]);
}

/** The index of all providers, with counts. */
export function indexPage(paged: readonly RuleSource[], fallbacks: readonly RuleSource[]): string {
  const rules = [...paged, ...fallbacks].flatMap((source) => source.rules);
  const count = (test: (rule: Rule) => boolean): number => rules.filter(test).length;
  const rows = paged.map(({ file, rules: own }) => [
    `[${plain(file.name)}](${file.provider}.md)`,
    String(own.length),
    own.filter((rule) => !isFallback(rule)).map((rule) => code(rule.id)).join(', '),
  ]);
  return [
    NOTE,
    '',
    '# Rules',
    '',
    `${rules.length} rules of ${paged.length + fallbacks.length} providers: ${paged.length} providers whose keys have a form of their own, each with a page, and ${fallbacks.length} that go [by name alone](fallbacks.md).`,
    '',
    countTable('severity', SEVERITIES, (word) => count((rule) => rule.severity === word)),
    '',
    countTable('confidence', CONFIDENCES, (word) => count((rule) => rule.confidence === word)),
    '',
    `${count((rule) => rule.checks.some((check) => check.name === 'checksum'))} rules prove a checksum; ${count((rule) => rule.secrecy !== 'secret')} are for identifiers and halves of keys, which are not reported alone.`,
    '',
    HOW_TO_READ,
    '',
    '## Providers',
    '',
    table(['provider', 'rules', 'those with a form of their own'], rows),
    '',
  ].join('\n');
}

/** One page for all vendors of whose keys only the name is known. */
export function fallbackPage(fallbacks: readonly RuleSource[]): string {
  const rows = fallbacks.flatMap(({ file, rules }) =>
    rules.map((rule) => [plain(file.name), code(rule.id), rule.anchors.map((anchor) => code(anchor)).join(', '), rule.severity, rule.confidence]),
  );
  return [
    NOTE,
    '',
    '# Rules that go by name alone',
    '',
    'The vendors below publish no format, or it is not of their own. A value counts where it is assigned to a name with the vendor and a word',
    'for keys (`ACME_API_KEY=…`), is random, and is no placeholder. Such a finding is never sure enough to stop a commit.',
    "Revoke the key in the vendor's console, make a new one, and deliver it to where the old one was read. [All rules](README.md)",
    '',
    table(['provider', 'rule', 'name', 'severity', 'confidence'], rows),
    '',
  ].join('\n');
}
