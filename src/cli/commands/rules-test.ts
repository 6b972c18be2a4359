import { resolve } from 'node:path';
import { judgeCheck } from '#app/rules-checks.ts';
import { rulePlaces } from '#app/rules-places.ts';
import { readRuleText } from '#app/rules-read.ts';
import { judgeRule, type RuleVerdict } from '#app/rules-test.ts';
import { testRules } from '#app/test-rule.ts';
import { printable } from '#core/escape.ts';
import { EXIT, type ExitCode } from '#core/exit-code.ts';
import { jsonText } from '#report/json-text.ts';
import { countOf } from '#report/units.ts';
import { parseRuleFile } from '#ruleset/parse.ts';
import type { Rule, Samples } from '#ruleset/rule.ts';
import type { Invocation } from '../command.ts';
import { isSet, textOf } from '../flag.ts';

function wantsJson({ values }: Invocation): boolean {
  return isSet(values, 'json') || textOf(values, 'format') === 'json';
}

function summary(rules: number, samples: number, broken: number): string {
  return `${countOf(rules, 'rule')}, ${countOf(samples, 'sample')}, ${broken === 0 ? 'all hold' : `${countOf(broken, 'rule')} broken`}\n`;
}

/** What is known of a rule before it meets a text. */
function shapeLine({ anchors, anchored, width, reach, linear }: RuleVerdict): string {
  return [
    `anchors ${anchors.map(printable).join(', ')}${anchored ? ', at the start of each match' : ''}`,
    `matches up to ${countOf(width, 'byte')}`,
    `looks ${reach.behind} behind and ${reach.ahead} ahead${reach.declared ? ', as declared' : ''}`,
    linear.holds ? 'linear time' : 'not in linear time',
  ].join('; ');
}

function verdictLines(verdict: RuleVerdict, file: string): string[] {
  const { id, line, linear, samples, advice, holds } = verdict;
  const at = (place: number): string => `${file}:${place}`;
  return [
    `${holds ? 'holds ' : 'broken'}  ${id} (${at(line)}), ${countOf(samples.length, 'sample')}`,
    `  ${shapeLine(verdict)}`,
    ...(linear.holds ? [] : [`  ${at(line)}: ${printable(linear.why)}`]),
    ...samples.filter((sample) => !sample.holds).map((sample) => `  ${at(sample.line)}: ${sample.kind === 'hit' ? 'not found' : 'found, but should not be'}: ${printable(sample.template)}${sample.kind === 'hit' ? `\n    ${printable(sample.why ?? '')}` : ''}`),
    ...advice.map(({ line: place, text }) => `  ${at(place)}: note: ${printable(text)}`),
  ];
}

/** `stanch rules test FILE`: judges the rules of a file, each with the lines where it is wrong. */
export function testRuleFile(name: string, invocation: Invocation): ExitCode {
  const { host } = invocation;
  const path = resolve(host.cwd, name);
  const text = readRuleText(path);
  const shown = printable(name);
  const rules = parseRuleFile(text, shown, { judgeCheck });
  const places = rulePlaces(text);
  const verdicts = rules.flatMap((rule, index): RuleVerdict[] => {
    const place = places[index];
    return place === undefined ? [] : [judgeRule(rule, place)];
  });
  const broken = verdicts.filter(({ holds }) => !holds).length;
  const samples = verdicts.reduce((sum, verdict) => sum + verdict.samples.length, 0);
  if (wantsJson(invocation)) host.stdout.write(`${jsonText({ file: name, holds: broken === 0, rules: verdicts }, 2)}\n`);
  else host.stdout.write(`${verdicts.flatMap((verdict) => verdictLines(verdict, shown)).join('\n')}\n${summary(verdicts.length, samples, broken)}`);
  return broken === 0 ? EXIT.clean : EXIT.findings;
}

/** `stanch rules test`: runs the samples of the built-in rules. */
export function testBuiltinRules(rules: readonly Rule[], samplesOf: (rule: Rule) => Samples, invocation: Invocation): ExitCode {
  const { host } = invocation;
  const results = testRules(rules, samplesOf);
  const broken = results.filter(({ missed, fired }) => missed.length + fired.length > 0);
  const samples = results.reduce((sum, result) => sum + result.samples, 0);
  if (wantsJson(invocation)) host.stdout.write(`${jsonText({ holds: broken.length === 0, rules: results.length, samples, broken: broken.map(({ rule, missed, fired }) => ({ id: rule.id, missed, fired })) }, 2)}\n`);
  else {
    for (const { rule, missed, fired } of broken) {
      for (const sample of missed) host.stdout.write(`${rule.id}: not found: ${printable(sample)}\n`);
      for (const sample of fired) host.stdout.write(`${rule.id}: found, but should not be: ${printable(sample)}\n`);
    }
    host.stdout.write(summary(results.length, samples, broken.length));
  }
  return broken.length === 0 ? EXIT.clean : EXIT.findings;
}
