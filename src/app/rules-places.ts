import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';

/** Where the parts of one rule stand in its file, as lines from 1. A part that is not there has the line of the rule. */
export interface RulePlaces {
  readonly line: number;
  readonly anchors: number;
  readonly pattern: number;
  /** True when the rule declares its reach, instead of having it worked out. */
  readonly declaresReach: boolean;
  readonly reach: number;
  readonly hits: readonly number[];
  readonly misses: readonly number[];
}

interface Positioned {
  readonly range?: readonly number[] | null;
}

/** Line of a node; nodes that came of no text have none. */
function lineOf(node: unknown, lines: LineCounter): number | undefined {
  const start = (node as Positioned | null | undefined)?.range?.[0];
  return start === undefined ? undefined : lines.linePos(start).line;
}

/** Line of a key in a group, which is where people look. */
function keyLine(group: unknown, key: string, lines: LineCounter): number | undefined {
  if (!isMap(group)) return undefined;
  return lineOf(group.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.key, lines);
}

function itemLines(list: unknown, lines: LineCounter, fallback: number): number[] {
  return isSeq(list) ? list.items.map((item) => lineOf(item, lines) ?? fallback) : [];
}

function placesOf(rule: unknown, lines: LineCounter): RulePlaces {
  const line = lineOf(rule, lines) ?? 1;
  const at = (key: string): number | undefined => keyLine(rule, key, lines);
  const samples: unknown = isMap(rule) ? rule.get('samples') : undefined;
  const [hits, misses]: unknown[] = isMap(samples) ? [samples.get('hit'), samples.get('miss')] : [];
  return {
    line,
    anchors: at('anchors') ?? at('assigned') ?? line,
    pattern: at('pattern') ?? at('assigned') ?? line,
    declaresReach: at('reach') !== undefined,
    reach: at('reach') ?? line,
    hits: itemLines(hits, lines, line),
    misses: itemLines(misses, lines, line),
  };
}

/** Places of all rules of a file, in its order. The file has been read and found to hold. */
export function rulePlaces(text: string): RulePlaces[] {
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { version: '1.2', schema: 'core', lineCounter: lines, logLevel: 'error' });
  const rules: unknown = document.get('rules');
  return isSeq(rules) ? rules.items.map((rule) => placesOf(rule, lines)) : [];
}
