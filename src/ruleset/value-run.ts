import type { AST } from '@eslint-community/regexpp';
import { parsePattern, widthOfElement } from './pattern-width.ts';
import { bytesOf } from './automaton.ts';
import { SET_BYTES, type ByteSet, type ValueRun } from './gate.ts';
import type { Rule } from './rule.ts';

/** Shorter runs stand everywhere. */
const MIN_RUN = 8;

interface Part {
  readonly raw: string;
  readonly min: number;
  readonly max: number;
}

/** Elements of one character, repeated or not, as parts; nothing for anything else. */
function partOf(element: AST.Element): Part | undefined {
  if (element.type === 'Quantifier') {
    const inner = partOf(element.element);
    return inner === undefined || inner.min !== 1 || inner.max !== 1 ? undefined : { raw: inner.raw, min: element.min, max: element.max };
  }
  const isOne = element.type === 'Character' || element.type === 'CharacterClass' || element.type === 'CharacterSet';
  return isOne ? { raw: element.raw, min: 1, max: 1 } : undefined;
}

/** The last element of the pattern is a group `secret` that is one run, or the pattern's last element itself is. */
function tailOf(elements: readonly AST.Element[]): { readonly before: readonly AST.Element[]; readonly parts: readonly Part[] } | undefined {
  const last = elements.at(-1);
  if (last?.type !== 'CapturingGroup' || last.name !== 'secret' || last.alternatives.length !== 1) return undefined;
  const parts = (last.alternatives[0]?.elements ?? []).map(partOf);
  return parts.every((part) => part !== undefined) ? { before: elements.slice(0, -1), parts } : undefined;
}

function joinSets(sets: readonly ByteSet[]): ByteSet {
  return Uint8Array.from({ length: SET_BYTES }, (_, index) => sets.reduce((bits, set) => bits | (set[index] ?? 0), 0));
}

function asksForDigit(rule: Rule): boolean {
  return rule.checks.some(({ name, arg }) => name === 'alphabet' && Array.isArray(arg) && arg.includes('digit'));
}

/** The run that a rule's key is, where the pattern says a name, signs, and then a key that is one run of characters. */
export function valueRunOf(rule: Rule): ValueRun | undefined {
  const { alternatives } = parsePattern(rule.pattern);
  const only = alternatives.length === 1 ? alternatives[0] : undefined;
  const tail = only === undefined ? undefined : tailOf(only.elements);
  if (tail === undefined) return undefined;
  const length = tail.parts.reduce((sum, { min }) => sum + min, 0);
  if (length < MIN_RUN) return undefined;
  const within = tail.before.reduce((sum, element) => sum + widthOfElement(element).max, 0);
  const cap = within + tail.parts.reduce((sum, { max }) => sum + max, 0);
  return { bytes: joinSets(tail.parts.map(({ raw }) => bytesOf(raw, rule.ignoreCase))), length, within, cap, needsDigit: asksForDigit(rule) };
}
