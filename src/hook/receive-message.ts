import { printable } from '#core/escape.ts';
import { SKIP_REASONS } from '#core/ledger.ts';
import { openFindings, type Report } from '#core/report.ts';
import { describeFinding } from './hook-message.ts';

/** A server's answer is read in a terminal, between git's own lines. */
const MAX_LISTED = 10;

type Env = Readonly<Record<string, string | undefined>>;

/** GitLab shows pushes made in the browser only those lines that begin so. */
function forPusher(lines: readonly string[], env: Env): string {
  const prefix = env['GL_PROTOCOL'] === 'web' ? 'GL-HOOK-ERR: ' : '';
  return lines.map((line) => `${prefix}${line}\n`).join('');
}

/** What a push with keys is answered: one line a finding, and what to do. Repository text is escaped. */
export function refusedPush(report: Report, env: Env): string {
  const findings = openFindings(report);
  const more = findings.length > MAX_LISTED ? [`  … and ${findings.length - MAX_LISTED} more`] : [];
  return forPusher(
    [
      `stanch: ${findings.length} ${findings.length === 1 ? 'key' : 'keys'} in pushed commits - push blocked`,
      ...findings.slice(0, MAX_LISTED).map(describeFinding),
      ...more,
      '  Rewrite the commits that brought it in (git rebase -i), do not only delete it, and push again.',
      '  If anyone else has seen it: change it. stanch explain RULE tells how.',
      '  False positive? stanch:allow[RULE] why on that line, where this server takes it, or ask whoever runs it.',
    ],
    env,
  );
}

/** What could not be read. */
export function unreadPush(report: Report, env: Env): string {
  const holes = report.ledger.skipped.filter(({ reason }) => !SKIP_REASONS[reason].complete);
  const lines = holes.map(({ reason, count, examples }) => {
    const origin = examples[0]?.origin;
    const place = origin !== undefined && 'path' in origin && origin.path !== undefined ? ` (${printable(origin.path)})` : '';
    return `  ${count} x ${SKIP_REASONS[reason].text}${place}`;
  });
  return forPusher(['stanch: not everything could be read - push blocked', ...lines], env);
}

/** A budget that was used up, said plainly either way. */
export function timedOutPush(seconds: number, isAllowed: boolean, env: Env): string {
  return isAllowed
    ? forPusher([`stanch: WARNING: not all of this push was read within ${seconds} s; it is let through unread`, '  Whoever runs this server chose --on-timeout allow. stanch range BASE..HEAD reads it all.'], env)
    : forPusher([`stanch: not all of this push could be read within ${seconds} s - push blocked`, '  Push it in smaller parts, or ask whoever runs this server for a larger --budget.'], env);
}
