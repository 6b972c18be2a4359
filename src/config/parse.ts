import { isMap, isSeq, LineCounter, parseDocument, type Document, type ErrorCode } from 'yaml';
import { closestWord } from '#core/closest-word.ts';
import { ConfigError } from '#core/errors.ts';
import { PACKAGE_FILE, PACKAGE_KEY } from './defaults.ts';
import { checkConfig, type ConfigFile, type SchemaProblem } from './schema.ts';

/** Larger files are refused before they are parsed. */
const MAX_CHARACTERS = 256 * 1024;
/** Times that an alias may be unfolded: enough for people, too few for a bomb. */
const MAX_ALIASES = 20;

/** Line of the deepest part of a key path that is there. */
function lineOf(document: Document, path: readonly string[], lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    const pair = isMap(node) ? node.items.find((item) => String(item.key) === key) : undefined;
    const next: unknown = isSeq(node) ? node.items[Number(key)] : pair?.value;
    offset = startOf(pair === undefined ? next : pair.key) ?? offset;
    node = next;
  }
  return lines.linePos(offset).line;
}

/** Where a node begins in the text; nodes that come of no text know no place. */
function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0];
}

/** A key that was mistyped may be shown; anything else, a key in the other sense among it, may not. */
const SHOWABLE = /^(?:[a-z_-]{1,24}|\d{1,4})$/i;

function keyText(path: readonly string[]): string {
  return path.map((part) => (SHOWABLE.test(part) ? part : '…')).join('.');
}

function toError(problem: SchemaProblem, place: string): ConfigError {
  const key = keyText(problem.path);
  const guess = closestWord(problem.typed, problem.choices);
  return new ConfigError(`${place}: ${key === '' ? 'the configuration ' : `${key} `}${problem.message}`, guess === undefined ? 'see schema/config.json for the keys' : `did you mean ${guess}?`);
}

/** What slips are made most; the parser's own words quote the text, which may hold a key by mistake. */
const SLIPS: Partial<Record<ErrorCode, string>> = {
  DUPLICATE_KEY: 'the same key stands there twice',
  BAD_INDENT: 'the indentation does not fit',
  TAB_AS_INDENT: 'a tab cannot indent',
  MISSING_CHAR: 'something is left open, or a colon is missing',
  BAD_ALIAS: 'an alias without its anchor',
  MULTIPLE_DOCS: 'there must be one document only',
  BAD_SCALAR_START: 'a value that begins like this must be quoted',
  BAD_DQ_ESCAPE: 'an escape that YAML does not know',
  UNEXPECTED_TOKEN: 'something stands where it cannot',
  TAG_RESOLVE_FAILED: 'tags are not understood',
};

/**
 * Text of a configuration file (YAML 1.2 core schema, or JSON, which is a part of it) → its content. Of a
 * package.json only the key `stanch` counts.
 * @throws ConfigError naming file, line and key; it quotes no value
 */
export function parseConfig(text: string, fileName: string): ConfigFile {
  if (text.length > MAX_CHARACTERS) throw new ConfigError(`${fileName}: larger than ${MAX_CHARACTERS} characters`);
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: true, lineCounter: lines, logLevel: 'error' });
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken !== undefined) throw new ConfigError(`${fileName}:${broken.linePos?.[0].line ?? 1}: ${SLIPS[broken.code] ?? 'this is no YAML'}`);
  const group = isPackage(fileName) ? [PACKAGE_KEY] : [];
  const raw = readPlain(document, fileName);
  const result = checkConfig(group.length === 0 ? raw : ownKey(raw, PACKAGE_KEY));
  if (result.ok) return result.config;
  const path = [...group, ...result.problem.path];
  throw toError({ ...result.problem, path }, `${fileName}:${lineOf(document, path, lines)}`);
}

function isPackage(fileName: string): boolean {
  return fileName.split(/[/\\]/).at(-1) === PACKAGE_FILE;
}

function ownKey(raw: unknown, key: string): unknown {
  return typeof raw === 'object' && raw !== null && Object.hasOwn(raw, key) ? (raw as Record<string, unknown>)[key] : undefined;
}

function readPlain(document: Document, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const isBomb = error instanceof ReferenceError && error.message.startsWith('Excessive');
    throw new ConfigError(`${fileName}: ${isBomb ? 'its aliases unfold to too much' : 'an alias without its anchor'}`, undefined, error);
  }
}
