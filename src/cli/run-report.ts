import type { Context } from '#app/scan-settings.ts';
import type { ExitCode } from '#core/exit-code.ts';
import type { Report } from '#core/report.ts';
import type { Invocation } from './command.ts';
import { withContext } from './context.ts';
import { assertFormat, writeReport } from './write-report.ts';

/**
 * Runs a use case that makes a report, writes the report and gives the exit code that it stands for.
 * @param folder where the configuration is looked for, upwards
 */
export async function runReport(invocation: Invocation, folder: string, scan: (context: Context) => Promise<{ readonly report: Report }>): Promise<ExitCode> {
  // A slip in how the report is to be written must not cost a whole audit.
  assertFormat(invocation);
  const { report, failOn } = await withContext(invocation, folder, async (context) => ({ report: (await scan(context)).report, failOn: context.settings.failOn }));
  return writeReport(report, invocation, failOn);
}
