import { PROVIDERS } from '#providers/registry.ts';
import type { Rule } from '#ruleset/rule.ts';
import type { RuleEntry } from '#ruleset/schema.ts';
import { code, plain, reference, table } from './markdown.ts';
import type { RuleSource } from './read-sources.ts';
import { shapeOf } from './shape.ts';
import { checkWords, opensOf, secrecyOf, turnOffOf } from './words.ts';

/** Stands at the top of every page. */
export const NOTE: string = '<!-- Made by `npm run docs:rules` from rules/*.yml; changes by hand are lost. -->';

/** True for a rule that goes by the vendor's name alone, because the format of its keys is not published. */
export function isFallback(rule: Rule): boolean {
  return rule.id.endsWith('-named-key');
}

function list(words: readonly string[]): string {
  return words.map((word) => code(word)).join(', ');
}

function shapeLine(rule: Rule, entry: RuleEntry | undefined): string {
  const { assigned } = entry ?? {};
  if (isFallback(rule)) return `a value beside ${list(rule.anchors)} and a word for keys; the format itself is not published`;
  if (assigned === undefined) return code(shapeOf(rule.pattern));
  const keys = assigned.keys === undefined || assigned.keys.length === 0 ? '' : `, ending in ${list(assigned.keys)}`;
  return `${code(shapeOf(assigned.value))}, assigned to a name with ${list(assigned.names)}${keys}`;
}

/** What this program itself can do at the provider of the key. */
function ownPowers(rule: Rule): string {
  const provider = PROVIDERS.find(({ ruleIds }) => ruleIds.includes(rule.id));
  if (provider === undefined) return '';
  const powers = (['identify', 'verify', 'list', 'create', 'revoke'] as const).filter((power) => provider[power] !== undefined);
  return ` stanch can ${powers.join(', ')}: see [providers](../providers.md).`;
}

function lifecycleLine(rule: Rule): string | undefined {
  const steps = Object.entries(rule.lifecycle ?? {});
  return steps.length === 0 ? undefined : `- **By API at the vendor**: ${steps.map(([step, word]) => `${plain(step)}: ${plain(word)}`).join('; ')}`;
}

function section(rule: Rule, entry: RuleEntry | undefined): string {
  const lines = [
    `- **Opens**: ${plain(opensOf(rule))}`,
    `- **Shape**: ${shapeLine(rule, entry)}`,
    `- **Severity**: ${rule.severity}; **confidence**: ${rule.confidence}; **secrecy**: ${secrecyOf(rule)}`,
    rule.near === undefined ? undefined : `- **Near**: ${rule.near.effect === 'required' ? 'only beside' : 'surer beside'} ${list(rule.near.words)}`,
    rule.pair === undefined ? undefined : `- **Other half**: ${code(rule.pair.with)}, within ${rule.pair.within} bytes`,
    rule.checks.length === 0 ? undefined : `- **Tested**: ${[...new Set(rule.checks.map(checkWords))].map(plain).join('; ')}`,
    `- **Turn it off**: ${plain(turnOffOf(rule))}${ownPowers(rule)}`,
    lifecycleLine(rule),
    `- **References**: ${rule.references.map(reference).join(' · ')}`,
  ];
  return [`## ${rule.id}`, '', plain(rule.title), '', ...lines.filter((line) => line !== undefined), ''].join('\n');
}

/** The page of one provider: every rule with what it finds, what that opens and how it is turned off. */
export function providerPage({ file, rules }: RuleSource): string {
  const entries = new Map(file.rules.map((entry) => [entry.id, entry]));
  const rows = rules.map((rule) => [`[${rule.id}](#${rule.id})`, plain(rule.title), rule.severity, rule.confidence]);
  return [
    NOTE,
    '',
    `# ${plain(file.name)}`,
    '',
    `From [rules/${file.provider}.yml](../../rules/${file.provider}.yml). [All rules](README.md) · how to read a shape: [there](README.md#how-to-read-a-page)`,
    '',
    table(['rule', 'finds', 'severity', 'confidence'], rows),
    '',
    ...rules.map((rule) => section(rule, entries.get(rule.id))),
    '## Not this one',
    '',
    `Switch a rule off in \`.stanch.yml\` with \`rules: {disable: [${rules[0]?.id ?? ''}]}\`, or accept one finding with \`stanch allow\` or a \`stanch:allow\` comment that gives the reason.`,
    '',
  ].join('\n');
}
