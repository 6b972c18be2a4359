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
const third = (call: string): RegExp => new RegExp(call + FIRST + FIRST, 'iy');
const first = (call: string): RegExp => new RegExp(`${call}[ \\t]{0,4}`, 'iy');

/** Characters before the anchor that are looked at. */
const LEAD = 12;

const positionals = (): readonly Positional[] => [
  { lead: /\bssh$/i, pattern: /pass[ \t]{1,4}-p[ \t]{0,4}/iy, name: 'password', isFlag: true },
  { pattern: /securestring[ \t]{1,4}(?:--?(?:string|asplaintext|force|value)[ \t]{1,4}){0,3}/iy, name: 'password' },
  // requests, aiohttp and httpx take a pair; BasicAuth, HTTPBasicAuth, SetBasicAuth and the like two arguments.
  { pattern: second(String.raw`auth["']?[ \t]{0,4}(?:=>|[=:])[ \t]{0,4}[([]`), name: 'password' },
  { lead: /(?:^|[^a-z])basic_$/i, pattern: second(String.raw`auth[ \t]{1,4}`), name: 'password' },
  { lead: /(?:^|[^a-z]|set|http|with|use)basic_?$/i, pattern: second(String.raw`auth\(`), name: 'password' },
  { lead: /(?:basic|network|password|aws|auth|digest|simple|login|static|plain)$/i, pattern: second(String.raw`credentials?\(`), name: 'password' },
  { pattern: second(String.raw`credentials?\.(?:newstatic\w{0,14}|basic|create|of)\(`), name: 'password' },
  { pattern: second(String.raw`passwordauthentication(?:token)?\(`), name: 'password' },
  { lead: /authentication$/i, pattern: second(String.raw`token\(`), name: 'password' },
  { lead: /url\.user$/i, pattern: second(String.raw`password\(`), name: 'password' },
  { pattern: second(String.raw`\.login\(`), name: 'password' },
  { pattern: second(String.raw`wifi\.begin\(`), name: 'password' },
  { pattern: second(String.raw`jwt\.(?:sign|verify|encode|decode)\(`), name: 'secret' },
  { pattern: second(String.raw`createhmac\(`), name: 'secret' },
  { pattern: second(String.raw`aes\.(?:en|de)crypt\(`), name: 'secret' },
  { pattern: first(String.raw`hmac\.new\(`), name: 'secret' },
  { pattern: first(String.raw`hmac(?:256|384|512|sha(?:1|256|384|512)|shakeyfor)\(`), name: 'secret' },
  { lead: /symmetric$/i, pattern: first(String.raw`securitykey\(`), name: 'secret' },
  { pattern: first(String.raw`secretkeyspec\(`), name: 'secret' },
  { pattern: second(String.raw`signwith\(`), name: 'secret' },
  { pattern: second(String.raw`createcipheriv\(`), name: 'secret' },
  { pattern: first(String.raw`fernet\(`), name: 'secret' },
  { pattern: third(String.raw`new (?:pdo|mysqli)\(`), name: 'password' },
  { pattern: third(String.raw`mysqli?_connect\(`), name: 'password' },
  { pattern: third(String.raw`dbi->connect\(`), name: 'password' },
  { pattern: first(String.raw`passwordencoder(?:\(\))?\.encode\(`), name: 'password' },
];

/** By the letter that the pattern begins with: most hits are of another. */
const positionalsBy: () => ReadonlyMap<string, readonly Positional[]> = lazily(() => {
  const all = positionals();
  return new Map([...'psa.wjchtfnmd'].map((letter) => [letter, all.filter(({ pattern }) => pattern.source.replace('\\', '').startsWith(letter))]));
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
