import { compileRule } from '#detect/compiled-rule.ts';
import type { Matcher } from '#detect/matcher.ts';
import type { KnownGates } from '#detect/rule-index.ts';
import { openRulePack } from '#detect/rule-pack.ts';
import { makeMatcher, makePackMatcher, specialRules } from '#detect/scanner.ts';
import type { Rule } from '#ruleset/rule.ts';

/** The rules of a matcher as data, without those that are code, which every matcher has. */
function rulesIn(matcher: Matcher): Rule[] {
  const special = new Set(specialRules().map(({ rule }) => rule.id));
  const rules = new Set<Rule>();
  for (let anchor = 0; anchor < matcher.table.anchors.length; anchor += 1) {
    for (const { rule } of matcher.rulesOf(anchor)) if (!special.has(rule.id)) rules.add(rule);
  }
  return [...rules];
}

/** The rules of a matcher in a form that can be sent to a worker: its pack, or its rules one by one. */
export type SentRules =
  | { readonly pack: Uint8Array }
  | { readonly rules: readonly Rule[]; readonly known: KnownGates; readonly linear: ReadonlySet<string> };

/** Makes a matcher's rules ready to be sent. A pack goes through shared memory, and its anchors have the same numbers everywhere. */
export function sendRules(matcher: Matcher, linear: ReadonlySet<string>): SentRules {
  const { pack, table } = matcher;
  if (pack === undefined) return { rules: rulesIn(matcher), known: { anchors: table.anchors, gates: table.gates }, linear };
  const shared = new Uint8Array(new SharedArrayBuffer(pack.bytes.length));
  shared.set(pack.bytes);
  return { pack: shared };
}

/** A matcher again, in a worker. The linear regex engine is loaded only where a rule asks for it. */
export async function matcherOf(sent: SentRules): Promise<Matcher> {
  if ('pack' in sent) return makePackMatcher(openRulePack(Buffer.from(sent.pack.buffer, sent.pack.byteOffset, sent.pack.byteLength)));
  const { rules, known, linear } = sent;
  const engine = linear.size === 0 ? undefined : await import('#detect/linear-pattern.ts');
  return makeMatcher(rules.map((rule) => compileRule(rule, linear.has(rule.id) ? engine?.compileLinearPattern(rule) : undefined)), known);
}
