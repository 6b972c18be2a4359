import { findRule } from '#app/find-rule.ts';
import { readRulesFile } from '#app/rules-file.ts';
import { EXIT } from '#core/exit-code.ts';
import type { Rule } from '#ruleset/rule.ts';
import type { Command } from '../command.ts';

const SECRECY: Readonly<Record<Rule['secrecy'], string>> = {
  secret: 'a secret by itself',
  'pair-half': 'one half of a key: reported together with its other half, or beside a word that names it',
  'public-id': 'public by itself: never reported alone',
};

function explain(rule: Rule): string {
  const checks = rule.checks.map((check) => check.name).join(', ');
  return [
    `${rule.title}`,
    `  rule        ${rule.id} (${rule.provider}, ${rule.kind}), since ${rule.since}`,
    `  severity    ${rule.severity}, ${rule.confidence} confidence`,
    `  what it is  ${SECRECY[rule.secrecy]}`,
    ...(checks === '' ? [] : [`  tested by   ${checks}`]),
    ...(rule.near === undefined ? [] : [`  near        ${rule.near.words.join(', ')} (${rule.near.effect})`]),
    ...Object.entries(rule.lifecycle ?? {}).map(([name, value]) => `  ${name.padEnd(12)}${value}`),
    `  do          ${rule.help}`,
    ...rule.references.map((reference) => `  see         ${reference}`),
    `  switch off  rules: {disable: [${rule.id}]} in .stanch.yml, or stanch:allow[${rule.id}] with a reason on the line`,
    '',
  ].join('\n');
}

export const EXPLAIN: Command = {
  name: 'explain',
  usage: 'RULE',
  summary: 'say what a rule finds, why it matters and what to do',
  examples: [['stanch explain github-pat-classic', 'one rule in words']],
  flags: [],
  words: [1, 1],
  run: ({ host, words, installation }) => {
    host.stdout.write(explain(findRule(readRulesFile(installation.rulesFile).rules, words[0] ?? '')));
    return Promise.resolve(EXIT.clean);
  },
};
