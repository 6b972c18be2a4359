import { ConfigError } from '#core/errors.ts';
import { compileRule } from '#detect/compiled-rule.ts';
import { pickGates } from '#detect/gate-table.ts';
import type { Matcher } from '#detect/matcher.ts';
import type { KnownGates } from '#detect/rule-index.ts';
import type { RulePack } from '#detect/rule-pack.ts';
import { makeMatcher, makePackMatcher } from '#detect/scanner.ts';
import type { Rule } from '#ruleset/rule.ts';
import { checkRuleIds } from '#ruleset/known-ids.ts';
import { makeRuleset, withoutRules, type Ruleset } from '#ruleset/ruleset.ts';
import type { Context } from './scan-settings.ts';

/** The rules of one run, ready to look: built-in and own ones, less the disabled. */
export interface RunRules {
  readonly matcher: Matcher;
  readonly count: number;
  readonly digest: string;
  /** Ids of own rules, which run in the linear engine. */
  readonly own: ReadonlySet<string>;
}

type Wanted = Pick<Context, 'settings' | 'builtin'>;

/**
 * Puts the rules of a run together.
 * @throws ConfigError when an own rule is broken, takes the id of a built-in one, or the configuration names an id that no rule has
 */
export async function loadRunRules({ settings, builtin }: Wanted): Promise<RunRules> {
  const base = builtin();
  // Own rules are YAML; the hook must not load a parser for those who have none.
  const own = settings.ownRules === undefined ? [] : await (await import('./own-rules.ts')).readOwnRules(settings.ownRules);
  const inOverrides = (settings.overrides ?? []).flatMap(({ rules }) => [...(rules ?? [])]);
  const isPlain = own.length === 0 && settings.disabled.length + inOverrides.length === 0 && Object.keys(settings.severities).length === 0;
  if (isPlain && base.pack !== undefined) return { matcher: makePackMatcher(base.pack), count: base.pack.count, digest: base.digest, own: new Set() };
  const all = joined(base, own);
  checkRuleIds(all, inOverrides);
  return compileAll(withSeverities(withoutRules(all, settings.disabled), settings.severities), new Set(own.map((rule) => rule.id)), base.pack);
}

/** Own rules come from the repository: they run where no pattern can take long. That engine is loaded only for them. */
async function compileAll(ruleset: Ruleset, own: ReadonlySet<string>, pack: RulePack | undefined): Promise<RunRules> {
  const linear = own.size === 0 ? undefined : await import('#detect/linear-pattern.ts');
  const compiled = ruleset.rules.map((rule) => compileRule(rule, own.has(rule.id) ? linear?.compileLinearPattern(rule) : undefined));
  const foreign = new Set(ruleset.rules.filter((rule) => own.has(rule.id)).flatMap((rule) => rule.anchors));
  return { matcher: makeMatcher(compiled, pack && gatesWithout(pack, foreign)), count: ruleset.rules.length, digest: ruleset.digest, own };
}

/** The pack's gates, without those of anchors that own rules share. */
function gatesWithout({ table }: RulePack, foreign: ReadonlySet<string>): KnownGates {
  const numbers = table.anchors.flatMap((anchor, number) => (foreign.has(Buffer.from(anchor).toString('latin1')) ? [] : [number]));
  return { anchors: numbers.flatMap((number) => table.anchors[number] ?? []), gates: pickGates(table.gates, numbers) };
}

function joined(base: Ruleset, own: readonly Rule[]): Ruleset {
  const known = new Set(base.rules.map((rule) => rule.id));
  const clash = own.find((rule) => known.has(rule.id));
  if (clash !== undefined) throw new ConfigError(`own rule ${clash.id} has the id of a built-in one`, 'give it another id; switch the built-in one off in the configuration');
  return own.length === 0 ? base : makeRuleset([...base.rules, ...own]);
}

function withSeverities(ruleset: Ruleset, severities: Context['settings']['severities']): Ruleset {
  const changed = Object.keys(severities);
  if (changed.length === 0) return ruleset;
  checkRuleIds(ruleset, changed);
  return makeRuleset(ruleset.rules.map((rule) => ({ ...rule, severity: severities[rule.id] ?? rule.severity })));
}
