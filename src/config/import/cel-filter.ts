import { stopWords, type FixedValues } from './fixed-values.ts';
import { globsOf, valuesOf } from './gitleaks-allowlist.ts';
import type { ImportBook } from './imported.ts';

/** What a filter expression asks of keys and paths. */
export interface FilterChecks extends FixedValues {
  readonly entropy: number | undefined;
  /** True: no values that are made of words. */
  readonly noWords: boolean;
  readonly globs: readonly string[];
}

const STRING = /r?"""([\s\S]*?)"""|r?'''([\s\S]*?)'''|`([^`]*)`|r"([^"]*)"|r'([^']*)'|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g;
const SECRET = String.raw`finding(?:\[\s*["']secret["']\s*\]|\.secret)`;
const PATH = String.raw`attributes(?:\[\s*\??\s*["']path["']\s*\]|\.path)(?:\.orValue\(\s*["']{2}\s*\))?`;
const FORMS = {
  entropy: new RegExp(String.raw`^(?:filter\.)?entropy\(\s*${SECRET}\s*\)\s*<=?\s*(\d+(?:\.\d+)?)$`),
  words: new RegExp(String.raw`^(?:filter\.)?failsTokenEfficiency\(\s*${SECRET}\s*\)$`),
  contains: new RegExp(String.raw`^(?:filter\.)?containsAny\(\s*${SECRET}\s*,\s*\[([\s\S]*)\]\s*\)$`),
  matches: new RegExp(String.raw`^(?:filter\.)?matchesAny\(\s*${SECRET}\s*,\s*\[([\s\S]*)\]\s*\)$`),
  paths: new RegExp(String.raw`^(?:filter\.)?matchesAny\(\s*${PATH}\s*,\s*\[([\s\S]*)\]\s*\)$`),
} as const;

/** The texts of a list; escapes of plain strings are read as far as patterns have them. */
function stringsIn(list: string): string[] {
  return [...list.matchAll(STRING)].map((match) => {
    const plain = match[6] ?? match[7];
    return plain === undefined ? (match.slice(1, 6).find((text) => text !== undefined) ?? '') : plain.replaceAll(/\\([\s\S])/g, '$1');
  });
}

/** The terms that are joined by `||`, outside of brackets and strings. */
function termsOf(expression: string): string[] {
  const masked = expression.replaceAll(STRING, (text) => '_'.repeat(text.length)).replaceAll(/\/\/[^\n]*/g, (text) => ' '.repeat(text.length));
  const terms: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < masked.length; at++) {
    if ('([{'.includes(masked.charAt(at))) depth += 1;
    else if (')]}'.includes(masked.charAt(at))) depth -= 1;
    else if (depth === 0 && masked.startsWith('||', at)) {
      terms.push(expression.slice(from, at));
      from = at + 2;
      at += 1;
    }
  }
  return [...terms, expression.slice(from)].map((term) => unwrap(term.replaceAll(/^\s*\/\/[^\n]*$/gm, '').trim())).filter((term) => term !== '');
}

/** Without brackets around the whole. */
function unwrap(term: string): string {
  if (!term.startsWith('(') || !term.endsWith(')')) return term;
  let depth = 0;
  for (let at = 0; at < term.length - 1; at++) {
    depth += term.charAt(at) === '(' ? 1 : term.charAt(at) === ')' ? -1 : 0;
    if (depth === 0) return term;
  }
  return unwrap(term.slice(1, -1).trim());
}

/**
 * Reads a filter of betterleaks (CEL or Expr, docs/config.md there), as far as it is a row of simple terms joined by
 * `||`: what it asks of key and path. Everything else is told.
 */
export function readFilter(expression: string, book: ImportBook, subject: string): FilterChecks {
  let entropy: number | undefined;
  let noWords = false;
  const [never, lacks, globs]: [string[], string[], string[]] = [[], [], []];
  for (const [index, term] of termsOf(expression).entries()) {
    const work = { book, subject: `${subject}, filter term ${index + 1}` };
    const [low, contained, matched, paths] = [FORMS.entropy, FORMS.contains, FORMS.matches, FORMS.paths].map((form) => form.exec(term)?.[1]);
    if (low !== undefined) entropy = Math.max(entropy ?? 0, Number(low));
    else if (FORMS.words.test(term)) noWords = true;
    else if (contained !== undefined || matched !== undefined) {
      const values = contained === undefined ? valuesOf(stringsIn(matched ?? ''), work) : stopWords(stringsIn(contained));
      never.push(...values.never);
      lacks.push(...values.lacks);
    } else if (paths !== undefined) globs.push(...globsOf(stringsIn(paths), work));
    else book.note('left-out', work.subject, 'this expression has no like in stanch');
  }
  return { entropy, noWords, never, lacks, globs };
}
