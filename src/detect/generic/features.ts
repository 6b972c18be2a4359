import { OPERATORS, SETTINGS, type AssignedCandidate } from './candidate.ts';
import { writeLetterCost } from './letter-cost.ts';
import { holdsOneOf } from './letter-starts.ts';
import { flattened, NAME_KINDS, readNameWords, type NameWords } from './name-words.ts';
import { FIGURES, writeFigures } from './value-figures.ts';
import { shapeAt, VALUE_SHAPES } from './value-shape.ts';
import { wordCover } from './word-cover.ts';

const LETTER_FIGURES = ['surprise', 'letter-mean', 'letter-worst', 'letter-share'] as const;
const OWN = ['has-name-word', 'tail-about', 'tail-other', 'harmless', 'fake', 'gives', 'asks', 'upper-name', 'name-words', 'quoted', 'wrapped', 'cut', 'comment', 'joined', 'message', 'test-call', 'padded', 'equal-name', 'digit-tail', 'capital-start', 'doc-default'] as const;

/** Names of the features, in order. */
export const FEATURES: readonly string[] = [...FIGURES, ...LETTER_FIGURES, 'word-cover', ...OWN, ...NAME_KINDS.map((kind) => `name:${kind}`), ...VALUE_SHAPES.map((shape) => `shape:${shape}`), ...OPERATORS.map((operator) => `operator:${operator}`), ...SETTINGS.map((setting) => `setting:${setting}`)];

