import { EXIT, exitCodeOf, type ExitCode } from '#core/exit-code.ts';
import { SKIP_REASONS } from '#core/ledger.ts';
import type { Host } from '#core/ports.ts';
import { openFindings, type Report } from '#core/report.ts';
import { passedMessage } from './hook-message.ts';
import { refusedPush, timedOutPush, unreadPush } from './receive-message.ts';
import type { ReceiveOptions } from './receive-options.ts';

/** A scan as it ended, and whether the budget ended it. */
export interface EndedScan {
  readonly report: Report;
  readonly isLate: boolean;
}

/** What was not read for another reason than time blocks, whatever is chosen for late ones. */
function hasHoles({ ledger }: Report): boolean {
  return ledger.skipped.some(({ reason }) => reason !== 'interrupted' && !SKIP_REASONS[reason].complete);
}

/** The answer to a push of which nothing is known in time. */
export function answerLate(options: ReceiveOptions, isAllowed: boolean, host: Host): ExitCode {
  host.stderr.write(timedOutPush(options.budget ?? 0, isAllowed, host.env));
  return isAllowed ? EXIT.clean : EXIT.incomplete;
}

/** The answer to a push, told to the pusher: exit code 0 takes it, any other refuses it. */
export function answerPush({ report, isLate }: EndedScan, options: ReceiveOptions, host: Host): ExitCode {
  const found = openFindings(report).length > 0;
  const { complete } = report.ledger;
  if (found) host.stderr.write(refusedPush(report, host.env));
  // A key that was found in time blocks, also where late pushes are let through.
  if (!complete && isLate && !hasHoles(report)) return answerLate(options, options.onTimeout === 'allow' && !found, host);
  if (!complete) host.stderr.write(unreadPush(report, host.env));
  else if (!found) host.stderr.write(passedMessage(report));
  return exitCodeOf({ complete, findings: found ? 1 : 0 });
}
