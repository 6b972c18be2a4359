/** First line of the group that stanch writes into ignore files. */
export const IGNORE_MARK = '# stanch: files that hold keys';

/**
 * An ignore file with `patterns` added at its end, under one marked line. What is there stays byte for byte; line
 * ends are those of the file. A pattern that is there already, with no other negation after it, is not added again.
 */
export function addIgnorePatterns(text: string, patterns: readonly string[]): string {
  const lines = text.split(/\r?\n/);
  const undone = lines.findLastIndex((line) => line.startsWith('!') && !patterns.includes(line));
  const missing = patterns.filter((pattern) => !pattern.startsWith('!') && lines.lastIndexOf(pattern) <= undone);
  if (missing.length === 0) return text;
  // A new pattern may take what an older negation allowed, so the negations stand after it (again).
  const added = [...missing, ...patterns.filter((pattern) => pattern.startsWith('!'))];
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  const mark = endsInGroup(lines) ? [] : [...(text === '' ? [] : ['']), IGNORE_MARK];
  return text + gap + [...mark, ...added].map((line) => line + end).join('');
}

/** True when the last thing in the file is our group: it goes on instead of being marked twice. */
function endsInGroup(lines: readonly string[]): boolean {
  const mark = lines.lastIndexOf(IGNORE_MARK);
  return mark >= 0 && lines.slice(mark, -1).every((line) => line.trim() !== '');
}

const ALLOWED = ['example', 'sample', 'template', 'dist', 'schema'].map((word) => `!.env.${word}`);

/** Patterns, without a slash so that they hold in every folder, that ignore the dotenv file of this name. */
export function patternsForName(name: string): string[] {
  if (name === '.env') return ['.env'];
  if (name.startsWith('.env.')) return ['.env.*', ...ALLOWED];
  return name.endsWith('.env') ? ['*.env'] : [name];
}

/** A pattern that fits exactly one path, seen from the folder of the ignore file. */
export function exactPattern(path: string): string {
  return `/${path.replace(/[\\*?[\]]/g, String.raw`\$&`).replace(/ $/, String.raw`\ `)}`;
}
