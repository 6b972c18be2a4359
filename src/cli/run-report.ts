import type { Context } from '#app/scan-settings.ts';
import { narrowings } from '#config/narrowings.ts';
import type { ScanSettings } from '#config/settings.ts';
import type { ExitCode } from '#core/exit-code.ts';
import type { Report } from '#core/report.ts';
import type { Invocation } from './command.ts';
import { withContext } from './context.ts';
import { assertFormat, writeReport } from './write-report.ts';

/** Says in the report what its settings leave out: they may come from the repository that was scanned. */
function withSettings(report: Report, settings: ScanSettings): Report {
  const words = narrowings(settings);
  if (words.length === 0) return report;
  return { ...report, notices: [...report.notices, { level: 'info', code: 'settings', message: `by flags or configuration: ${words.join(', ')}` }] };
}

/**
 * Runs a use case that makes a report, writes the report and gives the exit code that it stands for.
 * @param folder where the configuration is looked for, upwards
 */
export async function runReport(invocation: Invocation, folder: string, scan: (context: Context) => Promise<{ readonly report: Report }>): Promise<ExitCode> {
  // A slip in how the report is to be written must not cost a whole audit.
  assertFormat(invocation);
  const { report, settings } = await withContext(invocation, folder, async (context) => ({ report: (await scan(context)).report, settings: context.settings }));
  return writeReport(withSettings(report, settings), invocation, settings.failOn);
}
