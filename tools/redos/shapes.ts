import { createHash } from 'node:crypto';
import type { Rule } from '#ruleset/rule.ts';

/** A pattern as it is asked about: patterns that differ in a vendor's name alone are one. */
export interface Shape {
  /** 16 hex digits of SHA-256 over flags and pattern. */
  readonly key: string;
  readonly pattern: string;
  readonly flags: string;
  /** A rule that has it. */
  readonly ruleId: string;
  /** Longest text that it is ever tried on. */
  readonly window: number;
}

/** A vendor's name in the rules that are made of one: it stands before one of three ways to go on, and repeats nothing. */
const NAME = /[a-z0-9]+(?:\[-_ \]\?[a-z0-9]+)*(?=\[\^\\x00\]|\[\\w\.,|\(\?:\[-_\. ,|\["'\]\?\()/g;

/** Rules of one make differ in the name only. */
function skeletonOf(rule: Rule): string {
  return rule.id.endsWith('-named-key') ? rule.pattern.replaceAll(NAME, 'vendor') : rule.pattern;
}

/** The shapes of all rules, each once. */
export function shapesOf(rules: readonly Rule[]): Shape[] {
  const shapes = new Map<string, Shape>();
  for (const rule of rules) {
    const [pattern, flags] = [skeletonOf(rule), rule.ignoreCase ? 'i' : ''];
    const key = createHash('sha256').update(`${flags}/${pattern}`).digest('hex').slice(0, 16);
    const window = Math.max(rule.reach.behind + rule.reach.ahead, shapes.get(key)?.window ?? 0);
    shapes.set(key, { key, pattern, flags, ruleId: rule.id, window });
  }
  return [...shapes.values()];
}
