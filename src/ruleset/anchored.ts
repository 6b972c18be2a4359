import type { AST } from '@eslint-community/regexpp';
import { parsePattern } from './pattern-width.ts';

/** Character classes with more members than this end the walk: such a place is not literal. */
const MAX_MEMBERS = 8;

/** The lower-case members of a small class, or nothing where it is wide, negated or a set. */
function membersOf(characterClass: AST.CharacterClass): string[] {
  if (characterClass.negate) return [];
  const members = new Set<string>();
  for (const element of characterClass.elements) {
    if (element.type !== 'Character') return [];
    members.add(String.fromCodePoint(element.value).toLowerCase());
  }
  return members.size <= MAX_MEMBERS ? [...members] : [];
}

/** The texts that one place can hold, or nothing where they cannot be listed. */
function lettersAt(element: AST.Element): string[] {
  if (element.type === 'Character') return [String.fromCodePoint(element.value).toLowerCase()];
  return element.type === 'CharacterClass' ? membersOf(element) : [];
}

/** The ways in which the elements can go on after their first one has been opened; nothing where it is not literal. */
function openings([first, ...rest]: readonly AST.Element[]): (readonly AST.Element[])[] | undefined {
  if (first?.type === 'Group' || first?.type === 'CapturingGroup') {
    return first.alternatives.map((alternative) => [...alternative.elements, ...rest]);
  }
  if (first?.type !== 'Quantifier' || first.max !== 1) return undefined;
  return first.min === 1 ? [[first.element, ...rest]] : [[first.element, ...rest], rest];
}

/**
 * True when every match of `pattern` begins with one of `anchors` (lower case, compared without case), so
 * that the pattern need be tried only where an anchor stands. Walks all literal beginnings of the pattern.
 */
export function startsAtAnchor(pattern: string, anchors: readonly string[]): boolean {
  const covers = (prefix: string, elements: readonly AST.Element[]): boolean => {
    if (anchors.some((anchor) => prefix.startsWith(anchor))) return true;
    if (!anchors.some((anchor) => anchor.startsWith(prefix))) return false;
    const [first, ...rest] = elements;
    if (first === undefined) return false;
    const opened = openings(elements);
    if (opened !== undefined) return opened.every((next) => covers(prefix, next));
    const letters = lettersAt(first);
    return letters.length > 0 && letters.every((letter) => covers(prefix + letter, rest));
  };
  return parsePattern(pattern).alternatives.every((alternative) => covers('', alternative.elements));
}
