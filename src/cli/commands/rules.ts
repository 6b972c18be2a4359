import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readRulesFile, readSamplesFile } from '#app/rules-file.ts';
import { testOwnRules, testRules, type RuleTest } from '#app/test-rule.ts';
import { findRule } from '#app/find-rule.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT, type ExitCode } from '#core/exit-code.ts';
import { jsonText } from '#report/json-text.ts';
import { countOf } from '#report/units.ts';
import { parseRuleFile } from '#ruleset/parse.ts';
import type { Rule, Samples } from '#ruleset/rule.ts';
import type { Command, Invocation } from '../command.ts';
import { isSet } from '../flag.ts';

const NO_SAMPLES: Samples = { hit: [], miss: [] };

function list(rules: readonly Rule[], { host, values }: Invocation): ExitCode {
  if (isSet(values, 'json')) {
    host.stdout.write(`${jsonText(rules.map(({ id, provider, title, severity, confidence, kind }) => ({ id, provider, title, severity, confidence, kind })), 2)}\n`);
    return EXIT.clean;
  }
  const width = Math.max(...rules.map((rule) => rule.id.length));
  for (const rule of rules) host.stdout.write(`${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.title}\n`);
  host.stdout.write(`${countOf(rules.length, 'rule')} of ${countOf(new Set(rules.map((rule) => rule.provider)).size, 'provider')}\n`);
  return EXIT.clean;
}

function readOwn(path: string): readonly Rule[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${printable(path)}`, undefined, error);
  }
  return parseRuleFile(text, path);
}

function tell(results: readonly RuleTest[], { host }: Invocation): ExitCode {
  for (const { rule, missed, fired } of results) {
    for (const sample of missed) host.stdout.write(`${rule.id}: not found: ${printable(sample)}\n`);
    for (const sample of fired) host.stdout.write(`${rule.id}: found, but should not be: ${printable(sample)}\n`);
  }
  const broken = results.filter(({ missed, fired }) => missed.length + fired.length > 0).length;
  const samples = results.reduce((sum, result) => sum + result.samples, 0);
  host.stdout.write(`${countOf(results.length, 'rule')}, ${countOf(samples, 'sample')}, ${broken === 0 ? 'all hold' : `${countOf(broken, 'rule')} broken`}\n`);
  return broken === 0 ? EXIT.clean : EXIT.findings;
}

export const RULES: Command = {
  name: 'rules',
  usage: 'list, show ID or test [FILE]',
  summary: 'list the rules, show one, or run their samples',
  examples: [
    ['stanch rules list', 'every rule'],
    ['stanch rules show github-pat-classic', 'one rule, as data'],
    ['stanch rules test .stanch/rules/own.yml', 'the samples of own rules'],
  ],
  flags: [{ name: 'json', type: 'boolean', doc: 'for machines' }],
  words: [1, 2],
  choices: ['list', 'show', 'test'],
  run: (invocation) => {
    const { words, installation, host } = invocation;
    const builtin = (): readonly Rule[] => readRulesFile(installation.rulesFile).rules;
    const [verb = '', name] = words;
    if (verb === 'list') return Promise.resolve(list(builtin(), invocation));
    if (verb === 'show' && name !== undefined) {
      host.stdout.write(`${jsonText(findRule(builtin(), name), 2)}\n`);
      return Promise.resolve(EXIT.clean);
    }
    if (verb !== 'test') throw new UsageError(`unknown: rules ${printable(words.join(' '))}`, 'stanch rules list, rules show ID, rules test [FILE]');
    if (name !== undefined) return Promise.resolve(tell(testOwnRules(readOwn(resolve(host.cwd, name))), invocation));
    const samples = readSamplesFile(installation.samplesFile);
    return Promise.resolve(tell(testRules(builtin(), (rule) => samples.get(rule.id) ?? NO_SAMPLES), invocation));
  },
};
