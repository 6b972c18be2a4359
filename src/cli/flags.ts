import { FAIL_ON } from '#config/settings.ts';
import { CONFIDENCES, SEVERITIES } from '#core/severity.ts';
import { FORMATS } from '#report/index.ts';
import type { Flag } from './flag.ts';

/** Understood by every command. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  { name: 'help', short: 'h', type: 'boolean', doc: 'show help' },
  { name: 'version', type: 'boolean', doc: 'show the version' },
  { name: 'quiet', short: 'q', type: 'boolean', doc: 'findings and verdict only, no progress' },
  { name: 'no-color', type: 'boolean', doc: 'no colours (NO_COLOR does the same)' },
];

/** How a report is written. */
export const REPORT_FLAGS: readonly Flag[] = [
  { name: 'format', short: 'f', type: 'text', value: 'FORMAT', choices: FORMATS, doc: 'form of the report' },
  { name: 'json', type: 'boolean', doc: 'the same as --format json' },
  { name: 'output', short: 'o', type: 'text', value: 'FILE', doc: 'write the report to a file instead (readable by you alone)' },
  { name: 'all', short: 'a', type: 'boolean', doc: 'show accepted and excluded findings and every place, too' },
];

/** What is looked for and what counts. */
export const SCAN_FLAGS: readonly Flag[] = [
  { name: 'confidence', type: 'text', value: 'LEVEL', choices: CONFIDENCES, doc: 'leave out what is less sure (default: medium)' },
  { name: 'severity', type: 'text', value: 'LEVEL', choices: SEVERITIES, doc: 'leave out what is milder' },
  { name: 'fail-on', type: 'text', value: 'LEVEL', choices: FAIL_ON, doc: 'mildest severity that gives exit code 1 (default: info)' },
  { name: 'disable', type: 'list', value: 'RULE', doc: 'switch a rule off; may be repeated' },
  { name: 'exclude', type: 'list', value: 'GLOB', doc: 'findings that stand only in such paths do not count; may be repeated' },
  { name: 'baseline', type: 'text', value: 'FILE', doc: 'accepted findings (default: .stanch/baseline.jsonl)' },
  { name: 'config', type: 'text', value: 'FILE', doc: 'configuration (default: .stanch.yml of the repository)' },
  { name: 'max-bytes', type: 'text', value: 'N', doc: 'skip larger documents, and say so' },
  { name: 'stats', type: 'boolean', doc: 'show figures of the run' },
];
