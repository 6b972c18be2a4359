import { RULE_FILE_LIMITS } from '#ruleset/parse.ts';
import { readYaml, type LineOf } from '#yaml/read-yaml.ts';

/** Where the parts of one rule stand in its file, as lines from 1. A part that is not there has the line of the rule. */
export interface RulePlaces {
  readonly line: number;
  readonly anchors: number;
  readonly pattern: number;
  /** True when the rule declares its reach, instead of having it worked out. */
  readonly declaresReach: boolean;
  readonly reach: number;
  readonly hits: readonly number[];
  readonly misses: readonly number[];
}

/** A rule as it stands in a file that was found to hold. */
interface WrittenRule {
  readonly anchors?: unknown;
  readonly pattern?: unknown;
  readonly reach?: unknown;
  readonly samples: { readonly hit: readonly unknown[]; readonly miss: readonly unknown[] };
}

function placesOf(rule: WrittenRule, index: number, lineOf: LineOf): RulePlaces {
  const at = (...path: PropertyKey[]): number => lineOf(['rules', index, ...path]);
  return {
    line: at(),
    anchors: at(rule.anchors === undefined ? 'assigned' : 'anchors'),
    pattern: at(rule.pattern === undefined ? 'assigned' : 'pattern'),
    declaresReach: rule.reach !== undefined,
    reach: at('reach'),
    hits: rule.samples.hit.map((_, sample) => at('samples', 'hit', sample)),
    misses: rule.samples.miss.map((_, sample) => at('samples', 'miss', sample)),
  };
}

/** Places of all rules of a file, in its order. The file has been read and found to hold. */
export function rulePlaces(text: string): RulePlaces[] {
  const { raw, lineOf } = readYaml(text, 'the rules', RULE_FILE_LIMITS);
  return (raw as { readonly rules: readonly WrittenRule[] }).rules.map((rule, index) => placesOf(rule, index, lineOf));
}
