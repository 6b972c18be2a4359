import type { Facts } from '#core/finding.ts';
import type { Rule } from '#ruleset/rule.ts';
import type { CompiledRule } from './compiled-rule.ts';
import type { FindInWindow, WindowMatch } from './window-match.ts';

/** What sets one marker apart from another. */
type Marker = Pick<Rule, 'id' | 'title' | 'kind' | 'anchors' | 'pattern' | 'ignoreCase'> & { readonly ahead: number };

function ruleOf({ ahead, ...marker }: Marker): Rule {
  return {
    ...marker,
    provider: 'stanch',
    secrecy: 'public-id',
    severity: 'info',
    confidence: 'high',
    anchored: true,
    boundary: { left: 'none', right: 'none' },
    reach: { behind: 0, ahead },
    textOnly: true,
    prefix: '',
    checks: [],
    specificity: 0,
    samples: { hit: [], miss: [] },
    references: [],
    help: '',
    since: '0.1.0',
  };
}

/** A rule whose matches are no findings but say something of others, found by the same filter, in the same windows. */
export function markerRule(marker: Marker, find: FindInWindow, factsOf: (groups: WindowMatch['groups']) => Facts): CompiledRule {
  return { rule: ruleOf(marker), find, judge: (_window, { groups }) => ({ confidence: 'high', severity: 'info', facts: factsOf(groups) }) };
}
