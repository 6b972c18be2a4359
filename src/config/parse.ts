import { isMap, LineCounter, parseDocument, type Document } from 'yaml';
import { closestWord } from '#core/closest-word.ts';
import { ConfigError } from '#core/errors.ts';
import { checkConfig, type ConfigFile, type SchemaProblem } from './schema.ts';

/** Larger files are refused before they are parsed. */
const MAX_CHARACTERS = 256 * 1024;
const KEYS: readonly string[] = ['confidence', 'severity', 'rules', 'disable', 'own', 'paths', 'exclude', 'inline-allow', 'baseline', 'max-bytes', 'decode-depth', 'hook'];

/** Line of the deepest part of a key path that is there. */
function lineOf(document: Document, path: readonly string[], lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    const pair = isMap(node) ? node.items.find((item) => String(item.key) === key) : undefined;
    if (pair === undefined) break;
    offset = (pair.key as { range?: readonly number[] | null }).range?.[0] ?? offset;
    node = pair.value;
  }
  return lines.linePos(offset).line;
}

/** A key that was mistyped may be shown; anything else, a key in the other sense among it, may not. */
const SHOWABLE = /^[a-z_-]{1,24}$/i;

function keyText(path: readonly string[]): string {
  return path.map((part) => (SHOWABLE.test(part) ? part : '…')).join('.');
}

function toError(problem: SchemaProblem, place: string): ConfigError {
  const key = keyText(problem.path);
  const guess = closestWord(problem.path.at(-1) ?? '', KEYS);
  return new ConfigError(`${place}: ${key === '' ? '' : `${key} `}${problem.message}`, guess === undefined ? 'see schema/config.json for the keys' : `did you mean ${guess}?`);
}

/**
 * Text of a configuration file (YAML 1.2 or JSON, which is a part of it) → its content.
 * @throws ConfigError naming file, line and key
 */
export function parseConfig(text: string, fileName: string): ConfigFile {
  if (text.length > MAX_CHARACTERS) throw new ConfigError(`${fileName}: larger than ${MAX_CHARACTERS} characters`);
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: true, lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) throw new ConfigError(`${fileName}:${broken.linePos?.[0].line ?? 1}: ${broken.message.split('\n', 1)[0] ?? 'is not YAML'}`);
  const result = checkConfig(readPlain(document, fileName));
  if (result.ok) return result.config;
  throw toError(result.problem, `${fileName}:${lineOf(document, result.problem.path, lines)}`);
}

function readPlain(document: Document, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    throw new ConfigError(`${fileName}: its aliases unfold to too much`, undefined, error);
  }
}
