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

/** What those who run rules know of them beyond their form. Each throws a ConfigError that says what is wrong. */
export interface RuleJudges {
  readonly judgeCheck?: (check: CheckSpec) => void;
  readonly judgePattern?: (rule: Pick<Rule, 'pattern' | 'ignoreCase'>) => void;
}

/** What does not hold in a rule, and under which key of it. */
export class KeyProblem extends Error {
  readonly path: readonly PropertyKey[];
  readonly hint: string | undefined;

  constructor(path: readonly PropertyKey[], cause: unknown) {
    super(cause instanceof ConfigError ? cause.message : 'cannot be used', { cause });
    this.path = path;
    this.hint = cause instanceof ConfigError ? cause.hint : undefined;
  }
}

/** Does what reads one key; what it finds wrong is told of that key. */
function at<T>(path: readonly PropertyKey[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new KeyProblem(path, error);
  }
}

function normalizeCheck(check: string | Readonly<Record<string, unknown>>): CheckSpec {
  if (typeof check === 'string') return { name: check, arg: true };
  const [entry, ...rest] = Object.entries(check);
  if (entry === undefined || rest.length > 0) throw new ConfigError(`must have one name, not ${rest.length + Number(entry !== undefined)}`, 'each check is an entry of its own: [{length: 40}, {entropy: 3}]');
  return { name: entry[0], arg: entry[1] };
}

function checkOf(check: string | Readonly<Record<string, unknown>>, judge: RuleJudges['judgeCheck']): CheckSpec {
  const spec = normalizeCheck(check);
  judge?.(spec);
  return spec;
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

function shapeOf(entry: RuleEntry): { anchors: readonly string[]; pattern: string } {
  if (entry.assigned !== undefined) {
    const { assigned } = entry;
    at(['assigned', 'value'], () => widthOf(assigned.value));
    const expanded = at(['assigned'], () => expandAssigned(assigned));
    return { anchors: entry.anchors ?? expanded.anchors, pattern: expanded.pattern };
  }
  const missing = [...(entry.anchors === undefined ? ['anchors'] : []), ...(entry.pattern === undefined ? ['pattern'] : [])];
  if (entry.pattern === undefined || entry.anchors === undefined) {
    throw new KeyProblem([], new ConfigError(`needs anchors and pattern, or assigned: ${missing.join(' and ')} missing`));
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

/** The key that says what a match looks like. */
function shapeKey({ assigned }: RuleEntry): 'pattern' | 'assigned' {
  return assigned === undefined ? 'pattern' : 'assigned';
}

/** How a rule looks for its text. */
function searchOf(entry: RuleEntry): Pick<Rule, 'anchors' | 'pattern' | 'anchored' | 'reach' | 'near'> {
  const { anchors, pattern } = shapeOf(entry);
  const near = nearOf(entry);
  const lowerAnchors = anchors.map((anchor) => anchor.toLowerCase());
  const key = shapeKey(entry);
  const anchored = at([key], () => startsAtAnchor(pattern, lowerAnchors));
  const reach = entry.reach ?? at([key], () => reachOf(pattern, anchored, near));
  return { anchors: lowerAnchors, pattern, anchored, reach, ...(near === undefined ? {} : { near }) };
}

/**
 * Fills in every default of a rule of a checked file.
 * @throws KeyProblem when the rule has no shape, its pattern is not a bounded regex, or a check does not hold
 */
export function expandRule(entry: RuleEntry, file: RuleFile, { judgeCheck, judgePattern }: RuleJudges = {}): Rule {
  const checks = (entry.checks ?? []).map((check, index) => at(['checks', index], () => checkOf(check, judgeCheck)));
  const search = searchOf(entry);
  const ignoreCase = entry.ignoreCase ?? false;
  at([shapeKey(entry)], () => judgePattern?.({ pattern: search.pattern, ignoreCase }));
  return {
    id: entry.id,
    provider: file.provider,
    title: entry.title,
    kind: entry.kind,
    secrecy: entry.secrecy,
    severity: entry.severity,
    confidence: entry.confidence ?? 'high',
    ...search,
    ignoreCase,
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
