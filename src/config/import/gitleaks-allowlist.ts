import { builtInRulesFor } from './foreign-rules.ts';
import { fixedValues, stopWords, type FixedValues } from './fixed-values.ts';
import type { ImportBook } from './imported.ts';
import { pathGlobs } from './path-globs.ts';
import { strangersOf, tablesOf, textOf, textsOf, type PlainTable } from './plain-data.ts';
import { PatternProblem } from './regex/tree.ts';

/** Checks that an allow list asks of the rules that were taken over. */
export interface AllowedValues extends FixedValues {
  /** Ids of the other scanner; undefined for all. */
  readonly rules: readonly string[] | undefined;
}

const KNOWN = ['description', 'id', 'condition', 'commits', 'paths', 'regexTarget', 'regexes', 'stopwords', 'stopWords', 'targetRules'];

/** The tables under both spellings, the newer list and the older table. */
export function allowlistsOf(table: PlainTable): readonly PlainTable[] {
  return [...tablesOf(table, 'allowlists'), ...tablesOf(table, 'allowlist')];
}

interface Work {
  readonly book: ImportBook;
  readonly subject: string;
}

/** Globs of the paths; what cannot be one is told. */
export function globsOf(regexes: readonly string[], { book, subject }: Work): string[] {
  return regexes.flatMap((regex, index) => {
    try {
      return pathGlobs(regex);
    } catch (error) {
      if (!(error instanceof PatternProblem)) throw error;
      book.note('left-out', `${subject}, path ${index + 1}`, error.message);
      return [];
    }
  });
}

/** Values by their patterns; what is more than fixed text is told. */
export function valuesOf(regexes: readonly string[], { book, subject }: Work): FixedValues {
  const never: string[] = [];
  const lacks: string[] = [];
  for (const [index, regex] of regexes.entries()) {
    try {
      const values = fixedValues(regex);
      never.push(...values.never);
      lacks.push(...values.lacks);
    } catch (error) {
      if (!(error instanceof PatternProblem)) throw error;
      book.note('left-out', `${subject}, value ${index + 1}`, error.message);
    }
  }
  return { never, lacks };
}

/** What of a list stanch has no word for. @returns false where nothing of it may be taken over */
function tellRest(list: PlainTable, { book, subject }: Work): boolean {
  const kinds = ['commits', 'paths', 'regexes', 'stopwords'].filter((key) => textsOf(list, key).length > 0);
  if (/^(?:and|&&)$/i.test(textOf(list, 'condition') ?? '') && kinds.length > 1) {
    book.note('left-out', subject, `it holds only where ${kinds.join(' and ')} all do`);
    return false;
  }
  if (kinds.includes('commits')) book.note('left-out', `${subject}, commits`, 'stanch accepts keys wherever they stand, not commits: see stanch baseline create');
  for (const key of strangersOf(list, KNOWN)) book.note('left-out', `${subject}, ${key}`, 'this key is not known');
  return true;
}

function readValues(list: PlainTable, work: Work): FixedValues {
  const target = textOf(list, 'regexTarget') ?? 'secret';
  const regexes = textsOf(list, 'regexes');
  const words = stopWords([...textsOf(list, 'stopwords'), ...textsOf(list, 'stopWords')]);
  if (regexes.length > 0 && target !== 'secret') {
    work.book.note('left-out', `${work.subject}, regexes`, `they judge the ${target === 'line' ? 'line' : 'match'}, not the key`);
    return words;
  }
  const values = valuesOf(regexes, work);
  return { never: [...values.never, ...words.never], lacks: [...values.lacks, ...words.lacks] };
}

/**
 * Reads one allow list. Paths become excluded globs or overrides, values become checks of the rules that were taken
 * over.
 * @param owner the rule that it belongs to; undefined for a list that holds for all, or for those that it names
 */
export function readAllowlist(list: PlainTable, book: ImportBook, owner: { readonly subject: string; readonly rule?: string }): AllowedValues {
  const named = textsOf(list, 'targetRules');
  const rules = owner.rule === undefined ? (named.length === 0 ? undefined : named) : [owner.rule];
  const work = { book, subject: owner.subject };
  if (!tellRest(list, work)) return { rules, never: [], lacks: [] };
  const globs = globsOf(textsOf(list, 'paths'), work);
  const reason = textOf(list, 'description')?.slice(0, 150) ?? `allowed by ${owner.subject}`;
  if (rules === undefined) for (const glob of globs) book.exclude.add(glob);
  else if (globs.length > 0) book.overrides.push({ paths: globs, rules, off: true, reason });
  const values = readValues(list, work);
  const hasValues = values.never.length + values.lacks.length > 0;
  const builtIn = rules === undefined || rules.some((rule) => builtInRulesFor(rule) !== undefined);
  if (hasValues && builtIn) book.note('changed', `${owner.subject}, values`, 'they are allowed for the rules that were taken over, not for built-in ones');
  return { rules, ...values };
}
