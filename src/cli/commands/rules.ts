import { findRule } from '#app/find-rule.ts';
import { readRulesFile, readSamplesFile } from '#app/rules-file.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT } from '#core/exit-code.ts';
import { CONFIDENCES } from '#core/severity.ts';
import { jsonText } from '#report/json-text.ts';
import type { Rule, Samples } from '#ruleset/rule.ts';
import type { Command } from '../command.ts';
import { listRules } from './rules-list.ts';

const NO_SAMPLES: Samples = { hit: [], miss: [] };

export const RULES: Command = {
  name: 'rules',
  usage: 'list, show ID or test [FILE]',
  summary: 'list the rules, show one, or run their samples',
  examples: [
    ['stanch rules list', 'every rule'],
    ['stanch rules list --provider github --confidence high', 'some of them'],
    ['stanch rules show github-pat-classic', 'one rule, as data'],
    ['stanch rules test .stanch/rules/own.yml', 'whether own rules hold, and the lines where they do not'],
  ],
  flags: [
    { name: 'provider', type: 'text', value: 'NAME', doc: 'rules of one provider (list)' },
    { name: 'kind', type: 'text', value: 'KIND', doc: 'rules of one kind of key (list)' },
    { name: 'confidence', type: 'text', value: 'LEVEL', choices: CONFIDENCES, doc: 'leave out what is less sure (list)' },
    { name: 'format', short: 'f', type: 'text', value: 'FORMAT', choices: ['text', 'json'], doc: 'form of the answer' },
    { name: 'json', type: 'boolean', doc: 'the same as --format json' },
  ],
  words: [1, 2],
  choices: ['list', 'show', 'test'],
  run: async (invocation) => {
    const { words, installation, host } = invocation;
    const builtin = (): readonly Rule[] => readRulesFile(installation.rulesFile).rules;
    const [verb = '', name] = words;
    if (verb === 'list' && name === undefined) return listRules(builtin(), invocation);
    if (verb === 'show' && name !== undefined) {
      host.stdout.write(`${jsonText(findRule(builtin(), name), 2)}\n`);
      return EXIT.clean;
    }
    if (verb !== 'test') throw new UsageError(`unknown: rules ${printable(words.join(' '))}`, 'stanch rules list, rules show ID, rules test [FILE]');
    // A parser and a regex engine, which no other command needs at its start.
    const { testBuiltinRules, testRuleFile } = await import('./rules-test.ts');
    if (name !== undefined) return testRuleFile(name, invocation);
    const samples = readSamplesFile(installation.samplesFile);
    return testBuiltinRules(builtin(), (rule) => samples.get(rule.id) ?? NO_SAMPLES, invocation);
  },
};
