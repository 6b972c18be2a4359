import { UsageError } from '#core/errors.ts';

/** One assignment: what stands before the value, the value as written, and what follows it. */
interface Assignment {
  readonly line: number;
  readonly head: string;
  readonly value: string;
  readonly tail: string;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const LINE = /^(\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=[ \t]*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#'"](?:[^\n\r#]*[^\s#])?|)((?:\s+#.*|\s*))$/;
/** Needs no quotes in any dotenv dialect or shell. */
const PLAIN = /^[\w.:/+=@%,-]+$/;

/** @throws UsageError unless the name can be that of a variable */
export function checkVariable(name: string): void {
  if (!NAME.test(name)) throw new UsageError('that is not a name of a variable');
}

function find(lines: readonly string[], name: string): Assignment | undefined {
  const start = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`);
  const hits = lines.flatMap((text, line) => (start.test(text) ? [{ text: text.replace(/\r$/, ''), line }] : []));
  const [hit] = hits;
  if (hit === undefined) return undefined;
  if (hits.length > 1) throw new UsageError(`${name} is assigned more than once`, 'leave one assignment');
  const match = LINE.exec(hit.text);
  if (match === null) throw new UsageError(`${name} has a value over more than one line, or quotes that do not close`, 'write it on one line');
  return { line: hit.line, head: match[1] ?? '', value: match[3] ?? '', tail: match[4] ?? '' };
}

/** The value of a variable in a dotenv text, unquoted. */
export function readVariable(text: string, name: string): string | undefined {
  const value = find(text.split('\n'), name)?.value;
  if (value === undefined) return undefined;
  return /^(["'])/.test(value) ? value.slice(1, -1) : value;
}

function quote(value: string, before: string): string {
  if (/[\r\n'\\$`"]/.test(value)) throw new UsageError('the value has characters that .env files cannot hold safely');
  const [mark = ''] = before;
  if (mark === '"' || mark === "'") return `${mark}${value}${mark}`;
  return PLAIN.test(value) ? value : `'${value}'`;
}

/** The text with one variable changed, or added at the end; everything else stays byte for byte. */
export function writeVariable(text: string, name: string, value: string): string {
  const lines = text.split('\n');
  const found = find(lines, name);
  const ending = text.includes('\r\n') ? '\r' : '';
  if (found === undefined) {
    const open = text === '' || text.endsWith('\n') ? '' : `${ending}\n`;
    return `${text}${open}${name}=${quote(value, '')}${ending}\n`;
  }
  const after = lines[found.line]?.endsWith('\r') === true ? '\r' : '';
  lines[found.line] = `${found.head}${quote(value, found.value)}${found.tail}${after}`;
  return lines.join('\n');
}
