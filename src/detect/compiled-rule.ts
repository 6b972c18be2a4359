import type { Facts } from '#core/finding.ts';
import { lowered, type Confidence, type Severity } from '#core/severity.ts';
import type { Rule } from '#ruleset/rule.ts';
import { standsFree } from './boundary.ts';
import { CHECKS } from './checks/index.ts';
import type { Candidate, Check } from './checks/check.ts';
import { compileNear } from './near.ts';
import { compilePattern } from './pattern.ts';
import type { FindInWindow, WindowMatch } from './window-match.ts';

/** What a rule says of a match that passed. */
export interface Judgement {
  readonly confidence: Confidence;
  readonly severity: Severity;
  readonly facts: Facts;
}

/** A rule ready to run. `judge` gives nothing when a check rejects the match. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly find: FindInWindow;
  readonly judge: (window: string, match: WindowMatch) => Judgement | null;
}

const NO_FACTS: Facts = Object.freeze({});

function compileChecks(rule: Rule): readonly Check[] {
  return rule.checks.map((spec) => {
    const factory = CHECKS.get(spec.name);
    if (factory === undefined) throw new RangeError(`rule ${rule.id}: no check is called ${spec.name}`);
    return factory(spec.arg);
  });
}

function candidateOf(window: string, match: WindowMatch): Candidate {
  return {
    value: window.slice(match.secretStart, match.secretEnd),
    match: window.slice(match.start, match.end),
    groups: match.groups,
    window,
    at: match.start,
  };
}

/** What a doubt leaves of a confidence. */
function afterDoubt(confidence: Confidence, degree: 'mild' | 'capped' | undefined): Confidence {
  if (degree === undefined) return 'low';
  return degree === 'mild' || confidence === 'high' ? lowered(confidence) : confidence;
}

/** Runs the checks in order; the first rejection ends it. */
function runChecks(checks: readonly Check[], candidate: Candidate, rule: Rule): Judgement | null {
  let confidence = rule.confidence;
  let facts = NO_FACTS;
  for (const check of checks) {
    const result = check(candidate);
    if (result.kind === 'reject') return null;
    if (result.facts !== undefined) facts = { ...facts, ...result.facts };
    if (result.kind === 'doubt') {
      confidence = afterDoubt(confidence, result.degree);
      if (result.degree !== 'mild') facts = { ...facts, unlikely: result.why };
    } else if (result.proven === true && confidence === 'medium') confidence = 'high';
  }
  return { confidence, severity: severityOf(rule, facts), facts };
}

/** An encrypted key opens nothing to those who have not its passphrase. */
function severityOf({ severity }: Rule, { encrypted }: Facts): Severity {
  return encrypted === 'yes' && (severity === 'critical' || severity === 'high') ? 'medium' : severity;
}

/** `{{ name }}` and `${name}` stand for a value that is elsewhere, whatever rule meets them. */
function isTemplate(value: string): boolean {
  return value.includes('{{') || value.includes('${');
}

/** A pattern may have taken the braces of `{{ name }}` for quotes: the value then stands right behind them. */
function standsInTemplate(window: string, start: number): boolean {
  const before = window.slice(Math.max(0, start - 4), start).trimEnd();
  return before.endsWith('{{') || before.endsWith('${');
}

/** Compiles one rule; patterns and checks are made on first use. `find` may be another regex engine's. */
export function compileRule(rule: Rule, find: FindInWindow = compilePattern(rule)): CompiledRule {
  let checks: readonly Check[] | undefined;
  const isNear = rule.near === undefined ? undefined : compileNear(rule.near);
  const judge = (window: string, match: WindowMatch): Judgement | null => {
    if (isTemplate(window.slice(match.secretStart, match.secretEnd)) || standsInTemplate(window, match.secretStart)) return null;
    if (!standsFree(window, match.secretStart, match.secretEnd, rule.boundary)) return null;
    const near = isNear?.(window, match.start, match.end) ?? true;
    if (!near && rule.near?.effect === 'required') return null;
    checks ??= compileChecks(rule);
    const judgement = runChecks(checks, candidateOf(window, match), rule);
    if (judgement === null || near) return judgement;
    return { ...judgement, confidence: lowered(judgement.confidence) };
  };
  return { rule, find, judge };
}
