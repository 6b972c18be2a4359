import { EXIT, exitCodeOf, type ExitCode } from '#core/exit-code.ts';
import { SKIP_REASONS } from '#core/ledger.ts';
import type { Host } from '#core/ports.ts';
import { openFindings, type Report } from '#core/report.ts';
import { passedMessage } from './hook-message.ts';
import type { HookTools } from './hook-tools.ts';
import type { PushedRef } from './pushed-refs.ts';
import { refusedPush, timedOutPush, unreadPush } from './receive-message.ts';
import type { ReceiveOptions } from './receive-options.ts';
import { openHook, scanPush } from './scan-hook.ts';
import { startBudget, type TimeBudget } from './time-budget.ts';

/** A scan as it ended, and whether the budget ended it. */
interface Ended {
  readonly report: Report;
  readonly isLate: boolean;
}

/** What was not read for another reason than time blocks, whatever is chosen for late ones. */
function hasHoles({ ledger }: Report): boolean {
  return ledger.skipped.some(({ reason }) => reason !== 'interrupted' && !SKIP_REASONS[reason].complete);
}

function answerLate(options: ReceiveOptions, isAllowed: boolean, host: Host): ExitCode {
  host.stderr.write(timedOutPush(options.budget ?? 0, isAllowed, host.env));
  return isAllowed ? EXIT.clean : EXIT.incomplete;
}

function answer({ report, isLate }: Ended, options: ReceiveOptions, host: Host): ExitCode {
  const found = openFindings(report).length > 0;
  const { complete } = report.ledger;
  if (found) host.stderr.write(refusedPush(report, host.env));
  // A key that was found in time blocks, also where late pushes are let through.
  if (!complete && isLate && !hasHoles(report)) return answerLate(options, options.onTimeout === 'allow' && !found, host);
  if (!complete) host.stderr.write(unreadPush(report, host.env));
  else if (!found) host.stderr.write(passedMessage(report));
  return exitCodeOf({ complete, findings: found ? 1 : 0 });
}

async function scanInTime(refs: readonly PushedRef[], options: ReceiveOptions, world: { readonly host: Host; readonly tools: HookTools; readonly budget: TimeBudget }): Promise<ExitCode> {
  const { host, tools, budget } = world;
  const children = { ...host, signal: AbortSignal.any([host.signal, budget.end]) };
  const stopReading = AbortSignal.any([host.signal, budget.reading]);
  const done = await budget.race(scanPush({ ...openHook(children, tools), stopReading }, { refs, receiver: 'here' }).then((report) => ({ report })));
  if (done === undefined) return answerLate(options, options.onTimeout === 'allow', host);
  return done.report === undefined ? EXIT.clean : answer({ report: done.report, isLate: budget.reading.aborted && !host.signal.aborted }, options, host);
}

/** The receiving side of a push, from what is pushed to the exit code: reads only what no ref here has yet. */
export async function runReceive(refs: readonly PushedRef[], options: ReceiveOptions, { host, tools }: { readonly host: Host; readonly tools: HookTools }): Promise<ExitCode> {
  if (options.budget === undefined) {
    const report = await scanPush(openHook(host, tools), { refs, receiver: 'here' });
    return report === undefined ? EXIT.clean : answer({ report, isLate: false }, options, host);
  }
  const budget = startBudget(options.budget);
  try {
    return await scanInTime(refs, options, { host, tools, budget });
  } finally {
    budget.stop();
  }
}
