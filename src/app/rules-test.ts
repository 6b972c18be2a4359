import { compileRule, type CompiledRule } from '#detect/compiled-rule.ts';
import { compileLinearPattern } from '#detect/linear-pattern.ts';
import { scanRange } from '#detect/scan-range.ts';
import { makeMatcher } from '#detect/scanner.ts';
import { widthOf } from '#ruleset/pattern-width.ts';
import type { Reach, Rule } from '#ruleset/rule.ts';
import { fillTemplate } from '#ruleset/template.ts';
import type { RulePlaces } from './rules-places.ts';

/** One sample, and whether the rule did with it what it should. */
export interface SampleVerdict {
  readonly kind: 'hit' | 'miss';
  readonly line: number;
  readonly template: string;
  readonly holds: boolean;
  /** Why it does not, as far as that can be told. */
  readonly why?: string;
}

/** What can be said of one rule without running it on anything but its samples. */
export interface RuleVerdict {
  readonly id: string;
  readonly line: number;
  /** True when it runs, and all samples hold. */
  readonly holds: boolean;
  readonly anchors: readonly string[];
  /** True when every match begins at an anchor, so that the pattern is tried there only. */
  readonly anchored: boolean;
  /** Most bytes that the pattern can match. */
  readonly width: number;
  readonly reach: Reach & { readonly declared: boolean };
  /** Whether the pattern runs in time that is linear in the text, whatever it is. */
  readonly linear: { readonly holds: true } | { readonly holds: false; readonly why: string };
  readonly samples: readonly SampleVerdict[];
  /** What should be looked at, though the rule may hold. */
  readonly advice: readonly { readonly line: number; readonly text: string }[];
}

/** Anchors of fewer bytes stand in so many places that each scan feels it. */
const GOOD_ANCHOR = 4;

interface Subject {
  readonly rule: Rule;
  readonly places: RulePlaces;
}

function anchorsIn(text: string, { anchors }: Rule): { anchor: string; at: number }[] {
  const lower = text.toLowerCase();
  return anchors.flatMap((anchor) => {
    const at = lower.indexOf(Buffer.from(anchor, 'utf8').toString('latin1'));
    return at < 0 ? [] : [{ anchor, at }];
  });
}

/** Why a text that should be found is not: the first stage that lets go of it. */
function whyMissed(text: string, { rule, find }: CompiledRule): string {
  const found = anchorsIn(text, rule);
  if (found.length === 0) return 'it holds none of the anchors';
  const isMatched = found.some(({ anchor, at }) => find(text, at, anchor.length) !== null);
  return isMatched ? 'its checks, boundary or near words turn it down, or it reaches farther than the rule looks' : 'the pattern does not match it';
}

function judgeSample(compiled: CompiledRule, sample: Pick<SampleVerdict, 'kind' | 'line' | 'template'>, seed: string): SampleVerdict {
  let bytes: Buffer;
  try {
    bytes = Buffer.from(fillTemplate(sample.template, seed), 'utf8');
  } catch (error) {
    return { ...sample, holds: false, why: error instanceof Error ? error.message : 'the template cannot be filled' };
  }
  const matches = scanRange(makeMatcher([compiled]), { view: { bytes, base: 0 }, from: 0, to: bytes.length, isText: true, depth: 1 });
  const isFound = matches.some((match) => match.rule.rule.id === compiled.rule.id);
  if (isFound === (sample.kind === 'hit')) return { ...sample, holds: true };
  return { ...sample, holds: false, why: isFound ? 'it is found, but should not be' : whyMissed(bytes.toString('latin1'), compiled) };
}

function samplesOf({ rule, places }: Subject): Pick<SampleVerdict, 'kind' | 'line' | 'template'>[] {
  const of = (kind: SampleVerdict['kind'], templates: readonly string[], lines: readonly number[]): Pick<SampleVerdict, 'kind' | 'line' | 'template'>[] =>
    templates.map((template, index) => ({ kind, template, line: lines[index] ?? places.line }));
  return [...of('hit', rule.samples.hit, places.hits), ...of('miss', rule.samples.miss, places.misses)];
}

/** What the pattern can match must lie within what the rule looks at, or long keys are cut off. */
function adviceOn({ rule, places }: Subject, width: number): RuleVerdict['advice'] {
  const short = rule.anchors.filter((anchor) => Buffer.byteLength(anchor) < GOOD_ANCHOR);
  const behind = rule.anchored ? 0 : width - Math.min(...rule.anchors.map((anchor) => Buffer.byteLength(anchor)));
  const texts: (false | { line: number; text: string })[] = [
    rule.samples.hit.length === 0 && { line: places.line, text: 'it has no sample that it finds' },
    rule.samples.miss.length === 0 && { line: places.line, text: 'it has no sample that it leaves alone' },
    short.length > 0 && { line: places.anchors, text: `anchors of ${GOOD_ANCHOR} bytes and more are quicker than ${short.join(', ')}` },
    !rule.anchored && { line: places.pattern, text: 'a pattern that begins with an anchor is quicker' },
    rule.reach.ahead < width && { line: places.reach, text: `it looks ${rule.reach.ahead} bytes ahead, and its pattern may match ${width}: longer keys are missed` },
    rule.reach.behind < behind && { line: places.reach, text: `it looks ${rule.reach.behind} bytes behind, and its pattern may begin ${behind} before an anchor` },
  ];
  return texts.filter((text) => text !== false);
}

function compile(rule: Rule): { readonly linear: RuleVerdict['linear']; readonly compiled: CompiledRule | undefined } {
  try {
    return { linear: { holds: true }, compiled: compileRule(rule, compileLinearPattern(rule)) };
  } catch (error) {
    return { linear: { holds: false, why: error instanceof Error ? error.message : 'it does not compile' }, compiled: undefined };
  }
}

/**
 * Judges a rule that comes from elsewhere: on the engine that no pattern can keep busy, alone, before rules are weighed
 * against each other.
 */
export function judgeRule(rule: Rule, places: RulePlaces): RuleVerdict {
  const subject = { rule, places };
  const { linear, compiled } = compile(rule);
  const width = widthOf(rule.pattern).max;
  const samples = compiled === undefined ? [] : samplesOf(subject).map((sample, index) => judgeSample(compiled, sample, `${rule.id}/${index}`));
  return {
    id: rule.id,
    line: places.line,
    holds: linear.holds && samples.every((sample) => sample.holds),
    anchors: rule.anchors,
    anchored: rule.anchored,
    width,
    reach: { ...rule.reach, declared: places.declaresReach },
    linear,
    samples,
    advice: adviceOn(subject, width),
  };
}
