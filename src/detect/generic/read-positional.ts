import { lazily } from '#core/lazily.ts';
import type { OperatorMatch } from './read-operator.ts';
import { matchAt } from './match-at.ts';
import { lineBefore, type Name } from './read-name.ts';

/** A call or a command of which one argument is a secret by its place, with no name that says so. */
interface Positional {
  /** Sticky, from the anchor to where the secret begins. */
  readonly pattern: RegExp;
  /** What stands before the anchor. */
  readonly lead?: RegExp;
  /** The name that the argument would have. */
  readonly name: 'password' | 'secret';
  /** An option of a shell: its value may stand without quotes. */
  readonly isFlag?: true;
}

/** An argument in front of the secret: a literal, a variable, an object, a short call. */
const FIRST = String.raw`[ \t]{0,4}(?:[A-Za-z]?"[^"\n]{0,64}"|[A-Za-z]?'[^'\n]{0,64}'|\{[^{}\n]{0,80}\}|[\w.$]{1,60}(?:\([^()\n]{0,40}\))?)[ \t]{0,4},[ \t]{0,4}`;
const second = (call: string): RegExp => new RegExp(call + FIRST, 'iy');
const first = (call: string): RegExp => new RegExp(`${call}[ \\t]{0,4}`, 'iy');

/** Characters before the anchor that are looked at. */
const LEAD = 12;

const positionals = (): readonly Positional[] => [
  { lead: /\bssh$/i, pattern: /pass[ \t]{1,4}-p[ \t]{0,4}/iy, name: 'password', isFlag: true },
  { pattern: /securestring[ \t]{1,4}(?:--?(?:string|asplaintext|force|value)[ \t]{1,4}){0,3}/iy, name: 'password' },
  // requests, aiohttp and httpx take a pair; BasicAuth, HTTPBasicAuth, SetBasicAuth and the like two arguments.
  { pattern: second(String.raw`auth[ \t]{0,4}=[ \t]{0,4}\(`), name: 'password' },
  { lead: /(?:^|[^a-z]|set|http|with|use)basic_?$/i, pattern: second(String.raw`auth\(`), name: 'password' },
  { lead: /network$/i, pattern: second(String.raw`credential\(`), name: 'password' },
  { pattern: second(String.raw`\.login\(`), name: 'password' },
  { pattern: second(String.raw`wifi\.begin\(`), name: 'password' },
  { pattern: second(String.raw`jwt\.(?:sign|verify|encode|decode)\(`), name: 'secret' },
  { pattern: second(String.raw`createhmac\(`), name: 'secret' },
  { pattern: second(String.raw`aes\.(?:en|de)crypt\(`), name: 'secret' },
  { pattern: first(String.raw`hmac\.new\(`), name: 'secret' },
];

/** By the letter that the pattern begins with: most hits are of another. */
const positionalsBy: () => ReadonlyMap<string, readonly Positional[]> = lazily(() => {
  const all = positionals();
  return new Map([...'psa.wjch'].map((letter) => [letter, all.filter(({ pattern }) => pattern.source.replace('\\', '').startsWith(letter))]));
});

/** Name and operator in one. */
export interface PositionalMatch {
  readonly name: Name;
  readonly match: OperatorMatch;
}

/** The argument whose place says what it is, for the anchor hit at `at`. */
export function readPositional(window: string, at: number): PositionalMatch | null {
  for (const { pattern, lead, name, isFlag } of positionalsBy().get(window.charAt(at).toLowerCase()) ?? []) {
    const found = matchAt(pattern, window, at);
    if (found === null || lead?.test(window.slice(Math.max(0, at - LEAD), at)) === false) continue;
    const end = at + found[0].length;
    const before = lineBefore(window, at);
    return { name: { text: name, start: at, end, before: isFlag === true ? `${before} --` : before }, match: { operator: isFlag === true ? 'space' : 'equals', end, isSpaced: true, isQuotedName: false } };
  }
  return null;
}
