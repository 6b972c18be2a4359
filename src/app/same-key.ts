import type { Rule } from '#ruleset/rule.ts';
import type { Secret } from '#core/secret.ts';
import type { Hit } from './finding-places.ts';

/** Hits of one key under one rule. */
export interface KeyGroup {
  readonly rule: Rule;
  readonly secret: Secret;
  readonly hits: readonly Hit[];
}

/** A key under the rule that knows it best, and where other rules saw the same text. */
export interface MergedGroup extends KeyGroup {
  readonly others: readonly Hit[];
}

/** What a doubt leaves of a rule's specificity, as within a document. */
const DOUBTED = 0.5;

function weightOf({ rule, hits }: KeyGroup): number {
  return hits.every(({ detection }) => detection.facts['unlikely'] !== undefined) ? rule.specificity * DOUBTED : rule.specificity;
}

function compareGroups(a: KeyGroup, b: KeyGroup): number {
  return weightOf(b) - weightOf(a) || (a.rule.id < b.rule.id ? -1 : Number(a.rule.id > b.rule.id));
}

/**
 * Joins the groups of one key that stands under a vendor's name in one file, and under none in another: the most
 * specific rule speaks for all places. In the order in which the keys were first seen.
 * @param groups by rule id, NUL and key
 */
export function mergeSameKeys(groups: ReadonlyMap<string, KeyGroup>): MergedGroup[] {
  const byKey = new Map<string, KeyGroup[]>();
  for (const [name, group] of groups) {
    const key = name.slice(name.indexOf('\0') + 1);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [group]);
    else same.push(group);
  }
  return [...byKey.values()].flatMap((same) => {
    const [best, ...rest] = same.sort(compareGroups);
    return best === undefined ? [] : [{ ...best, others: rest.flatMap(({ hits }) => hits) }];
  });
}
