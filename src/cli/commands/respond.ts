import { resolve } from 'node:path';
import { assessMarkdown, assessText } from '#app/lifecycle/assess-text.ts';
import { assessFindings, type Assessment } from '#app/lifecycle/assess.ts';
import { refuseUntrusted } from '#app/lifecycle/refuse-untrusted.ts';
import { UsageError } from '#core/errors.ts';
import { EXIT, type ExitCode } from '#core/exit-code.ts';
import type { Command } from '../command.ts';
import { withContext } from '../context.ts';
import { isSet, textOf } from '../flag.ts';
import { readReport } from '../read-report.ts';
import { worldOf } from '../respond.ts';

const WRITERS: Readonly<Record<string, (assessments: readonly Assessment[]) => string>> = {
  text: assessText,
  markdown: assessMarkdown,
  json: (findings) => `${JSON.stringify({ schema: 'stanch-assessment/1', findings })}\n`,
};

/** As `verify` has them: a key that works is a finding, one of which nothing is known leaves the answer open. */
function codeOf(assessments: readonly Assessment[]): ExitCode {
  if (assessments.some(({ verdict }) => verdict.state === 'live' || verdict.state === 'restricted')) return EXIT.findings;
  return assessments.some(({ verdict }) => verdict.state !== 'dead') ? EXIT.incomplete : EXIT.clean;
}

export const RESPOND: Command = {
  name: 'respond',
  usage: '[FINDING...]',
  summary: 'ask the providers about the keys of a saved report, and say what can be done; changes nothing',
  examples: [
    ['stanch respond --report audit.json', 'every key that counts: does it work, and can it be rotated'],
    ['stanch respond --report audit.json --format markdown >> "$GITHUB_STEP_SUMMARY"', 'in a job on a branch that you trust'],
  ],
  flags: [
    { name: 'report', type: 'text', value: 'FILE', doc: 'a saved JSON report' },
    { name: 'format', short: 'f', type: 'text', value: 'FORMAT', choices: Object.keys(WRITERS), doc: 'form of the answer' },
    { name: 'json', type: 'boolean', doc: 'the same as --format json' },
  ],
  words: [0, 100],
  run: async (invocation) => {
    const { host, words, values } = invocation;
    refuseUntrusted(host.env);
    const path = textOf(values, 'report');
    if (path === undefined) throw new UsageError('--report is missing', 'stanch audit --format json --output FILE makes one');
    const report = readReport(resolve(host.cwd, path));
    const assessments = await withContext(invocation, host.cwd, (context) => assessFindings(report, words, { folder: host.cwd, context, world: worldOf(invocation) }));
    const format = isSet(values, 'json') ? 'json' : (textOf(values, 'format') ?? 'text');
    host.stdout.write((WRITERS[format] ?? assessText)(assessments));
    return codeOf(assessments);
  },
};
