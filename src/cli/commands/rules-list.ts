import { selectRules } from '#app/rules-select.ts';
import type { Confidence } from '#core/severity.ts';
import { EXIT, type ExitCode } from '#core/exit-code.ts';
import { jsonText } from '#report/json-text.ts';
import { countOf } from '#report/units.ts';
import type { Rule } from '#ruleset/rule.ts';
import type { Invocation } from '../command.ts';
import { isSet, textOf } from '../flag.ts';

function filterOf({ values }: Invocation): Parameters<typeof selectRules>[1] {
  const [provider, kind, confidence] = [textOf(values, 'provider'), textOf(values, 'kind'), textOf(values, 'confidence') as Confidence | undefined];
  return { ...(provider === undefined ? {} : { provider }), ...(kind === undefined ? {} : { kind }), ...(confidence === undefined ? {} : { confidence }) };
}

/** `stanch rules list`: the rules, or those of a provider, a kind or a confidence. */
export function listRules(all: readonly Rule[], invocation: Invocation): ExitCode {
  const { host, values } = invocation;
  const rules = selectRules(all, filterOf(invocation));
  if (isSet(values, 'json') || textOf(values, 'format') === 'json') {
    host.stdout.write(`${jsonText(rules.map(({ id, provider, title, severity, confidence, kind }) => ({ id, provider, title, severity, confidence, kind })), 2)}\n`);
    return EXIT.clean;
  }
  const width = Math.max(0, ...rules.map((rule) => rule.id.length));
  for (const rule of rules) host.stdout.write(`${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.title}\n`);
  host.stdout.write(`${countOf(rules.length, 'rule')} of ${countOf(new Set(rules.map((rule) => rule.provider)).size, 'provider')}\n`);
  return EXIT.clean;
}
