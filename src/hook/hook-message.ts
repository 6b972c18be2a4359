import { printable } from '#core/escape.ts';
import type { Finding } from '#core/finding.ts';
import { SKIP_REASONS } from '#core/ledger.ts';
import { openFindings, type Report } from '#core/report.ts';
import { HOOK_DEEDS, type HookName } from './hook-name.ts';

/** More findings are counted, not listed: nobody reads further in a terminal. */
const MAX_LISTED = 10;
const BOLD = '\u001B[1m';
const PLAIN = '\u001B[0m';

export interface MessageStyle {
  readonly color: boolean;
}

/** What a hook that stops a key says, on standard error. Repository text is escaped. */
export function blockedMessage(name: HookName, report: Report, style: MessageStyle): string {
  const findings = openFindings(report);
  const { deed, where } = HOOK_DEEDS[name];
  const head = `stanch: ${count(findings.length, 'key')} ${where} - ${deed} blocked`;
  const listed = findings.slice(0, MAX_LISTED).map(describeFinding);
  const more = findings.length > MAX_LISTED ? [`  … and ${findings.length - MAX_LISTED} more`] : [];
  return lines([style.color ? `${BOLD}${head}${PLAIN}` : head, ...listed, ...more, '', ...steps(name, findings), ...wayOut(name), ...asides(report)]);
}

/** What a hook says that could not read everything: it blocks, as nobody knows what it missed. */
export function incompleteMessage(name: HookName, report: Report): string {
  const holes = report.ledger.skipped.filter(({ reason }) => !SKIP_REASONS[reason].complete);
  const listed = holes.map(({ reason, count: times, examples }) => {
    const origin = examples[0]?.origin;
    const place = origin !== undefined && 'path' in origin && origin.path !== undefined ? ` (${printable(origin.path)})` : '';
    return `  ${times} x ${SKIP_REASONS[reason].text}${place}`;
  });
  return lines([`stanch: not everything could be read - ${HOOK_DEEDS[name].deed} blocked`, ...listed, ...wayOut(name)]);
}

/** What a hook says that could not scan at all. */
export function failedMessage(name: HookName, reason: string, hint: string | undefined): string {
  return lines([`stanch: could not scan - ${HOOK_DEEDS[name].deed} blocked`, `  ${printable(reason)}`, ...(hint === undefined ? [] : [`  ${printable(hint)}`]), ...wayOut(name)]);
}

/** What a hook has to say when it lets the work pass; often nothing. */
export function passedMessage(report: Report): string {
  return lines(asides(report));
}

/** A finding on one line: place, rule, masked preview, id, commit. Repository text is escaped. */
export function describeFinding(finding: Finding): string {
  const [first, ...rest] = finding.locations;
  const place = first === undefined ? '' : `${printable(first.path === '' ? placeName(first.origin.kind) : first.path)}:${first.start.line}:${first.start.column}`;
  const commit = first?.commit === undefined ? '' : `  in ${first.commit.oid.slice(0, 10)}`;
  const others = rest.length === 0 ? '' : `  (+${rest.length} more)`;
  return `  ${place}  ${finding.ruleId}  ${printable(finding.preview)}  id ${finding.id}${commit}${others}`;
}

function placeName(kind: string): string {
  return kind === 'message' ? 'message' : kind === 'names' ? 'file names' : kind;
}

function steps(name: HookName, findings: readonly Finding[]): string[] {
  const [first] = findings;
  const path = first?.locations[0]?.path ?? '';
  const takeOut =
    name === 'commit-msg'
      ? 'write the message again without the key'
      : name === 'pre-commit' && path !== ''
        ? `git reset${quoted(path)}   then edit the file and add it again`
        : 'rewrite the commit that brought it in (git rebase -i), do not only delete it';
  return [
    `  1. Take it out:  ${takeOut}`,
    '  2. Keep it safe: in a file that git ignores, such as .env, or in a secret store',
    '  3. If it was ever pushed or shared: change it. stanch explain RULE tells how',
    ...(first === undefined ? [] : ['', `  False positive?  add a comment  stanch:allow[${first.ruleId}] why   on that line,`, `                   or run  stanch allow ${first.id} --reason "why"`]),
  ];
}

function wayOut(name: HookName): string[] {
  if (name === 'pre-receive' || name === 'update') return [];
  const { again } = HOOK_DEEDS[name];
  return [`  In an emergency: STANCH_SKIP="why" ${again} …   or  ${again} --no-verify`];
}

/** Old keys and unused or expired suppressions: told in a line each, never a reason to stop. */
function asides(report: Report): string[] {
  const old = report.stats['old'] ?? 0;
  const known = old === 0 ? [] : [`stanch: ${count(old, 'older key')} in these files not counted: stanch audit shows them`];
  const warnings = report.notices.filter(({ level }) => level === 'warning').map(({ message }) => `stanch: ${printable(message)}`);
  return [...known, ...warnings];
}

/** A path as an argument for a POSIX shell; nothing, which means every path, where it holds what cannot be typed. */
function quoted(path: string): string {
  if (printable(path) !== path) return '';
  return ` -- ${/^[\w./@+-]+$/.test(path) && !path.startsWith('-') ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`}`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

function lines(parts: readonly string[]): string {
  return parts.map((part) => `${part}\n`).join('');
}
