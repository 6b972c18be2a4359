import { readFileSync } from 'node:fs';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Report } from '#core/report.ts';
import { checkReport } from '#report/schema.ts';

const HINT = 'stanch audit --format json --output FILE makes one';

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    throw new UsageError(`${printable(path)} is no report`, HINT, error);
  }
}

/** Reads a saved JSON report. @throws UsageError for a file that is none, or one of another version */
export function readReport(path: string): Report {
  const result = checkReport(readJson(path));
  if (result.ok) return result.report;
  throw new UsageError(`${printable(path)} is no report of this version${result.at === '' ? '' : ` (${result.at} does not hold)`}`, HINT);
}
