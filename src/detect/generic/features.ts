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
const JOINED_BEFORE = /[+.%]\s*$/;
const JOINED_AFTER = /^[ \t]{0,4}(?:[+%]|\. ?["'$\w]|\.format|\.replace|\.join|\.test|\.match|\[)/;
const MESSAGE = /\b(?:throw|raise|error|exception|warn(?:ing)?|log(?:ger)?|console|print\w*|message|label|title|text|msg|describe|it|i18n|translate|gettext|expected|errors\.new)\b/i;
const TEST_CALL = /\b(?:assert\w*|expect|should|equals?|toBe|toEqual|compare|check|verify|is_?valid)\b/i;
const NAME_WORD = /pass(?:word|wd|phrase|code)?|pwd|secret|token|credential|api[-_ ]?key|auth|key/i;
const PADDED = /^[A-Za-z0-9+/_-]{6,}={1,2}$/;
const DIGIT_TAIL = /^[A-Za-z]{3,}[-_@!#.]?\d{1,4}[!@#$*]?$/;
const UPPER_NAME = /^[A-Z][A-Z0-9_]+$/;
const CAPITAL_START = /^[A-Z][a-z]/;
const BRACKETED = /^\w*[({]/;

const flag = (is: boolean): number => (is ? 1 : 0);
const NO_PLAIN = /[^a-z0-9]/;
const NO_PLAINS = /[^a-z0-9]+/g;

/** Letters and digits alone. Most values hold nothing else, and asking first is cheaper than replacing. */
function plain(text: string): string {
  const folded = text.toLowerCase();
  return NO_PLAIN.test(folded) ? folded.replaceAll(NO_PLAINS, '') : folded;
}

/** The value repeats its name, or holds it. */
function isLikeName(name: string, value: string): boolean {
  const [flatName, flatValue] = [plain(name), plain(value)];
  return flatName.endsWith(flatValue) || flatValue.includes(flatName);
}

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
    flag(UPPER_NAME.test(candidate.name)),
    name.words.length,
    flag(quote !== ''),
    flag(candidate.isWrapped),
    flag(candidate.isCut),
    flag(COMMENT.test(before)),
    flag(JOINED_BEFORE.test(before) || JOINED_AFTER.test(after)),
    flag(MESSAGE.test(before)),
    flag(TEST_CALL.test(before)),
    flag(PADDED.test(value)),
    flag(isLikeName(candidate.name, value)),
    flag(DIGIT_TAIL.test(value)),
    flag(CAPITAL_START.test(value)),
    flag(BRACKETED.test(after)),
  ];
}

const FROM_OWN = FIGURES.length;
const FROM_KIND = FROM_OWN + OWN.length;

/** Where the feature of each word of a list stands. */
function placesOf<T extends string>(words: readonly T[], from: number): ReadonlyMap<T, number> {
  return new Map(words.map((word, index) => [word, from + index]));
}
const KIND_PLACES = placesOf(NAME_KINDS, FROM_KIND);
const SHAPE_PLACES = placesOf(VALUE_SHAPES, FROM_KIND + NAME_KINDS.length);
const OPERATOR_PLACES = placesOf(OPERATORS, FROM_KIND + NAME_KINDS.length + VALUE_SHAPES.length);
const SETTING_PLACES = placesOf(SETTINGS, FROM_KIND + NAME_KINDS.length + VALUE_SHAPES.length + OPERATORS.length);

/** What featuresOf may be handed. */
interface Measuring {
  /** Filled with the features; a caller that judges many candidates hands in the same array each time, because making one costs more than judging it. */
  readonly values?: Float64Array;
  /** The name, where it was taken apart already. */
  readonly name?: NameWords;
}

/** Measures a candidate. */
export function featuresOf(candidate: AssignedCandidate, { values = new Float64Array(FEATURES.length), name = readNameWords(candidate.name) }: Measuring = {}): Seen {
  const shape = shapeOf(candidate.value);
  const { length, lower, upper, digits, symbols, classes, changes, entropy, distinct, steps, spaces } = figuresOf(candidate.value);
  values.fill(0);
  values.set([length, lower, upper, digits, symbols, classes, changes, entropy, distinct, steps, spaces]);
  values.set(ownFeatures(candidate, name), FROM_OWN);
  values[KIND_PLACES.get(name.kind) ?? 0] = 1;
  values[SHAPE_PLACES.get(shape) ?? 0] = 1;
  values[OPERATOR_PLACES.get(candidate.operator) ?? 0] = 1;
  values[SETTING_PLACES.get(candidate.setting) ?? 0] = 1;
  return { values, shape, name };
}
