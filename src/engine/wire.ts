import type { Context } from '#core/context.ts';
import type { CompiledRule } from '#detect/compiled-rule.ts';
import type { PlacedMatch } from '#detect/placed-match.ts';
import type { ResolvedMatch } from '#detect/resolve.ts';

/*
 * Matches on their way from a worker: the rule by its id, all else as it is. They hold raw keys, as the memory that
 * both threads share does; they go nowhere else.
 */

type WireMatch = Omit<PlacedMatch, 'rule'> & { readonly ruleId: string };

/** A resolved match without its rule objects. */
export interface WireResolved {
  readonly match: WireMatch;
  readonly partner: WireMatch | undefined;
  readonly marker: WireMatch | undefined;
  readonly proven: boolean;
  readonly context: Context | undefined;
  readonly alsoMatched: readonly string[];
}

function packMatch({ rule, ...rest }: PlacedMatch): WireMatch {
  return { ...rest, ruleId: rule.rule.id };
}

/** Makes a resolved match ready to be sent. */
export function packResolved({ match, partner, marker, proven, alsoMatched, context }: ResolvedMatch): WireResolved {
  return {
    match: packMatch(match),
    partner: partner === undefined ? undefined : packMatch(partner),
    marker: marker === undefined ? undefined : packMatch(marker),
    proven,
    context,
    alsoMatched,
  };
}

/** The resolved match again. @param ruleOf finds a rule by its id */
export function unpackResolved(wire: WireResolved, ruleOf: (id: string) => CompiledRule): ResolvedMatch {
  const unpack = ({ ruleId, ...rest }: WireMatch): PlacedMatch => ({ ...rest, rule: ruleOf(ruleId) });
  const { match, partner, marker, proven, context, alsoMatched } = wire;
  return {
    match: unpack(match),
    proven,
    alsoMatched,
    ...(partner === undefined ? {} : { partner: unpack(partner) }),
    ...(marker === undefined ? {} : { marker: unpack(marker) }),
    ...(context === undefined ? {} : { context }),
  };
}
