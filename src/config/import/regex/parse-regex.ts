import { ANY, complement, folded, type ByteSet } from './byte-set.ts';
import { readClass, readEscape } from './read-class.ts';
import { choiceOf, EMPTY, PatternProblem, sequenceOf, type Edge, type Tree } from './tree.ts';

/** Longer ones are no rule that a person wrote. */
const MAX_LENGTH = 4_000;
const MAX_DEPTH = 50;
/** More is refused by RE2 itself. */
const MAX_COUNT = 1_000;

const NOT_NEWLINE: ByteSet = complement(new Set([10]));
const EDGES: Readonly<Record<string, Edge>> = { b: 'word', B: 'not-word', A: 'start', z: 'end', Z: 'end' };

/** Which of the flags hold at a place. */
interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
}

/** Recursive descent over RE2's syntax, with what JavaScript and Python write otherwise. */
class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #captures = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(flags: Flags): Tree {
    const tree = this.#choice(flags);
    if (this.#at < this.#text.length) throw new PatternProblem('it is no regular expression: a bracket is closed that was not opened');
    return tree;
  }

  /** Options up to the end of the group. A flag that is set within one holds for those behind it, too. */
  #choice(outer: Flags): Tree {
    let flags = outer;
    const options: Tree[] = [];
    let parts: Tree[] = [];
    while (this.#at < this.#text.length && this.#peek() !== ')') {
      if (this.#take('|')) {
        options.push(sequenceOf(parts));
        parts = [];
        continue;
      }
      const set = this.#flagsHere(flags);
      if (set !== undefined) flags = set;
      else parts.push(this.#repeated(this.#atom(flags)));
    }
    return choiceOf([...options, sequenceOf(parts)]);
  }

  #atom(flags: Flags): Tree {
    const character = this.#peek();
    if (this.#take('(')) return this.#group(flags);
    if (this.#take('[')) {
      const { set, next } = readClass(this.#text, this.#at, flags.ignoreCase);
      this.#at = next;
      return { kind: 'set', set };
    }
    if (this.#take('.')) return { kind: 'set', set: flags.dotAll ? ANY : NOT_NEWLINE };
    if (this.#take('^')) return { kind: 'edge', edge: 'start' };
    if (this.#take('$')) return { kind: 'edge', edge: 'end' };
    if (this.#take('\\')) return this.#escape(flags);
    if (/[*+?]/.test(character)) throw new PatternProblem('it is no regular expression: nothing to repeat');
    const point = this.#text.codePointAt(this.#at) ?? 0;
    this.#at += String.fromCodePoint(point).length;
    return literal(point, flags);
  }

  #escape(flags: Flags): Tree {
    const letter = this.#peek();
    const edge = Object.hasOwn(EDGES, letter) ? EDGES[letter] : undefined;
    if (edge !== undefined) {
      this.#at += 1;
      return { kind: 'edge', edge };
    }
    if (this.#take('Q')) return this.#quoted(flags);
    const { value, next } = readEscape(this.#text, this.#at);
    this.#at = next;
    if (typeof value === 'number') return literal(value, flags);
    return { kind: 'set', set: flags.ignoreCase ? folded(value) : value };
  }

  /** `\Q…\E`: everything between stands for itself. */
  #quoted(flags: Flags): Tree {
    const end = this.#text.indexOf('\\E', this.#at);
    const inner = this.#text.slice(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#text.length : end + 2;
    return sequenceOf([...inner].map((character) => literal(character.codePointAt(0) ?? 0, flags)));
  }

  /** What stands in a group; its opening bracket has been read. */
  #group(flags: Flags): Tree {
    const { length, name, letters } = groupHead(this.#text.slice(this.#at, this.#at + 80));
    this.#at += length;
    const index = letters === undefined ? (this.#captures += 1) : 0;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new PatternProblem('its groups are nested too deep');
    const part = this.#choice(letters === undefined ? flags : withFlags(flags, letters));
    if (!this.#take(')')) throw new PatternProblem('it is no regular expression: a bracket is not closed');
    this.#depth -= 1;
    return letters === undefined ? { kind: 'capture', index, name, part } : part;
  }

  /** `(?i)`: flags that hold up to the end of the group. */
  #flagsHere(flags: Flags): Flags | undefined {
    const match = /^\(\?([a-zA-Z-]+)\)/.exec(this.#text.slice(this.#at, this.#at + 12));
    if (match === null) return undefined;
    this.#at += match[0].length;
    return withFlags(flags, match[1] ?? '');
  }

  #repeated(part: Tree): Tree {
    const match = /^(?:[*+?]|\{(\d{1,5})(?:(,)(\d{0,5}))?\})/.exec(this.#text.slice(this.#at, this.#at + 16));
    if (match === null) return part;
    this.#at += match[0].length;
    const { min, max } = countsOf(match);
    const lazy = this.#take('?');
    if (/[*+]/.test(this.#peek()) && !lazy) throw new PatternProblem('it has a repetition that gives nothing back');
    if (part.kind === 'edge') return min === 0 ? EMPTY : part;
    return this.#repeated({ kind: 'repeat', part, min, max, lazy });
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #take(character: string): boolean {
    const isThere = this.#peek() === character;
    if (isThere) this.#at += 1;
    return isThere;
  }
}

/** What stands between an opening bracket and the content: flags (then it captures nothing), or a name. */
function groupHead(text: string): { readonly length: number; readonly name?: string | undefined; readonly letters?: string | undefined } {
  if (!text.startsWith('?')) return { length: 0 };
  if (/^\?<?[=!]/.test(text)) throw new PatternProblem('it looks ahead or behind');
  const [whole, name, letters] = /^\?(?:P?<([A-Za-z_]\w*)>|([a-zA-Z-]*):)/.exec(text) ?? [];
  if (whole === undefined) throw new PatternProblem('it has a group of a kind that a linear engine does not know');
  return { length: whole.length, name, letters };
}

function countsOf([text, least, comma, most]: RegExpExecArray): { min: number; max: number } {
  if (text === '*') return { min: 0, max: Number.POSITIVE_INFINITY };
  if (text === '+') return { min: 1, max: Number.POSITIVE_INFINITY };
  if (text === '?') return { min: 0, max: 1 };
  const min = Number(least);
  const max = comma === undefined ? min : most === '' || most === undefined ? Number.POSITIVE_INFINITY : Number(most);
  if (max < min) throw new PatternProblem('it is no regular expression: a repetition that runs backwards');
  if (min > MAX_COUNT || (Number.isFinite(max) && max > MAX_COUNT)) throw new PatternProblem(`it repeats more than ${MAX_COUNT} times`);
  return { min, max };
}

function withFlags(flags: Flags, text: string): Flags {
  const [on = '', off = ''] = text.split('-');
  const stranger = /[^ims]/.exec(on + off);
  if (stranger !== null) throw new PatternProblem(`it has the flag ${stranger[0]}`);
  const say = (flag: string, before: boolean): boolean => !off.includes(flag) && (on.includes(flag) || before);
  return { ignoreCase: say('i', flags.ignoreCase), dotAll: say('s', flags.dotAll) };
}

/** A character as the bytes of its UTF-8. */
function literal(point: number, { ignoreCase }: Flags): Tree {
  const bytes = [...Buffer.from(String.fromCodePoint(point), 'utf8')].map((byte): Tree => ({ kind: 'set', set: ignoreCase ? folded(new Set([byte])) : new Set([byte]) }));
  return sequenceOf(bytes);
}

/**
 * Reads a regular expression of RE2 (Go), and as much of JavaScript's and Python's as can be said in RE2.
 * Syntax: github.com/google/re2/wiki/Syntax.
 * @param flags of the whole, as letters: `i`, `m`, `s`
 * @throws PatternProblem telling what cannot be taken over
 */
export function parseRegex(text: string, flags: string = ''): Tree {
  if (text.length > MAX_LENGTH) throw new PatternProblem(`it is longer than ${MAX_LENGTH} characters`);
  return new Parser(text).parse(withFlags({ ignoreCase: false, dotAll: false }, flags.replaceAll(/[gyudv]/g, '')));
}
