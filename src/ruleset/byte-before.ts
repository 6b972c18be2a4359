import type { AST } from '@eslint-community/regexpp';
import { bytesOf } from './automaton.ts';
import type { ByteSet } from './gate.ts';
import { parsePattern } from './pattern-width.ts';
import type { Rule } from './rule.ts';

/** The one character that an element is, or repeats, with at least one of it. */
function oneOf(element: AST.Element | undefined): AST.Element | undefined {
  if (element?.type === 'Quantifier') return element.min > 0 ? oneOf(element.element) : undefined;
  return element?.type === 'Character' || element?.type === 'CharacterClass' || element?.type === 'CharacterSet' ? element : undefined;
}

/** Where the literal characters of a pattern spell the anchor; -1 when they do not, or in several places. */
function placeOf(anchor: string, elements: readonly AST.Element[]): number {
  const text = elements.map((element) => (element.type === 'Character' && element.value < 256 ? String.fromCharCode(element.value).toLowerCase() : '\uffff')).join('');
  const at = text.indexOf(anchor);
  return at === text.lastIndexOf(anchor) ? at : -1;
}

/** What must stand right before an anchor inside a pattern; nothing where the pattern does not tell. */
export function byteBefore({ pattern, ignoreCase }: Rule, anchor: string): ByteSet | undefined {
  const { alternatives } = parsePattern(pattern);
  const elements = alternatives.length === 1 ? (alternatives[0]?.elements ?? []) : [];
  const at = placeOf(anchor, elements);
  const element = at > 0 ? oneOf(elements[at - 1]) : undefined;
  return element === undefined ? undefined : bytesOf(element.raw, ignoreCase);
}