const COMMENT = /^[ \t]*(?:#|\/\/|\/\*|\*|--|;|<!--|%|"""|REM\b)|[ \t](?:#|\/\/) /;
const JOINED_BEFORE = /[+.%]\s*$/;
const JOINED_AFTER = /^[ \t]{0,4}(?:[+%]|\. ?["'$\w]|\.format|\.replace|\.join|\.test|\.match|\[)/;
const MESSAGE = /\b(?:throw|raise|error|exception|warn(?:ing)?|log(?:ger)?|console|print\w*|message|label|title|text|msg|describe|it|i18n|translate|gettext|expected|errors\.new)\b/i;
const TEST_CALL = /\b(?:assert\w*|expect|should|equals?|toBe|toEqual|compare|check|verify|is_?valid)\b/i;
const NAME_WORD = /pass|pwd|secret|token|credential|auth|key|senha|segredo|contrase|clave|kennwort|jeton|wachtwoord|parol/i;
const holdsNameWord = holdsOneOf('pas pwd sec tok cre aut key sen seg con cla ken jet wac par'.split(' '));
const PADDED = /^[A-Za-z0-9+/_-]{6,}={1,2}$/;
const SIGNS_INSIDE = '-_@!#.';
const SIGNS_BEHIND = '!@#$*';
const BRACKETED = /^\w*[({]/;

const isUpper = (code: number): boolean => code >= 65 && code <= 90;
const isLower = (code: number): boolean => code >= 97 && code <= 122;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** A word and up to four digits, maybe a sign between and one behind: `Summer2024!`. By hand, because a regex costs five times as much. */
function hasDigitTail(value: string): boolean {
  let at = 0;
  while (isLower(value.charCodeAt(at) | 32)) at += 1;
  if (at < 3) return false;
  if (SIGNS_INSIDE.includes(value.charAt(at)) && at < value.length) at += 1;
  const digits = at;
  while (isDigit(value.charCodeAt(at))) at += 1;
  if (at === digits || at - digits > 4) return false;
  return at === value.length || (at + 1 === value.length && SIGNS_BEHIND.includes(value.charAt(at)));
}

/** The value repeats its name, or holds it. */
function isLikeName({ name: { flat: flatName }, folded, isPlain }: Looked): boolean {
  const flatValue = isPlain ? folded : flattened(folded);
  return flatName.endsWith(flatValue) || flatValue.includes(flatName);
}

/** What the measures below look at. */
interface Looked {
  readonly candidate: AssignedCandidate;
  readonly name: NameWords;
  /** The value in lower case. */
  readonly folded: string;
  /** The value is letters and digits alone. */
  readonly isPlain: boolean;
}

const MEASURES: Readonly<Record<(typeof OWN)[number], (looked: Looked) => number | boolean>> = {
  'has-name-word': ({ candidate }) => holdsNameWord(candidate.value) && NAME_WORD.test(candidate.value),
  'tail-about': ({ name }) => name.tail === 'about',
  'tail-other': ({ name }) => name.tail === 'other',
  harmless: ({ name }) => name.isHarmless,
  fake: ({ name }) => name.isFake,
  gives: ({ name }) => name.verb === 'gives',
  asks: ({ name }) => name.verb === 'asks',
  'upper-name': ({ name }) => name.isUpper,
  'name-words': ({ name }) => name.words.length,
  quoted: ({ candidate }) => candidate.quote !== '',
  wrapped: ({ candidate }) => candidate.isWrapped,
  cut: ({ candidate }) => candidate.isCut,
  comment: ({ candidate }) => COMMENT.test(candidate.before),
  joined: ({ candidate }) => JOINED_BEFORE.test(candidate.before) || JOINED_AFTER.test(candidate.after),
  message: ({ candidate }) => MESSAGE.test(candidate.before),
  'test-call': ({ candidate }) => TEST_CALL.test(candidate.before),
  padded: ({ candidate }) => PADDED.test(candidate.value),
  'equal-name': isLikeName,
  'digit-tail': ({ candidate }) => hasDigitTail(candidate.value),
  'capital-start': ({ candidate }) => isUpper(candidate.value.charCodeAt(0)) && isLower(candidate.value.charCodeAt(1)),
  'doc-default': ({ candidate }) => BRACKETED.test(candidate.after),
};

const FROM_LETTERS = FIGURES.length;
const COVER = FROM_LETTERS + LETTER_FIGURES.length;
const FROM_OWN = COVER + 1;
const SYMBOLS = FIGURES.indexOf('symbols');
const FROM_KIND = FROM_OWN + OWN.length;

const FROM_SHAPE = FROM_KIND + NAME_KINDS.length;
const FROM_OPERATOR = FROM_SHAPE + VALUE_SHAPES.length;
const FROM_SETTING = FROM_OPERATOR + OPERATORS.length;

/** Places of the words of a list; plain objects, because this is asked of every candidate. */
function placesOf(words: readonly string[], from: number): Readonly<Record<string, number>> {
  return Object.fromEntries(words.map((word, index) => [word, from + index]));
}
const OPERATOR_PLACES = placesOf(OPERATORS, FROM_OPERATOR);
const SETTING_PLACES = placesOf(SETTINGS, FROM_SETTING);

/** Measures that are to be taken, and their places among the features. */
export interface Asked {
  readonly places: Int32Array;
  readonly measures: readonly ((looked: Looked) => number | boolean)[];
}

/** The measures for some features; a model that leaves a feature alone need not pay for it. */
export function askFor(isAsked: (feature: string) => boolean): Asked {
  const asked = OWN.map((feature, index) => ({ feature, place: FROM_OWN + index })).filter(({ feature }) => isAsked(feature));
  return { places: Int32Array.from(asked, ({ place }) => place), measures: asked.map(({ feature }) => MEASURES[feature]) };
}
const EVERYTHING: Asked = askFor(() => true);

const PLAIN = FROM_SHAPE + VALUE_SHAPES.indexOf('plain');
const [LENGTH, CLASSES, CHANGES, DISTINCT, SPACES] = (['length', 'classes', 'changes', 'distinct', 'spaces'] as const).map((figure) => FIGURES.indexOf(figure)) as [number, number, number, number, number];
const LEAST_DRAWN = 24;
const LEAST_SIGNS = 5;

/**
 * Drawn from all signs that can be typed, as the keys of web frameworks are: some two signs among fifty look like a piece
 * of markup, code or a template, and say nothing there. A hash that names its scheme is none.
 */
function isDrawn(value: string, values: Float64Array): boolean {
  const at = (place: number): number => values[place] as number;
  if (at(LENGTH) < LEAST_DRAWN || at(CLASSES) < 3 || at(SPACES) > 0) return false;
  if (at(CHANGES) < 0.58 || at(DISTINCT) < 0.4 || at(COVER) >= 0.3 || /^(?:\$[a-z\d]|[a-z]{2,12}:)/.test(value)) return false;
  return new Set(value.replaceAll(/[A-Za-z\d]/g, '')).size >= LEAST_SIGNS;
}

/** What featuresOf may be handed. */
interface Measuring {
  /** Filled with the features; a caller that judges many candidates hands in the same array each time, because making one costs more than judging it. */
  readonly values?: Float64Array;
  /** The name, where it was taken apart already. */
  readonly name?: NameWords;
  /** Measures that are not asked for stay zero. */
  readonly asked?: Asked;
}

/** Measures a candidate: numbers in the order of `FEATURES`. */
export function featuresOf(candidate: AssignedCandidate, { values = new Float64Array(FEATURES.length), name = readNameWords(candidate.name), asked = EVERYTHING }: Measuring = {}): Float64Array {
  const { value } = candidate;
  values.fill(0);
  writeFigures(value, values);
  writeLetterCost(value, values, FROM_LETTERS);
  const folded = value.toLowerCase();
  values[COVER] = wordCover(folded);
  const looked = { candidate, name, folded, isPlain: values[SYMBOLS] === 0 };
  for (let at = 0; at < asked.places.length; at++) values[asked.places[at] as number] = Number(asked.measures[at]?.(looked));
  values[FROM_KIND + name.kindAt] = 1;
  values[isDrawn(value, values) ? PLAIN : FROM_SHAPE + shapeAt(value)] = 1;
  values[OPERATOR_PLACES[candidate.operator] as number] = 1;
  values[SETTING_PLACES[candidate.setting] as number] = 1;
  return values;
}
