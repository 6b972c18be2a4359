import type { Confidence, Severity } from '#core/severity.ts';
import { CONFIDENCES } from '#core/severity.ts';
import { readFilter, type FilterChecks } from './cel-filter.ts';
import type { ConvertedPattern } from './convert-pattern.ts';
import { builtInRulesFor } from './foreign-rules.ts';
import { allowlistsOf, globsOf, readAllowlist, type AllowedValues } from './gitleaks-allowlist.ts';
import type { ImportBook, ImportedRule } from './imported.ts';
import { numberOf, strangersOf, tablesOf, textOf, textsOf, valueOf, type PlainTable } from './plain-data.ts';
import { freeId, slugOf } from './slug.ts';
import { takePattern } from './take-pattern.ts';

const KNOWN = ['id', 'description', 'regex', 'secretGroup', 'entropy', 'path', 'keywords', 'tags', 'skipReport', 'allowlist', 'allowlists', 'required', 'filter', 'tokenEfficiency', 'confidence', 'severity', 'validate', 'analyze', 'revoke'];
/** The built-in detector of values without a form of their own. */
const GENERIC = 'generic-secret';
const SEVERITY: Severity = 'high';
const NO_FILTER: FilterChecks = { entropy: undefined, noWords: false, never: [], lacks: [], globs: [] };

/** A rule without a pattern changes one that the other scanner comes with, or looks for files by their name. */
function tellPatternless(table: PlainTable, book: ImportBook, subject: string): void {
  if (textOf(table, 'path') !== undefined) book.note('left-out', subject, 'it looks for files by their name alone; stanch hygiene knows files that should not be committed');
  else if (allowlistsOf(table).length === 0) book.note('left-out', subject, 'it has no pattern');
}

function tellRest(table: PlainTable, book: ImportBook, subject: string): void {
  if (tablesOf(table, 'required').length > 0) book.note('changed', subject, 'it is found without its companion rules, too');
  if (['validate', 'analyze', 'revoke'].some((key) => valueOf(table, key) !== undefined)) book.note('left-out', `${subject}, validate`, 'own rules only detect: they name no address and no action');
  for (const key of strangersOf(table, KNOWN)) book.note('left-out', `${subject}, ${key}`, 'this key is not known');
}

function shapeOf(table: PlainTable, regex: string, { book, subject }: { book: ImportBook; subject: string }): ConvertedPattern | undefined {
  return takePattern({ regex, group: numberOf(table, 'secretGroup') ?? 0, keywords: textsOf(table, 'keywords') }, book, subject);
}

function confidenceOf(table: PlainTable, shape: ConvertedPattern): Confidence {
  const said = textOf(table, 'confidence');
  return CONFIDENCES.find((level) => level === said) ?? (shape.speaksForItself ? 'high' : 'medium');
}

/** Checks by name, those without anything to check left out. */
export function checksOf(found: { entropy?: number | undefined; noWords?: boolean; never: readonly string[]; lacks: readonly string[] }): ImportedRule['checks'] {
  return [
    ...(found.entropy === undefined || found.entropy <= 0 ? [] : [{ entropy: { min: found.entropy } }]),
    ...(found.lacks.length === 0 ? [] : [{ lacks: [...new Set(found.lacks)] }]),
    ...(found.never.length === 0 ? [] : [{ never: [...new Set(found.never)] }]),
    ...(found.noWords === true ? [{ words: true }] : []),
  ];
}

/** A rule that holds in some paths only: off everywhere, and on again there. */
function limitToPath(id: string, path: string, { book, subject }: { book: ImportBook; subject: string }): void {
  const globs = globsOf([path], { book, subject });
  if (globs.length === 0) return;
  book.overrides.push({ paths: ['*'], rules: [id], off: true, reason: 'this rule holds in some paths only' }, { paths: globs, rules: [id], off: false, reason: 'where this rule holds' });
}

/** Reads one rule of gitleaks or betterleaks. */
export function readGitleaksRule(table: PlainTable, book: ImportBook, options: { readonly tool: string; readonly number: number }): void {
  const foreignId = textOf(table, 'id') ?? `rule ${options.number}`;
  const subject = `rule ${foreignId}`;
  const regex = textOf(table, 'regex');
  const taken = new Set(book.rules.map((rule) => rule.id));
  const allowed = allowlistsOf(table).map((list, index) => readAllowlist(list, book, { subject: `${subject}, allow list ${index + 1}`, rule: foreignId }));
  tellRest(table, book, subject);
  if (regex === undefined) return tellPatternless(table, book, subject);
  const builtIn = builtInRulesFor(foreignId);
  if (builtIn?.includes(GENERIC) === true) return book.note('left-out', subject, `stanch judges such values by ${GENERIC}, which is made for them`);
  if (valueOf(table, 'skipReport') === true) return book.note('left-out', subject, 'it is not reported by itself');
  const shape = shapeOf(table, regex, { book, subject });
  if (shape === undefined) return;
  const filter = filterOf(table, book, subject);
  const id = freeId(`${options.tool}-${slugOf(foreignId)}`, taken);
  book.rules.push({ id, foreignId, title: titleOf(table, foreignId), severity: SEVERITY, confidence: confidenceOf(table, shape), shape, checks: ruleChecks(table, filter, allowed) });
  if (filter.globs.length > 0) book.overrides.push({ paths: filter.globs, rules: [foreignId], off: true, reason: `left out by the filter of ${subject}` });
  const path = textOf(table, 'path');
  if (path !== undefined) limitToPath(id, path, { book, subject: `${subject}, path` });
  if (builtIn !== undefined) book.note('told', subject, 'stanch has rules of its own for the same keys, which go first where both match');
}

function filterOf(table: PlainTable, book: ImportBook, subject: string): FilterChecks {
  const expression = textOf(table, 'filter');
  return expression === undefined ? NO_FILTER : readFilter(expression, book, subject);
}

function ruleChecks(table: PlainTable, filter: FilterChecks, allowed: readonly AllowedValues[]): ImportedRule['checks'] {
  return checksOf({
    entropy: filter.entropy ?? numberOf(table, 'entropy'),
    noWords: filter.noWords || valueOf(table, 'tokenEfficiency') === true,
    never: [...filter.never, ...allowed.flatMap(({ never }) => never)],
    lacks: [...filter.lacks, ...allowed.flatMap(({ lacks }) => lacks)],
  });
}

function titleOf(table: PlainTable, foreignId: string): string {
  const text = (textOf(table, 'description') ?? '').replaceAll(/\s+/g, ' ').trim();
  return (text.length >= 3 ? text : `Key of rule ${foreignId}`).slice(0, 120);
}
