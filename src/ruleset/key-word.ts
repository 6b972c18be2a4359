import type { AST } from '@eslint-community/regexpp';
import { bytesOf, closure, partAutomaton, stepOn } from './automaton.ts';
import { bothCases } from './both-cases.ts';
import { hashTrigram, SET_BYTES, type KeyWord } from './gate.ts';
import { parsePattern } from './pattern-width.ts';
import type { Rule } from './rule.ts';

const MAX_SPAN = 64;
const TRIGRAM = 3;

/** Lower-case letters that stand first in an alternative, `[kK][eE][yY]` or `key`; nothing where they are not plain. */
function openingOf({ elements }: AST.Alternative): string | undefined {
  const letters = elements.slice(0, TRIGRAM).map((element) => {
    if (element.type === 'Character') return String.fromCodePoint(element.value).toLowerCase();
    if (element.type !== 'CharacterClass' || element.negate) return undefined;
    const members = new Set(element.elements.map((member) => (member.type === 'Character' ? String.fromCodePoint(member.value).toLowerCase() : '')));
    return members.size === 1 ? [...members][0] : undefined;
  });
  const isPlain = letters.length === TRIGRAM && letters.every((letter) => letter !== undefined && letter.length === 1);
  return isPlain ? letters.join('') : undefined;
}

/** True when the group accepts the whole anchor and can take nothing behind it. */
function isWholeName(names: AST.Group, anchor: string, ignoreCase: boolean): boolean {
  const automaton = partAutomaton(names, ignoreCase);
  let states = closure(automaton, [automaton.start]);
  for (const byte of Buffer.from(anchor, 'latin1')) states = stepOn(automaton, states, bothCases(byte));
  return states.has(automaton.end) && [...states].every((at) => automaton.states[at]?.step === undefined);
}

/** Two sets of hashed trigrams, laid one behind the other. */
function hashed(trigrams: readonly string[]): Uint8Array {
  const sets = new Uint8Array(2 * SET_BYTES);
  for (const trigram of trigrams) {
    const [a, b] = hashTrigram(trigram.charCodeAt(0), trigram.charCodeAt(1), trigram.charCodeAt(2));
    sets[a >> 3] = (sets[a >> 3] ?? 0) | (1 << (a & 7));
    sets[SET_BYTES + (b >> 3)] = (sets[SET_BYTES + (b >> 3)] ?? 0) | (1 << (b & 7));
  }
  return sets;
}

/** Name, rest of the name and words of a pattern that has them in this order; nothing for other patterns. */
function partsOf(pattern: string): { readonly names: AST.Group; readonly rest: AST.Quantifier; readonly words: AST.Group } | undefined {
  const { alternatives } = parsePattern(pattern);
  const [names, rest, words] = alternatives.length === 1 ? (alternatives[0]?.elements ?? []) : [];
  if (names?.type !== 'Group' || words?.type !== 'Group' || rest?.type !== 'Quantifier') return undefined;
  return rest.element.type === 'CharacterClass' && rest.max <= MAX_SPAN ? { names, rest, words } : undefined;
}

/**
 * The word for keys that must follow a vendor's name, in patterns of the form name, rest of the name, word, whatever:
 * `(?:acme)[\w.\- ]{0,24}(?:key|token)…`. Nothing for other patterns, or where the anchor is not all of the name.
 */
export function keyWordOf(rule: Rule, anchor: string): KeyWord | undefined {
  const parts = partsOf(rule.pattern);
  if (parts === undefined) return undefined;
  const { names, rest, words } = parts;
  const openings = words.alternatives.map(openingOf);
  if (!openings.every((opening) => opening !== undefined) || !isWholeName(names, anchor, rule.ignoreCase)) return undefined;
  const sets = hashed(openings);
  return { rest: bytesOf(rest.element.raw, rule.ignoreCase), span: rest.max, first: sets.subarray(0, SET_BYTES), second: sets.subarray(SET_BYTES) };
}
