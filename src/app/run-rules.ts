import { ConfigError } from '#core/errors.ts';
import type { Rule } from '#ruleset/rule.ts';
import { makeRuleset, withoutRules } from '#ruleset/ruleset.ts';
import type { Context, RunRules } from './scan-settings.ts';

/**
 * Puts the rules of a run together.
 * @throws ConfigError when an own rule is broken, takes the id of a built-in one, or a switched-off id is unknown
 */
export async function loadRunRules({ settings, builtin }: Pick<Context, 'settings' | 'builtin'>): Promise<RunRules> {
  // Own rules are YAML; the hook must not load a parser for those who have none.
  const own = settings.ownRules === undefined ? [] : await (await import('./own-rules.ts')).readOwnRules(settings.ownRules);
  const base = builtin();
  const known = new Set(base.rules.map((rule) => rule.id));
  const clash = own.find((rule) => known.has(rule.id));
  if (clash !== undefined) throw new ConfigError(`own rule ${clash.id} has the id of a built-in one`, 'give it another id; switch the built-in one off in the configuration');
  const all = own.length === 0 ? base : makeRuleset([...base.rules, ...own]);
  const ownIds = new Set(own.map((rule) => rule.id));
  return { ruleset: withSeverities(withoutRules(all, settings.disabled), settings.severities), isOwn: (rule: Rule) => ownIds.has(rule.id) };
}

function withSeverities(ruleset: RunRules['ruleset'], severities: Context['settings']['severities']): RunRules['ruleset'] {
  const changed = Object.keys(severities);
  if (changed.length === 0) return ruleset;
  const stranger = changed.find((id) => !ruleset.rules.some((rule) => rule.id === id));
  if (stranger !== undefined) throw new ConfigError(`no rule is called ${stranger}`, 'stanch rules list shows them all');
  return makeRuleset(ruleset.rules.map((rule) => ({ ...rule, severity: severities[rule.id] ?? rule.severity })));
}
