import type { ForeignTool } from '#config/import/foreign-tools.ts';
import type { Imported, ImportedRule, ImportNote } from '#config/import/imported.ts';
import { renderImport } from '#config/import/render.ts';
import { KeyProblem } from '#ruleset/expand.ts';
import { parseRuleFile } from '#ruleset/parse.ts';
import type { Rule } from '#ruleset/rule.ts';
import { testOwnRules } from '../test-rule.ts';

/** Whether a rule runs in the engine of own rules and finds the sample that was made for it. */
type Proof = { readonly kind: 'holds' } | { readonly kind: 'unproven' } | { readonly kind: 'broken'; readonly why: string };

/** What is wrong with the rule, without the place in a file that was never written. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it does not hold';
  return error.cause instanceof KeyProblem ? error.cause.message : error.message.replace(/^.*?: .*?: /, '');
}

function prove(rule: ImportedRule, tool: ForeignTool): Proof {
  const [[name, text] = ['', '']] = renderImport({ rules: [rule], disable: [], exclude: [], overrides: [], accepted: [], notes: [] }, tool).rules;
  let rules: readonly Rule[];
  try {
    rules = parseRuleFile(text, name);
    const [result] = testOwnRules(rules);
    return result?.missed.length === 0 && result.samples > 0 ? { kind: 'holds' } : { kind: 'unproven' };
  } catch (error) {
    return { kind: 'broken', why: whyOf(error) };
  }
}

/**
 * Tries every rule that was taken over: what does not run is left out, and a sample that is not found goes, as nobody
 * should be shown a broken one.
 */
export function proveRules(imported: Imported, tool: ForeignTool): Imported {
  const notes: ImportNote[] = [];
  const rules = imported.rules.flatMap((rule): ImportedRule[] => {
    const proof = prove(rule, tool);
    const subject = `rule ${rule.foreignId}`;
    if (proof.kind === 'holds') return [rule];
    if (proof.kind === 'broken') {
      notes.push({ effect: 'left-out', subject, why: proof.why });
      return [];
    }
    notes.push({ effect: 'told', subject, why: 'no sample could be made for it: write one, so that stanch rules test can prove it' });
    return [{ ...rule, shape: { ...rule.shape, sample: '' } }];
  });
  return { ...imported, rules, notes: [...imported.notes, ...notes] };
}
