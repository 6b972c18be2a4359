import { CONTEXT_WORDS } from '#core/context.ts';
import { printable } from '#core/escape.ts';
import type { Finding, Location, Suppression } from '#core/finding.ts';
import type { Origin } from '#core/origin.ts';
import { standingOf, type RuleInfo } from '#core/report.ts';
import type { Palette, Style } from './style.ts';
import { commitText, placeText } from './text-place.ts';
import { countOf } from './units.ts';

/** Places shown before the rest is folded to a count. */
const MAX_PLACES = 3;
const LABEL = 11;
/** Columns before the text of a line. */
const INDENT = LABEL + 4;
/** Lines of advice are kept readable, however wide or narrow the terminal is. */
const [NARROWEST, WIDEST] = [40, 105];
/** Facts that are said in words of their own, or are for machines. */
const SILENT_FACTS = new Set(['score', 'expires', 'expired']);

/** What is here and now, told apart from what is only in the history. */
const NOW: Partial<Record<Origin['kind'], string>> = { file: ' (on disk now)', staged: ' (staged)' };

function severityText(finding: Finding, paint: Palette): string {
  const word = finding.severity.padEnd(8);
  if (finding.severity === 'critical' || finding.severity === 'high') return paint.red(paint.bold(word));
  return finding.severity === 'medium' ? paint.yellow(word) : paint.dim(word);
}

function line(label: string, text: string, paint: Palette): string {
  return `    ${paint.dim(label.padEnd(LABEL))}${text}`;
}

function factsText(finding: Finding): string[] {
  const said = Object.entries(finding.facts)
    .filter(([name]) => !SILENT_FACTS.has(name))
    .map(([name, value]) => `${printable(name)}: ${printable(value)}`);
  const expiry = finding.facts['expires'];
  const expired = finding.facts['expired'] === undefined ? 'expires' : 'expired';
  return expiry === undefined ? said : [`${expired} ${printable(expiry)}`, ...said];
}

function placeLines(finding: Finding, style: Style, paint: Palette): string[] {
  const shown = style.showAll ? finding.locations : finding.locations.slice(0, MAX_PLACES);
  const mixed = isInHistory(finding.locations);
  const lines = shown.flatMap((location, index) => {
    const commit = commitText(location, style.columns - INDENT);
    const encoding = location.encoding === undefined ? '' : paint.dim(` (in ${printable(location.encoding.join(' in '))})`);
    const now = mixed ? paint.dim(NOW[location.origin.kind] ?? '') : '';
    const place = line(index === 0 ? 'at' : '', `${paint.cyan(placeText(location))}${now}${encoding}`, paint);
    return commit === undefined ? [place] : [place, line('', paint.dim(commit), paint)];
  });
  const folded = finding.locations.length - shown.length;
  return folded > 0 ? [...lines, line('', paint.dim(`and ${countOf(folded, 'more place')}`), paint)] : lines;
}

/** A key that is in a commit stays readable there, whatever later commits do. */
function isInHistory(locations: readonly Location[]): boolean {
  return locations.some(({ origin }) => origin.kind === 'blob' || origin.kind === 'commit' || origin.kind === 'tag');
}

function adviceText(finding: Finding, rule: RuleInfo | undefined): string {
  const help = printable(rule?.help ?? '');
  return isInHistory(finding.locations) ? `It is in the history: deleting the line does not help. ${help}` : help;
}

/** Words on as many lines as a width asks for. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function suppressionText({ reason, by, ref, until }: Suppression): string {
  const end = until === undefined ? '' : `, until ${printable(until)}`;
  return `${printable(reason)} (${by === 'path' ? '' : `${by} `}${printable(ref)}${end})`;
}

/** What to do, once a rule: who reads thirty findings of one kind need not read the same advice thirty times. */
function adviceLines(finding: Finding, look: Look): string[] {
  const { style, paint, rule, likeId } = look;
  if (finding.suppression !== undefined) return [line(standingOf(finding.suppression), suppressionText(finding.suppression), paint)];
  if (likeId !== undefined) return [line('do', paint.dim(`as for ${likeId}`), paint)];
  const width = Math.max(NARROWEST, Math.min(style.columns - INDENT, WIDEST));
  return wrapped(adviceText(finding, rule), width).map((text, index) => line(index === 0 ? 'do' : '', text, paint));
}

/** How a finding is shown. */
export interface Look {
  readonly style: Style;
  readonly paint: Palette;
  readonly rule: RuleInfo | undefined;
  /** An earlier finding with the same advice. */
  readonly likeId: string | undefined;
}

/** Findings for which this is equal get the same advice. */
export function adviceKey(finding: Finding): string {
  return `${finding.ruleId} ${isInHistory(finding.locations)}`;
}

/** One finding as people read it. */
export function findingText(finding: Finding, look: Look): string {
  const { style, paint } = look;
  const sure = finding.confidence === 'high' ? '' : paint.dim(`  ${finding.confidence} confidence`);
  const where = finding.context === undefined ? '' : paint.dim(`  in ${CONTEXT_WORDS[finding.context]}`);
  const facts = factsText(finding);
  const pair = finding.pair;
  return [
    `  ${severityText(finding, paint)} ${paint.bold(printable(finding.title))}  ${printable(finding.preview)}${sure}${where}`,
    ...placeLines(finding, style, paint),
    ...(pair === undefined ? [] : [line('with', `${printable(pair.preview)} at ${paint.cyan(placeText(pair.location))}`, paint)]),
    ...(facts.length === 0 ? [] : [line('known', facts.join(', '), paint)]),
    ...adviceLines(finding, look),
    line('id', `${finding.id}  ${paint.dim(finding.ruleId)}`, paint),
  ].join('\n');
}
