import { OPERATORS, SETTINGS, type AssignedCandidate } from './candidate.ts';
import { letterCostOf } from './letter-cost.ts';
import { NAME_KINDS, readNameWords, type NameWords } from './name-words.ts';
import { figuresOf } from './value-figures.ts';
import { shapeOf, VALUE_SHAPES, type ValueShape } from './value-shape.ts';
import { wordCover } from './word-cover.ts';

/** What the classifier sees of a candidate: numbers in the order of `FEATURES`, and the shape and name that they come from. */
export interface Seen {
  readonly values: Float64Array;
  readonly shape: ValueShape;
  readonly name: NameWords;
}

const FIGURES = ['length', 'lower', 'upper', 'digits', 'symbols', 'classes', 'changes', 'entropy', 'distinct', 'steps', 'spaces'] as const;
const OWN = ['surprise', 'letter-mean', 'letter-worst', 'letter-share', 'word-cover', 'has-name-word', 'tail-about', 'tail-other', 'harmless', 'fake', 'gives', 'asks', 'upper-name', 'name-words', 'quoted', 'wrapped', 'cut', 'comment', 'joined', 'message', 'test-call', 'padded', 'equal-name', 'digit-tail', 'capital-start', 'doc-default'] as const;

/** Names of the features, in order. */
export const FEATURES: readonly string[] = [...FIGURES, ...OWN, ...NAME_KINDS.map((kind) => `name:${kind}`), ...VALUE_SHAPES.map((shape) => `shape:${shape}`), ...OPERATORS.map((operator) => `operator:${operator}`), ...SETTINGS.map((setting) => `setting:${setting}`)];

const COMMENT = /^[ \t]*(?:#|\/\/|\/\*|\*|--|;|<!--|%|"""|REM\b)|[ \t](?:#|\/\/) /;
const JOINED_BEFORE = /[+.%]$/;
const JOINED_AFTER = /^[ \t]{0,4}(?:[+%]|\. ?["'$\w]|\.format|\.replace|\.join|\.test|\.match|\[)/;
const MESSAGE = /\b(?:throw|raise|error|exception|warn(?:ing)?|log(?:ger)?|console|print\w*|message|label|title|text|msg|describe|it|i18n|translate|gettext|expected|errors\.new)\b/i;
const TEST_CALL = /\b(?:assert\w*|expect|should|equals?|toBe|toEqual|compare|check|verify|is_?valid)\b/i;
const NAME_WORD = /pass(?:word|wd|phrase|code)?|pwd|secret|token|credential|api[-_ ]?key|auth|key/i;
const PADDED = /^[A-Za-z0-9+/_-]{6,}={1,2}$/;
const DIGIT_TAIL = /^[A-Za-z]{3,}[-_@!#.]?\d{1,4}[!@#$*]?$/;
const BRACKETED = /^\w*[({]/;

const flag = (is: boolean): number => (is ? 1 : 0);
const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

function ownFeatures(candidate: AssignedCandidate, name: NameWords): number[] {
  const { value, before, after, quote } = candidate;
  const cost = letterCostOf(value);
  return [
    cost.mean * cost.letters,
    cost.mean,
    cost.worst,
    cost.letters / value.length,
    wordCover(value),
    flag(NAME_WORD.test(value)),
    flag(name.tail === 'about'),
    flag(name.tail === 'other'),
    flag(name.isHarmless),
    flag(name.isFake),
    flag(name.verb === 'gives'),
    flag(name.verb === 'asks'),
    flag(/^[A-Z][A-Z0-9_]+$/.test(candidate.name)),
    name.words.length,
    flag(quote !== ''),
    flag(candidate.isWrapped),
    flag(candidate.isCut),
    flag(COMMENT.test(before)),
    flag(JOINED_BEFORE.test(before.trimEnd()) || JOINED_AFTER.test(after)),
    flag(MESSAGE.test(before)),
    flag(TEST_CALL.test(before)),
    flag(PADDED.test(value)),
    flag(plain(candidate.name).endsWith(plain(value)) || plain(value).includes(plain(candidate.name))),
    flag(DIGIT_TAIL.test(value)),
    flag(/^[A-Z][a-z]/.test(value)),
    flag(BRACKETED.test(after)),
  ];
}

const FROM_KIND = FIGURES.length + OWN.length;
const FROM_SHAPE = FROM_KIND + NAME_KINDS.length;
const FROM_OPERATOR = FROM_SHAPE + VALUE_SHAPES.length;
const FROM_SETTING = FROM_OPERATOR + OPERATORS.length;

/**
 * Measures a candidate.
 *
 * @param values filled with the features; a caller that judges many candidates hands in the same array each time,
 * because making one costs more than judging it
 */
export function featuresOf(candidate: AssignedCandidate, values: Float64Array = new Float64Array(FEATURES.length)): Seen {
  const name = readNameWords(candidate.name);
  const shape = shapeOf(candidate.value);
  const figures = figuresOf(candidate.value);
  values.fill(0);
  let at = 0;
  for (const figure of FIGURES) values[at++] = figures[figure];
  for (const value of ownFeatures(candidate, name)) values[at++] = value;
  values[FROM_KIND + NAME_KINDS.indexOf(name.kind)] = 1;
  values[FROM_SHAPE + VALUE_SHAPES.indexOf(shape)] = 1;
  values[FROM_OPERATOR + OPERATORS.indexOf(candidate.operator)] = 1;
  values[FROM_SETTING + SETTINGS.indexOf(candidate.setting)] = 1;
  return { values, shape, name };
}
