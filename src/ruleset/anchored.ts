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

/**
 * True when every match of `pattern` begins with one of `anchors` (lower case, compared without case), so
 * that the pattern need be tried only where an anchor stands. Walks all literal beginnings of the pattern.
 */
export function startsAtAnchor(pattern: string, anchors: readonly string[]): boolean {
  const covers = (prefix: string, elements: readonly AST.Element[]): boolean => {
    if (anchors.some((anchor) => prefix.startsWith(anchor))) return true;
    if (!anchors.some((anchor) => anchor.startsWith(prefix))) return false;
    const [first, ...rest] = elements;
    switch (first?.type) {
      case 'Character':
        return covers(prefix + String.fromCodePoint(first.value).toLowerCase(), rest);
      case 'CharacterClass': {
        const members = membersOf(first);
        return members.length > 0 && members.every((member) => covers(prefix + member, rest));
      }
      case 'Group':
      case 'CapturingGroup':
        return first.alternatives.every((alternative) => covers(prefix, [...alternative.elements, ...rest]));
      case 'Quantifier':
        return first.max === 1 && covers(prefix, [first.element, ...rest]) && (first.min === 1 || covers(prefix, rest));
      default:
        return false;
    }
  };
  return parsePattern(pattern).alternatives.every((alternative) => covers('', alternative.elements));
}
