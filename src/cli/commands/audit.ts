import { audit } from '#app/audit.ts';
import { ENGINES, type EngineName } from '#engine/choose-engine.ts';
import type { Command } from '../command.ts';
import { isSet, textOf } from '../flag.ts';
import { REPORT_FLAGS, SCAN_FLAGS } from '../flags.ts';
import { runReport } from '../run-report.ts';

export const AUDIT: Command = {
  name: 'audit',
  usage: '[REPOSITORY]',
  summary: 'read a whole history (all refs, stash, notes, reflog) and the work tree',
  examples: [
    ['stanch audit', 'this repository'],
    ['stanch audit ../other --format sarif --output other.sarif', 'another one, for code scanning'],
    ['stanch audit --since "90 days"', 'only commits of the last 90 days'],
    ['stanch audit --since-last', 'every night: the whole history again, but only what is new is scanned'],
  ],
  flags: [
    { name: 'since', type: 'text', value: 'DATE', doc: 'only commits since then: 2026-01-31 or "90 days"' },
    { name: 'since-last', type: 'boolean', doc: 'scan only what no audit with this flag has scanned before; finds the same' },
    { name: 'unreachable', type: 'boolean', doc: 'also objects that nothing refers to any more' },
    { name: 'engine', type: 'text', value: 'ENGINE', choices: ENGINES, doc: 'how the history is read; all find the same (default: the quickest)' },
    { name: 'no-work-tree', type: 'boolean', doc: 'history only' },
    ...REPORT_FLAGS,
    ...SCAN_FLAGS,
  ],
  words: [0, 1],
  run: (invocation) => {
    const { values, words, host } = invocation;
    const folder = words[0] ?? host.cwd;
    const since = textOf(values, 'since');
    const engine = textOf(values, 'engine') as EngineName | undefined;
    const options = { folder, unreachable: isSet(values, 'unreachable'), workTree: !isSet(values, 'no-work-tree'), sinceLast: isSet(values, 'since-last'), ...(since === undefined ? {} : { since }), ...(engine === undefined ? {} : { engine }) };
    return runReport(invocation, folder, (context) => audit(options, context));
  },
};
