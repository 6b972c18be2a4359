import { closestWord } from '#core/closest-word.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { isAtLeast, type Confidence } from '#core/severity.ts';
import type { Rule } from '#ruleset/rule.ts';

/** What rules are asked for; absent: all. */
export interface RuleFilter {
  readonly provider?: string;
  readonly kind?: string;
  /** Rules that are less sure are left out. */
  readonly confidence?: Confidence;
}

/** A word that no rule has is a slip of the pen, not an empty answer. */
function checkWord(word: string, known: ReadonlySet<string>, what: string): void {
  if (known.has(word)) return;
  const guess = closestWord(word, [...known]);
  throw new UsageError(`no rule has the ${what} ${printable(word)}`, guess === undefined ? 'stanch rules list --json shows them all' : `did you mean ${guess}?`);
}

/**
 * The rules of a provider, kind and confidence.
 * @throws UsageError for a provider or kind that no rule has, naming the closest one
 */
export function selectRules(rules: readonly Rule[], { provider, kind, confidence }: RuleFilter): readonly Rule[] {
  if (provider !== undefined) checkWord(provider, new Set(rules.map((rule) => rule.provider)), 'provider');
  if (kind !== undefined) checkWord(kind, new Set(rules.map((rule) => rule.kind)), 'kind');
  return rules.filter((rule) => (provider === undefined || rule.provider === provider) && (kind === undefined || rule.kind === kind) && (confidence === undefined || isAtLeast(rule.confidence, confidence)));
}
