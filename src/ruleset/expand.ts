import { ConfigError } from '#core/errors.ts';
import { expandAssigned } from './assigned.ts';
import { startsAtAnchor } from './anchored.ts';
import { widthOf } from './pattern-width.ts';
import type { Boundary, CheckSpec, Near, Reach, Rule } from './rule.ts';
import type { RuleEntry, RuleFile } from './schema.ts';

/** Bytes around a match that the boundary test may look at: an escape such as `\u0022` is six long. */
const BOUNDARY_REACH = 8;
const NEAR_DEFAULTS = { before: 80, after: 40, effect: 'required' } as const;
/** About ten lines of settings. */
const COMPLETES_WITHIN = 600;
/** Specificity when a rule names none: the more of the text is proof, the higher. */
const SPECIFICITY = { checksum: 90, prefixed: 70, assigned: 40 } as const;

function normalizeCheck(check: string | Readonly<Record<string, unknown>>, where: string): CheckSpec {
  if (typeof check === 'string') return { name: check, arg: true };
  const [entry, ...rest] = Object.entries(check);
  if (entry === undefined || rest.length > 0) throw new ConfigError(`${where}: a check has one name`);
  return { name: entry[0], arg: entry[1] };
}

function nearOf(entry: RuleEntry): Near | undefined {
  if (entry.near === undefined) return undefined;
  const { words, before = NEAR_DEFAULTS.before, after = NEAR_DEFAULTS.after, effect = NEAR_DEFAULTS.effect } = entry.near;
  return { words, before, after, effect };
}

/** A checksum tells a key from the end of another word, so that `release-ghp_…` and `my_ghp_…` hold one. */
function boundaryOf(entry: RuleEntry): Boundary {
  const boundary = entry.boundary ?? 'word';
  const { left, right } = typeof boundary === 'string' ? { left: boundary, right: boundary } : boundary;
  const isProved = entry.checks?.some((check) => typeof check === 'object' && 'checksum' in check) === true;
  return { left: left === 'token' && isProved ? 'word' : left, right };
}

/** An anchored match begins at the anchor; any other may begin as far before it as it is wide. */
function reachOf(pattern: string, anchored: boolean, near: Near | undefined): Reach {
  const { max } = widthOf(pattern);
  return {
    behind: (anchored ? 0 : max) + Math.max(BOUNDARY_REACH, near?.before ?? 0),
    ahead: max + Math.max(BOUNDARY_REACH, near?.after ?? 0),
  };
}

function specificityOf(entry: RuleEntry, checks: readonly CheckSpec[]): number {
  if (entry.specificity !== undefined) return entry.specificity;
  if (checks.some((check) => check.name === 'checksum')) return SPECIFICITY.checksum;
  return entry.assigned === undefined ? SPECIFICITY.prefixed : SPECIFICITY.assigned;
}

function shapeOf(entry: RuleEntry, where: string): { anchors: readonly string[]; pattern: string } {
  if (entry.assigned !== undefined) {
    const expanded = expandAssigned(entry.assigned);
    return { anchors: entry.anchors ?? expanded.anchors, pattern: expanded.pattern };
  }
  if (entry.pattern === undefined || entry.anchors === undefined) {
    throw new ConfigError(`${where}: needs anchors and pattern, or assigned`);
  }
  return { anchors: entry.anchors, pattern: entry.pattern };
}

/** What a rule says of itself and, where it is silent, its file. */
function wordsOf(entry: RuleEntry, file: RuleFile): Pick<Rule, 'references' | 'help' | 'lifecycle' | 'since'> {
  return {
    references: entry.references ?? file.references ?? [],
    help: entry.help ?? file.help ?? `Revoke it at ${file.name}, make a new one, and deliver the new one to where it is read.`,
    ...(entry.lifecycle === undefined ? {} : { lifecycle: entry.lifecycle }),
    since: entry.since ?? '0.1.0',
  };
}

/** How a rule looks for its text. */
function searchOf(entry: RuleEntry, where: string): Pick<Rule, 'anchors' | 'pattern' | 'anchored' | 'reach' | 'near'> {
  const { anchors, pattern } = shapeOf(entry, where);
  const near = nearOf(entry);
  const lowerAnchors = anchors.map((anchor) => anchor.toLowerCase());
  const anchored = startsAtAnchor(pattern, lowerAnchors);
  const reach = entry.reach ?? reachOf(pattern, anchored, near);
  return { anchors: lowerAnchors, pattern, anchored, reach, ...(near === undefined ? {} : { near }) };
}

function expandRule(entry: RuleEntry, file: RuleFile, fileName: string): Rule {
  const where = `${fileName}: ${entry.id}`;
  const checks = (entry.checks ?? []).map((check) => normalizeCheck(check, where));
  return {
    id: entry.id,
    provider: file.provider,
    title: entry.title,
    kind: entry.kind,
    secrecy: entry.secrecy,
    severity: entry.severity,
    confidence: entry.confidence ?? 'high',
    ...searchOf(entry, where),
    ignoreCase: entry.ignoreCase ?? false,
    boundary: boundaryOf(entry),
    textOnly: entry.textOnly ?? entry.assigned !== undefined,
    prefix: entry.prefix ?? '',
    checks,
    ...(entry.pair === undefined ? {} : { pair: pairOf(entry.pair) }),
    ...(entry.completes === undefined ? {} : { completes: { rules: entry.completes.rules, within: entry.completes.within ?? COMPLETES_WITHIN } }),
    specificity: specificityOf(entry, checks),
    samples: entry.samples,
    ...wordsOf(entry, file),
  };
}

function pairOf(pair: NonNullable<RuleEntry['pair']>): NonNullable<Rule['pair']> {
  return { with: pair.with, within: pair.within, ...(pair.proof === undefined ? {} : { proof: pair.proof }) };
}

/**
 * Fills in every default of a checked rule file.
 * @param lineOf tells the line of a key, for messages
 * @throws ConfigError when a rule has no shape, or its pattern is not a bounded regex
 */
export function expandRuleFile(file: RuleFile, fileName: string, lineOf?: (path: readonly PropertyKey[]) => number): Rule[] {
  return file.rules.map((entry, index) => {
    const place = lineOf === undefined ? fileName : `${fileName}:${lineOf(['rules', index])}`;
    try {
      return expandRule(entry, file, place);
    } catch (error) {
      if (error instanceof ConfigError && error.message.startsWith(place)) throw error;
      throw new ConfigError(`${place}: ${entry.id}: ${error instanceof Error ? error.message : 'does not hold'}`, undefined, error);
    }
  });
}
