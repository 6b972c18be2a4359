import type { Confidence } from '#core/severity.ts';

/*
 * Scoring of labelled credentials. Only labels of the core families count. Labels of one file with the same value
 * are one unit. A finding on a line that is labelled true is a hit, on one labelled false a false alarm; lines of
 * placeholders are ignored; findings on lines without a label are strays, which count in the strict figure only.
 */

const CORE: ReadonlySet<string> = new Set(['provider-token', 'private-key', 'jwt', 'url-credential', 'http-auth', 'generic']);

/** One line of the truth file. */
export interface Label {
  readonly repo_id: string;
  readonly path: string;
  readonly line_start: number;
  readonly line_end: number;
  readonly value_start: number | null;
  readonly value_end: number | null;
  readonly ground_truth: 'T' | 'F' | 'X';
  readonly category: string;
  readonly families: readonly string[];
  readonly value_id: string;
}

/** Where a finding lies. */
export interface Hit {
  readonly path: string;
  readonly line: number;
  readonly lastLine: number;
  readonly ruleId: string;
  readonly confidence: Confidence;
}

/** All labels of one file with one value and one truth, and the rules that found it. */
export interface Unit {
  readonly repository: string;
  readonly path: string;
  readonly line: number;
  readonly category: string;
  readonly isTrue: boolean;
  readonly rules: string[];
}

export function isConfidence(text: string): text is Confidence {
  return text === 'high' || text === 'medium' || text === 'low';
}

export function readTruth(text: string): Label[] {
  return text.split('\n').filter(Boolean).map((line): Label => JSON.parse(line));
}

/** A finding belongs to the true labels of its lines, else to the ignored ones, else to the false ones. */
function labelsOf(hit: Hit, labels: readonly Label[]): { labels: readonly Label[]; isKnown: boolean } {
  const touched = labels.filter((label) => hit.line <= label.line_end && hit.lastLine >= label.line_start);
  for (const truth of ['T', 'X', 'F'] as const) {
    const own = touched.filter((label) => label.ground_truth === truth);
    if (own.length > 0) return { labels: own, isKnown: true };
  }
  return { labels: [], isKnown: false };
}

const keyOf = (label: Label): string => `${label.ground_truth} ${label.path} ${label.value_id}`;

/** Lays findings to units; the ones on lines without a label are strays (one for each line). */
export function labelledUnits(labels: readonly Label[], hits: readonly Hit[]): { units: Unit[]; strays: Hit[] } {
  const units = new Map<string, Unit>();
  const byPath = new Map<string, Label[]>();
  for (const label of labels) {
    byPath.set(label.path, [...(byPath.get(label.path) ?? []), label]);
    if (label.ground_truth === 'X' || !label.families.some((family) => CORE.has(family)) || units.has(keyOf(label))) continue;
    const isTrue = label.ground_truth === 'T';
    units.set(keyOf(label), { repository: label.repo_id, path: label.path, line: label.line_start, category: label.category, isTrue, rules: [] });
  }
  const strays = new Map<string, Hit>();
  for (const hit of hits) {
    const found = labelsOf(hit, byPath.get(hit.path) ?? []);
    if (!found.isKnown) strays.set(`${hit.path}:${hit.line}`, hit);
    for (const label of found.labels) {
      const unit = units.get(keyOf(label));
      if (unit !== undefined && !unit.rules.includes(hit.ruleId)) unit.rules.push(hit.ruleId);
    }
  }
  return { units: [...units.values()], strays: [...strays.values()] };
}

/** Hits, misses and false alarms. */
export function scoreUnits(units: readonly Unit[]): { hits: number; missed: number; wrong: number } {
  const found = units.filter((unit) => unit.rules.length > 0);
  const hits = found.filter((unit) => unit.isTrue).length;
  return { hits, missed: units.filter((unit) => unit.isTrue).length - hits, wrong: found.length - hits };
}
