import { globProblem } from '../globs.ts';
import { ImportBook, type Imported } from './imported.ts';
import { pathGlobs } from './path-globs.ts';
import { PatternProblem } from './regex/tree.ts';

const MAX_LINES = 1_000;

/** The lines of an ignore file that say something, with their numbers. */
function* linesOf(text: string, book: ImportBook): Iterable<{ readonly line: string; readonly subject: string }> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [index, raw] of lines.slice(0, MAX_LINES).entries()) {
    const line = raw.replace(/(?<!\\)[ \t]+$/, '');
    if (line !== '' && !line.startsWith('#')) yield { line, subject: `line ${index + 1}` };
  }
  if (lines.length > MAX_LINES) book.note('left-out', `lines from ${MAX_LINES + 1} on`, `more than ${MAX_LINES} lines`);
}

/** Takes a line of gitignore syntax over as it stands: globs mean the same here, but for what is told. */
export function readIgnoreGlob(line: string, book: ImportBook, subject: string): void {
  const problem = globProblem(line);
  if (line.startsWith('!')) book.note('left-out', subject, 'stanch takes nothing in again that is left out');
  else if (problem !== undefined) book.note('left-out', subject, `it ${problem}`);
  else if (/[{}]|[@?*+!]\(/.test(line)) book.note('left-out', subject, 'braces and extended globs are not understood');
  else book.exclude.add(line.replace(/^\\(?=[#!])/, ''));
}

/** `.secretlintignore`: gitignore syntax. */
export function importIgnoreFile(text: string): Imported {
  const book = new ImportBook();
  for (const { line, subject } of linesOf(text, book)) readIgnoreGlob(line, book, subject);
  return book.close();
}

/** True for what can be no regular expression but is a glob: a star at its start or behind a slash. */
function isGlob(line: string): boolean {
  return /(?:^|\/|\|)\*/.test(line);
}

/**
 * `.trufflehogignore`, the file that people give to `--exclude-paths`: a regular expression a line, looked for in the
 * path. Lines that can only be globs are read as such, for those who took it for an ignore file.
 */
export function importTrufflehogIgnore(text: string): Imported {
  const book = new ImportBook();
  for (const { line, subject } of linesOf(text, book)) {
    if (isGlob(line)) {
      readIgnoreGlob(line, book, subject);
      book.note('changed', subject, 'it is no regular expression, and was read as a glob');
      continue;
    }
    try {
      for (const glob of pathGlobs(line)) book.exclude.add(glob);
    } catch (error) {
      if (!(error instanceof PatternProblem)) throw error;
      book.note('left-out', subject, error.message);
    }
  }
  return book.close();
}
