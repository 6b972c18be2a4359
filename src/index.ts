import { fileURLToPath } from 'node:url';
import { makePackMatcher, makeScanner } from '#detect/scanner.ts';
import { wholeChunk } from '#core/chunk.ts';
import { maskPreview } from '#core/mask.ts';
import type { Facts } from '#core/finding.ts';
import type { Confidence, Severity } from '#core/severity.ts';
import type { Position, Span } from '#core/span.ts';
import { readRulesFile } from '#app/rules-file.ts';
import type { Matcher } from '#detect/matcher.ts';

export type { Finding, Location, Suppression } from '#core/finding.ts';
export type { Ledger } from '#core/ledger.ts';
export type { Report } from '#core/report.ts';
export type { Confidence, Severity } from '#core/severity.ts';

/** A key found in a text. The key itself is not in it: `preview` is masked, `span` tells where it stands. */
export interface TextFinding {
  readonly ruleId: string;
  readonly provider: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly preview: string;
  /** Bytes of the UTF-8 form. */
  readonly span: Span;
  /** Line and column from 1; columns in UTF-16 units. */
  readonly start: Position;
  readonly end: Position;
  readonly facts: Facts;
}

/** Levels of encoding that are opened. */
const DEPTH = 5;

let engine: Matcher | undefined;

/** The rules that come with the package, read once. */
function builtinMatcher(): Matcher {
  if (engine === undefined) {
    const { pack } = readRulesFile(fileURLToPath(new URL('./rules.pack', import.meta.url)));
    engine = makePackMatcher(pack);
  }
  return engine;
}

/**
 * Finds leaked keys in one text, with the built-in rules. Nothing is read but the text, nothing is sent anywhere.
 * @param content a text, or the bytes of a file in any encoding
 */
export function scanText(content: string | Uint8Array): readonly TextFinding[] {
  const matcher = builtinMatcher();
  const scanner = makeScanner(matcher, { depth: DEPTH });
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const result = scanner.scan(wholeChunk({ kind: 'stdin', path: '' }, bytes));
  return (result?.detections ?? []).flatMap((found) => {
    const rule = matcher.ruleOf(found.ruleId);
    if (rule === undefined) return [];
    const { ruleId, severity, confidence, span, start, end, facts } = found;
    return [{ ruleId, provider: rule.provider, title: rule.title, severity, confidence, preview: maskPreview(found.secret.reveal(), rule.prefix), span, start, end, facts }];
  });
}
