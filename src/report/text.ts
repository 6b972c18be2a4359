import { printable } from '#core/escape.ts';
import { openFindings, type Report } from '#core/report.ts';
import { makePalette, type Palette, type Style } from './style.ts';
import { findingText } from './text-finding.ts';
import { ledgerText } from './text-ledger.ts';
import { countOf } from './units.ts';

function verdict(report: Report, paint: Palette): string {
  const open = openFindings(report).length;
  const { complete } = report.ledger;
  const keys = open === 0 ? 'no leaked keys' : countOf(open, 'leaked key');
  if (!complete) return paint.yellow(paint.bold(`INCOMPLETE: ${keys} in what could be read`));
  return open === 0 ? paint.green(`clean: ${keys}`) : paint.red(paint.bold(keys));
}

function howToAccept(report: Report, paint: Palette): string[] {
  const [first] = openFindings(report);
  if (first === undefined) return [];
  return [paint.dim(`  A false alarm? stanch allow ${first.id} --reason "…"   or a comment: stanch:allow[${first.ruleId}] why`), ''];
}

function noticeLines(report: Report, paint: Palette): string[] {
  return report.notices.map((notice) => `  ${notice.level === 'warning' ? paint.yellow('!') : paint.dim('-')} ${printable(notice.message)}`);
}

/** The report as people read it in a terminal. Everything that comes from the repository is made printable first. */
export function textReport(report: Report, style: Style): string {
  const paint = makePalette(style);
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const open = openFindings(report);
  const excused = report.findings.filter((finding) => finding.suppression !== undefined);
  const shown = style.showAll ? report.findings : open;
  const findings = shown.flatMap((finding) => [findingText(finding, rules.get(finding.ruleId), { style, paint }), '']);
  const rest = excused.length === 0 || style.showAll ? [] : [paint.dim(`  ${countOf(excused.length, 'accepted finding')} not shown (--all shows them)`)];
  const frame = style.quiet ? [] : [...rest, ...noticeLines(report, paint), ledgerText(report.ledger, paint)];
  return [
    ...(style.quiet ? [] : [`${paint.bold('stanch')} ${printable(report.scope)}`, '']),
    ...findings,
    ...(style.quiet ? [] : howToAccept(report, paint)),
    ...frame,
    `  ${verdict(report, paint)}`,
    '',
  ].join('\n');
}
