import { printable } from '#core/escape.ts';
import type { Finding } from '#core/finding.ts';
import { countStandings, openFindings, type Report } from '#core/report.ts';
import { SEVERITIES } from '#core/severity.ts';
import { makePalette, type Palette, type Style } from './style.ts';
import { adviceKey, findingText, type Look } from './text-finding.ts';
import { ledgerText } from './text-ledger.ts';
import { countOf } from './units.ts';

/** `1 critical, 4 high`, worst first. */
function tally(report: Report): string {
  const open = openFindings(report);
  const counts = SEVERITIES.map((severity) => [open.filter((finding) => finding.severity === severity).length, severity] as const);
  return counts.filter(([count]) => count > 0).map(([count, severity]) => `${count.toLocaleString('en-US')} ${severity}`).join(', ');
}

function verdict(report: Report, paint: Palette): string {
  const open = openFindings(report).length;
  const { complete } = report.ledger;
  const keys = open === 0 ? 'no leaked keys' : `${countOf(open, 'leaked key')} (${tally(report)})`;
  if (!complete) return paint.yellow(paint.bold(`INCOMPLETE: ${keys} in what could be read`));
  return open === 0 ? paint.green(`clean: ${keys}`) : paint.red(paint.bold(keys));
}

function howToAccept(report: Report, { forAction = false }: Style, paint: Palette): string[] {
  const [first] = openFindings(report);
  if (first === undefined) return [];
  const otherwise = forAction ? 'in a change of its own' : `or a comment: stanch:allow[${first.ruleId}] why`;
  return [paint.dim(`  A false alarm? stanch allow ${first.id} --reason "…"   ${otherwise}`), ''];
}

function noticeLines(report: Report, paint: Palette): string[] {
  return report.notices.map((notice) => `  ${notice.level === 'warning' ? paint.yellow('!') : paint.dim('-')} ${printable(notice.message)}`);
}

/** Findings one after the other, an empty line behind each. */
function findingLines(findings: readonly Finding[], report: Report, look: Pick<Look, 'style' | 'paint'>): string[] {
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const advised = new Map<string, string>();
  return findings.flatMap((finding) => {
    const key = adviceKey(finding);
    const text = findingText(finding, { ...look, rule: rules.get(finding.ruleId), likeId: advised.get(key) });
    if (finding.suppression === undefined && !advised.has(key)) advised.set(key, finding.id);
    return [text, ''];
  });
}

/** What is not shown, and how to see it. */
function leftOut(report: Report, { forAction = false, paint }: Pick<Style, 'forAction'> & { readonly paint: Palette }): string[] {
  const unsure = report.stats['unsure'] ?? 0;
  const { accepted, excluded } = countStandings(report);
  const hint = forAction ? '' : ' (--all shows them)';
  const doubted = report.stats['doubted'] ?? 0;
  return [
    ...(doubted === 0 ? [] : [paint.dim(`  ${countOf(doubted, 'key')} ${doubted === 1 ? 'is' : 'are'} unlikely: a checksum or the form does not hold`)]),
    ...(accepted === 0 ? [] : [paint.dim(`  ${countOf(accepted, 'accepted finding')} not shown${hint}`)]),
    ...(excluded === 0 ? [] : [paint.dim(`  ${countOf(excluded, 'excluded finding')} not shown${hint}`)]),
    ...(unsure === 0 ? [] : [paint.dim(`  ${countOf(unsure, 'less sure finding')} left out (${forAction ? 'input confidence: low' : '--confidence low'} shows them)`)]),
  ];
}

/** The report as people read it in a terminal. Everything that comes from the repository is made printable first. */
export function textReport(report: Report, style: Style): string {
  const paint = makePalette(style);
  const findings = findingLines(style.showAll ? report.findings : openFindings(report), report, { style, paint });
  const rest = style.showAll ? [] : leftOut(report, { ...style, paint });
  const frame = style.quiet ? [] : [...rest, ...noticeLines(report, paint), ledgerText(report.ledger, paint)];
  return [
    ...(style.quiet ? [] : [`${paint.bold('stanch')} ${printable(report.scope)}`, '']),
    ...findings,
    ...(style.quiet ? [] : howToAccept(report, style, paint)),
    ...frame,
    `  ${verdict(report, paint)}`,
    '',
  ].join('\n');
}
