import { EXIT, type ExitCode } from '#core/exit-code.ts';
import type { Host } from '#core/ports.ts';
import { answerLate, answerPush } from './answer-push.ts';
import type { HookTools } from './hook-tools.ts';
import type { PushedRef } from './pushed-refs.ts';
import type { ReceiveOptions } from './receive-options.ts';
import { openHook, scanPush } from './scan-hook.ts';
import { startBudget, type TimeBudget } from './time-budget.ts';

async function scanInTime(refs: readonly PushedRef[], options: ReceiveOptions, world: { readonly host: Host; readonly tools: HookTools; readonly budget: TimeBudget }): Promise<ExitCode> {
  const { host, tools, budget } = world;
  const children = { ...host, signal: AbortSignal.any([host.signal, budget.end]) };
  const stopReading = AbortSignal.any([host.signal, budget.reading]);
  const done = await budget.race(scanPush({ ...openHook(children, tools), stopReading }, { refs, receiver: 'here' }).then((report) => ({ report })));
  if (done === undefined) return answerLate(options, options.onTimeout === 'allow', host);
  return done.report === undefined ? EXIT.clean : answerPush({ report: done.report, isLate: budget.reading.aborted && !host.signal.aborted }, options, host);
}

/** The receiving side of a push, from what is pushed to the exit code: reads only what no ref here has yet. */
export async function runReceive(refs: readonly PushedRef[], options: ReceiveOptions, { host, tools }: { readonly host: Host; readonly tools: HookTools }): Promise<ExitCode> {
  if (options.budget === undefined) {
    const report = await scanPush(openHook(host, tools), { refs, receiver: 'here' });
    return report === undefined ? EXIT.clean : answerPush({ report, isLate: false }, options, host);
  }
  const budget = startBudget(options.budget);
  try {
    return await scanInTime(refs, options, { host, tools, budget });
  } finally {
    budget.stop();
  }
}
