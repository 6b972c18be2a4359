import type { Detection, Finding, Location } from '#core/finding.ts';
import { LedgerBook } from '#core/ledger.ts';
import { overlaps, type Span } from '#core/span.ts';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher, makeScanner } from '#detect/scanner.ts';
import type { FoundText } from '#providers/provider.ts';
import type { Rule } from '#ruleset/rule.ts';
import { readSource } from '../read-source.ts';
import { documentSource } from './document-source.ts';
import type { Search } from './find-again.ts';

/** What may follow a match on its line; where that is not for a rule to take (`${name}`), the match alone. */
const MOST_AFTER = 500;
const TAILS: readonly string[] = [`[^\\r\\n]{0,${MOST_AFTER}}`, ''];
/** Bytes between a match and a user that is named beside it. */
const BESIDE = 400;
const WINS = 1e6;

/** A rule whose key is all that another one matches, and more: what it takes is read, not reported. */
function textRule({ pair: _pair, near: _near, completes: _completes, ...rule }: Rule, tail: string): Rule {
  const pattern = `${rule.pattern.replace('(?<secret>', '(?<part>')}${tail}`;
  const reach = { behind: rule.reach.behind, ahead: rule.reach.ahead + MOST_AFTER };
  return { ...rule, pattern: `(?:${pattern})`, reach, secrecy: 'secret', boundary: { left: 'none', right: 'none' }, checks: [], specificity: WINS };
}

/** Finds `DB_USER=app` and the like. */
function userRule(rule: Rule): Rule {
  const pattern = String.raw`[\w.-]{0,40}user(?:_?name)?["']?[ \t]{0,3}[:=][ \t]{0,3}["']?[\w.@%+-]{1,64}`;
  return { ...textRule(rule, ''), id: 'user-name', anchors: ['user'], pattern, anchored: false, ignoreCase: true, reach: { behind: 64, ahead: 128 } };
}

/** What one rule finds at a place; nothing where it cannot be read. */
async function lookWith(rule: Rule, location: Location, search: Search): Promise<readonly Detection[]> {
  const source = documentSource(location, search);
  if (source === undefined) return [];
  const detections: Detection[] = [];
  const scanner = makeScanner(makeMatcher([compileRule(rule)]), { depth: search.context.settings.depth });
  await readSource(source, { scanner, ledger: new LedgerBook(), onDetection: (_, detection) => void (detection.ruleId === rule.id && detections.push(detection)) });
  return detections;
}

const widened = ({ start, end }: Span): Span => ({ start: start - BESIDE, end: end + BESIDE });

async function textsAt(rule: Rule, location: Location, search: Search): Promise<readonly FoundText[]> {
  const users = await lookWith(userRule(rule), location, search);
  const texts: FoundText[] = [];
  for (const tail of TAILS) {
    for (const { secret, span } of await lookWith(textRule(rule, tail), location, search)) {
      texts.push({ text: secret, beside: users.filter((user) => overlaps(widened(span), user.span)).map((user) => user.secret) });
    }
  }
  return texts;
}

/** Where a finding stands, each document once. */
function documentsOf({ locations }: Finding): readonly Location[] {
  const seen = new Map(locations.map((location) => [JSON.stringify(location.origin), location]));
  return [...seen.values()];
}

/**
 * The texts that a rule matches in the documents of a finding, with what stands around each: a half of a key is
 * understood by them. They hold whatever else the rule matches there, too.
 */
export async function findTexts(finding: Finding, ruleId: string, search: Search): Promise<readonly FoundText[]> {
  const rule = search.rules.matcher.ruleOf(ruleId);
  if (rule === undefined) return [];
  const texts: FoundText[] = [];
  for (const location of documentsOf(finding)) texts.push(...(await textsAt(rule, location, search)));
  return texts;
}
