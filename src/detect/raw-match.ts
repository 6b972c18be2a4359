import type { Facts } from '#core/finding.ts';
import type { Confidence, Severity } from '#core/severity.ts';
import type { CompiledRule } from './compiled-rule.ts';

/**
 * A hit of one rule in plain (decoded) text, before rules are weighed against each other. It is a function
 * of the window around its anchor and of nothing else, so it may be carried over when the window is copied.
 */
export interface RawMatch {
  readonly rule: CompiledRule;
  /** Byte span of the key in the document. */
  readonly start: number;
  readonly end: number;
  /** Byte span of the whole match. */
  readonly outerStart: number;
  readonly outerEnd: number;
  /** The key as latin1 text. */
  readonly value: string;
  readonly confidence: Confidence;
  readonly severity: Severity;
  readonly facts: Facts;
  /** How it was wrapped, outermost first. */
  readonly encoding: readonly string[];
}
