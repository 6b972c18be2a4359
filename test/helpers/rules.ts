import { expandRule } from '#ruleset/expand.ts';
import type { Rule } from '#ruleset/rule.ts';
import type { RuleEntry } from '#ruleset/schema.ts';
import type { DocumentResult } from '#detect/scanner.ts';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher, makeScanner } from '#detect/scanner.ts';

const BASE = { kind: 'api-key', secrecy: 'secret', severity: 'high', samples: { hit: [], miss: [] } } as const;

/** A rule for a test; only what matters need be given. */
export function ruleOf(entry: Partial<RuleEntry> & Pick<RuleEntry, 'id'>): Rule {
  return expandRule({ ...BASE, title: entry.id, ...entry }, { provider: 'acme', name: 'Acme', rules: [] });
}

/** Scans `bytes` as one document that arrives cut at `cuts`. */
export function scanCut(rules: readonly Rule[], bytes: Uint8Array, cuts: readonly number[] = [], depth = 1): DocumentResult {
  const scanner = makeScanner(makeMatcher(rules.map((rule) => compileRule(rule))), { depth });
  const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  for (let index = 0; index + 1 < edges.length; index++) {
    const [from, to] = [edges[index] ?? 0, edges[index + 1] ?? 0];
    const last = index + 2 === edges.length;
    const result = scanner.scan({ kind: 'chunk', origin: { kind: 'stdin', path: '-' }, bytes: bytes.subarray(from, to), offset: from, last });
    if (result !== undefined) return result;
  }
  throw new Error('the last chunk ends the document');
}

/** Scans a text in one piece. */
export function scanText(rules: readonly Rule[], text: string): DocumentResult {
  return scanCut(rules, Buffer.from(text, 'utf8'));
}

/** What a test compares: rule, key and place. */
export function summaryOf(result: DocumentResult): string[] {
  return result.detections.map(
    (found) => `${found.ruleId} ${found.secret.reveal()} ${found.start.line}:${found.start.column} ${found.span.start}-${found.span.end}`,
  );
}
