import { RegExpParser, type AST } from '@eslint-community/regexpp';

/** Longer shapes tell a reader nothing more. */
const MAX_SHAPE = 260;

const SET_WORDS: Readonly<Record<string, string>> = { '\\w': '0-9 A-Z a-z _', '\\d': '0-9', '\\s': 'white space', '.': 'anything' };

/** Members of a class in words: `[0-9a-f]` → `0-9 a-f`. */
function membersOf(characterClass: AST.CharacterClass): string {
  const members = characterClass.elements.map((element) => SET_WORDS[element.raw] ?? element.raw.replace(/^\\(?=[^\w\s])/, ''));
  return `${characterClass.negate ? 'anything but ' : ''}${members.join(' ')}`;
}

/** `[gG]` stands for one letter in either case. */
function foldedLetter(characterClass: AST.CharacterClass): string | undefined {
  const [one, other, ...more] = characterClass.elements.map((element) => element.raw);
  if (one === undefined || other === undefined || more.length > 0 || one === other) return undefined;
  return one.toLowerCase() === other.toLowerCase() ? one.toLowerCase() : undefined;
}

function timesOf({ min, max }: AST.Quantifier): string {
  return min === max ? String(min) : `${min}-${max}`;
}

/** What is one character of a set, alone or repeated, with its least and greatest count. */
interface Run {
  readonly set: string;
  readonly min: number;
  readonly max: number;
}

function runOf(element: AST.Element): Run | undefined {
  if (element.type === 'CharacterSet') return { set: SET_WORDS[element.raw] ?? element.raw, min: 1, max: 1 };
  if (element.type === 'CharacterClass') return foldedLetter(element) === undefined ? { set: membersOf(element), min: 1, max: 1 } : undefined;
  if (element.type !== 'Quantifier') return undefined;
  const inner = runOf(element.element);
  return inner === undefined || inner.max !== 1 ? undefined : { ...inner, min: element.min, max: element.max };
}

function joinedRuns(elements: readonly AST.Element[]): (AST.Element | Run)[] {
  const parts: (AST.Element | Run)[] = [];
  for (const element of elements) {
    const run = runOf(element);
    const last = parts.at(-1);
    if (run !== undefined && last !== undefined && 'set' in last && last.set === run.set) {
      parts[parts.length - 1] = { set: run.set, min: last.min + run.min, max: last.max + run.max };
    } else parts.push(run ?? element);
  }
  return parts;
}

function textOfRun({ set, min, max }: Run): string {
  return `‹${min === max ? min : `${min}-${max}`} of ${set}›`;
}

function textOfElement(element: AST.Element): string {
  switch (element.type) {
    case 'Character':
      return element.value < 32 ? element.raw : String.fromCodePoint(element.value);
    case 'CharacterClass':
      return foldedLetter(element) ?? `‹1 of ${membersOf(element)}›`;
    case 'Group':
      return element.alternatives.length === 1 ? textOfAll(element.alternatives) : `(${textOfAll(element.alternatives)})`;
    case 'CapturingGroup':
      return element.name === 'secret' ? `⟦${textOfAll(element.alternatives)}⟧` : textOfAll(element.alternatives);
    case 'Quantifier': {
      const inner = textOfElement(element.element);
      return element.min === 0 && element.max === 1 ? `(${inner.replace(/^\((.*)\)$/s, '$1')} or nothing)` : `${timesOf(element)} × (${inner})`;
    }
    default:
      return element.raw;
  }
}

function textOfAll(alternatives: readonly AST.Alternative[]): string {
  return alternatives.map(({ elements }) => joinedRuns(elements).map((part) => ('set' in part ? textOfRun(part) : textOfElement(part))).join('')).join(' | ');
}

/**
 * A pattern as people read it: literals as they stand, `‹36 of 0-9 A-Z a-z›` for what differs from key to key,
 * `⟦ ⟧` around the key where it is a part of the match. It matches nothing, so no scanner takes it for a key.
 */
export function shapeOf(pattern: string): string {
  const text = textOfAll(new RegExpParser({ ecmaVersion: 2023 }).parsePattern(pattern).alternatives);
  return text.length <= MAX_SHAPE ? text : `${text.slice(0, MAX_SHAPE)} …`;
}
