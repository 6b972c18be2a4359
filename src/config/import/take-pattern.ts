import { convertPattern, type ConvertedPattern, type ForeignPattern } from './convert-pattern.ts';
import type { ImportBook } from './imported.ts';
import { PatternProblem } from './regex/tree.ts';

/** Takes a pattern over, and notes what is not as it was. @returns undefined where it cannot be, which is noted, too */
export function takePattern(pattern: ForeignPattern, book: ImportBook, subject: string): ConvertedPattern | undefined {
  try {
    const shape = convertPattern(pattern);
    for (const change of shape.changes) book.note('changed', subject, change);
    return shape;
  } catch (error) {
    if (!(error instanceof PatternProblem)) throw error;
    book.note('left-out', subject, error.message);
    return undefined;
  }
}
