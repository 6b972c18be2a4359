import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { ConfigError } from '#core/errors.ts';
import { expandRuleFile } from './expand.ts';
import { checkRuleFile } from './schema.ts';
import type { Rule } from './rule.ts';

/** Larger rule files are refused before they are parsed. */
const MAX_TEXT = 512 * 1024;
/** Times that an alias may be unfolded. */
const MAX_ALIASES = 50;

/** Where a key of the file stands: the line of the deepest part of its path that is there. */
type LineOf = (path: readonly PropertyKey[]) => number;

function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0];
}

function lineFinder(document: Document, lines: LineCounter): LineOf {
  return (path) => {
    let node: unknown = document.contents;
    let offset = 0;
    for (const key of path) {
      const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key)) : undefined;
      const next: unknown = isSeq(node) ? node.items[Number(key)] : pair?.value;
      offset = startOf(pair === undefined ? next : pair.key) ?? offset;
      node = next;
    }
    return lines.linePos(offset).line;
  };
}

function readPlain(document: Document, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw new ConfigError(`${fileName}: its aliases unfold to too much, or one lacks its anchor`, undefined, error);
  }
}

/**
 * YAML text of one rule file → checked rules with all defaults filled in.
 * @param fileName shown in messages
 * @throws ConfigError naming file, line and key
 */
export function parseRuleFile(text: string, fileName: string): Rule[] {
  if (text.length > MAX_TEXT) throw new ConfigError(`${fileName}: larger than ${MAX_TEXT} characters`);
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: true, lineCounter: lines });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const line = problem.linePos?.[0].line ?? 1;
    throw new ConfigError(`${fileName}:${line}: ${problem.message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'is not YAML'}`);
  }
  const raw = readPlain(document, fileName);
  const lineOf = lineFinder(document, lines);
  return expandRuleFile(checkRuleFile(raw, fileName, lineOf), fileName, lineOf);
}
