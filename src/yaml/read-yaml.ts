import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type ErrorCode } from 'yaml';
import { ConfigError } from '#core/errors.ts';

/** Where a key stands: the line, from 1, of the deepest part of its path that is there. */
export type LineOf = (path: readonly PropertyKey[]) => number;

/** What a YAML file holds, and where. */
export interface YamlFile {
  /** Plain data: groups, lists, text, numbers, booleans and null. */
  readonly raw: unknown;
  readonly lineOf: LineOf;
}

/** What a file may have at most. */
export interface YamlLimits {
  readonly characters: number;
  /** Times that an alias may be unfolded: enough for people, too few for a bomb. */
  readonly aliases: number;
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

/** Where a node begins in the text; nodes that come of no text know no place. */
function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0];
}

function lineFinder(document: Document, lines: LineCounter): LineOf {
  return (path) => {
    let node: unknown = document.contents;
    let offset = startOf(node) ?? 0;
    for (const key of path) {
      const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key)) : undefined;
      const next: unknown = isSeq(node) ? node.items[Number(key)] : pair?.value;
      offset = startOf(pair === undefined ? next : pair.key) ?? offset;
      node = next;
    }
    return lines.linePos(offset).line;
  };
}

function readPlain(document: Document, fileName: string, aliases: number): unknown {
  try {
    return document.toJS({ maxAliasCount: aliases });
  } catch (error) {
    const isBomb = error instanceof ReferenceError && error.message.startsWith('Excessive');
    throw new ConfigError(`${fileName}: ${isBomb ? 'its aliases unfold to too much' : 'an alias without its anchor'}`, undefined, error);
  }
}

/**
 * Text of a file that people write (YAML 1.2 core schema, or JSON, which is a part of it) → plain data.
 * @param fileName shown in messages
 * @throws ConfigError naming file and line; it quotes nothing of the file
 */
export function readYaml(text: string, fileName: string, { characters, aliases }: YamlLimits): YamlFile {
  if (text.length > characters) throw new ConfigError(`${fileName}: larger than ${characters} characters`);
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: true, lineCounter: lines, logLevel: 'error' });
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken !== undefined) throw new ConfigError(`${fileName}:${broken.linePos?.[0].line ?? 1}: ${SLIPS[broken.code] ?? 'this is no YAML'}`);
  return { raw: readPlain(document, fileName, aliases), lineOf: lineFinder(document, lines) };
}
