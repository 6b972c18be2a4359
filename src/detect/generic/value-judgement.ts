import type { Confidence } from '#core/severity.ts';
import { isPlaceholder } from '../checks/placeholder.ts';
import { wordShare } from '../checks/words.ts';
import type { Assignment } from './assignment.ts';
import type { NameKind } from './name-kind.ts';

const MIN_PASSWORD = 5;
const MIN_SECRET = 8;
/** Shapes that are no key whatever the name says: paths, URLs without a password, calls, versions, dates, MIME types, sentences. */
const NO_KEY =
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|https?:\/\/|[\w.-]+@[\w-]+\.\w+$|[\w-]+(?:\.[A-Za-z_][\w-]*){1,}(?:\(|$)|[\w.]+\(|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|v?\d+\.\d+|[a-z]+\/[a-z0-9.+-]+$|#[0-9a-f]{3,8}$|@|--|:)|\s\w+\s|[<>]|\]\{\d|\[(?:0-9|a-z|A-Z)|\(\?:|\\[nrt]|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^[a-z0-9]+(?:_[a-z0-9]+)+$|pass(?:word|wd|phrase)|^[\w.]*(?:token|secret)s?$/i;
const WORD_ONLY = /^[A-Za-z]+(?:[-_. ][A-Za-z]+)*$/;
const LITERAL = /^(?:true|false|null|none|nil|undefined|yes|no|on|off|string|str|text|password|passwd|secret|token|key|admin|root|user|username|test|testing|default|value|required|optional|bearer|basic|auto|always|never|hidden|redacted|unknown|invalid|empty)\d{0,4}$/i;

function classesOf(value: string): number {
  return [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((characters) => characters.test(value)).length;
}

/** Shannon entropy in bits a character. */
function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

function judgePassword(value: string, isQuoted: boolean): Confidence | null {
  if (value.length < MIN_PASSWORD) return null;
  const share = wordShare(value);
  const classes = classesOf(value);
  if (classes >= 3 && share < 0.5 && value.length >= 8) return 'high';
  if (classes >= 2 && share < 0.75) return 'medium';
  if (WORD_ONLY.test(value) && share < 0.35 && (isQuoted || value.length >= 7)) return 'medium';
  return 'low';
}

interface Figures {
  readonly share: number;
  readonly bits: number;
  readonly isMixed: boolean;
  readonly length: number;
}

function figuresOf(value: string): Figures {
  return { share: wordShare(value), bits: entropyOf(value), isMixed: classesOf(value) >= 2 && /\d/.test(value), length: value.length };
}

/** Least length and entropy, and most words, of a value with digits, or without, that counts as so sure. */
const LEVELS: readonly (readonly [Confidence, { readonly mixed: boolean; readonly length: number; readonly bits: number; readonly share: number }])[] = [
  ['high', { mixed: true, length: 20, bits: 3.5, share: 0.25 }],
  ['medium', { mixed: true, length: MIN_SECRET, bits: 2.8, share: 0.5 }],
  ['medium', { mixed: false, length: 12, bits: 2.9, share: 0.3 }],
];

function judgeSecret(value: string): Confidence | null {
  if (value.length < MIN_SECRET || /\s/.test(value)) return null;
  const { share, bits, isMixed, length } = figuresOf(value);
  const level = LEVELS.find(([, least]) => (isMixed || !least.mixed) && length >= least.length && bits >= least.bits && share < least.share);
  return level?.[0] ?? 'low';
}

/** How sure it is that a value is a real secret; nothing when it is none. */
export function judgeValue({ isQuoted }: Assignment, value: string, kind: NameKind): Confidence | null {
  if (LITERAL.test(value) || NO_KEY.test(value) || isPlaceholder(value)) return null;
  return kind === 'password' ? judgePassword(value, isQuoted) : judgeSecret(value);
}
