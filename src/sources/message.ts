import { readFileSync } from 'node:fs';
import { wholeChunk, type Source, type SourceItem } from '#core/chunk.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';

/** The line below which git drops everything (`git commit --verbose` puts the diff there). */
const SCISSORS = ' ------------------------ >8 ------------------------';

/**
 * The commit message in the making, as the commit-msg hook gets it.
 * @param path the file that git names
 * @param commentChar `core.commentChar` (or `core.commentString`), `#` where it is not set
 * @throws UsageError when the file cannot be read
 */
export function messageSource(path: string, commentChar = '#'): Source {
  return {
    scope: 'commit message',
    async *items(): AsyncGenerator<SourceItem, void, undefined> {
      yield wholeChunk({ kind: 'message', path }, Buffer.from(stripMessage(readMessage(path), commentChar), 'latin1'));
    },
  };
}

function readMessage(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    throw new UsageError(`cannot read the commit message ${printable(path)}`, undefined, error);
  }
}

/**
 * The message as git will keep it: without what follows the scissors line and without comment lines, which become
 * empty lines so that line numbers hold. With `auto` git picks the character itself; then every line is kept but the part below
 * the scissors. Bytes as Latin-1 text in and out.
 */
export function stripMessage(text: string, commentChar: string): string {
  const lines = text.split('\n');
  const isScissors = (line: string): boolean => (commentChar === 'auto' ? line.endsWith(SCISSORS) && line.length === SCISSORS.length + 1 : line === `${commentChar}${SCISSORS}`);
  const cut = lines.findIndex((line) => isScissors(line.replace(/\r$/, '')));
  const kept = cut < 0 ? lines : lines.slice(0, cut);
  if (commentChar === 'auto' || commentChar === '') return kept.join('\n');
  return kept.map((line) => (line.startsWith(commentChar) ? '' : line)).join('\n');
}
