import type { Report } from '#core/report.ts';
import { codeQualityReport } from './code-quality.ts';
import { gitlabReport } from './gitlab.ts';
import { jsonlReport, jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { sarifReport } from './sarif.ts';
import type { Style } from './style.ts';
import { textReport } from './text.ts';

/** A report as text. Writing it is the caller's work. */
export type Reporter = (report: Report, style: Style) => string;

export const FORMATS = ['text', 'json', 'jsonl', 'sarif', 'gitlab', 'codequality', 'junit'] as const;
export type Format = (typeof FORMATS)[number];

/** One reporter a format. */
export const REPORTERS: Readonly<Record<Format, Reporter>> = {
  text: textReport,
  json: jsonReport,
  jsonl: jsonlReport,
  sarif: sarifReport,
  gitlab: gitlabReport,
  codequality: codeQualityReport,
  junit: junitReport,
};
