import { applyHygienePlan, checkHygiene, planHygieneFixes } from '#app/hygiene.ts';
import { openRepository } from '#app/repository.ts';
import { formatDiff } from '#app/text-diff.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT } from '#core/exit-code.ts';
import { openGit } from '#git/git.ts';
import { describeProblem, type Problem } from '#hygiene/problem.ts';
import { jsonText } from '#report/json-text.ts';
import { countOf } from '#report/units.ts';
import type { Command, Invocation } from '../command.ts';
import { withContext } from '../context.ts';
import { isSet } from '../flag.ts';

function problemText(problem: Problem): string {
  const { level, title, advice } = describeProblem(problem);
  return `  ${level === 'error' ? '!' : '-'} ${printable(problem.path)} ${printable(title)}\n      ${printable(advice)}\n`;
}

function tell(invocation: Invocation, problems: readonly Problem[]): void {
  const { stdout } = invocation.host;
  if (isSet(invocation.values, 'json')) stdout.write(`${jsonText({ schema: 'stanch-hygiene/1', problems: problems.map((problem) => ({ ...problem, ...describeProblem(problem) })) }, 2)}\n`);
  else stdout.write(`${problems.map(problemText).join('')}  ${problems.length === 0 ? 'dotenv and credential files are in order' : countOf(problems.length, 'problem')}\n`);
}

export const HYGIENE: Command = {
  name: 'hygiene',
  usage: '',
  summary: 'keep dotenv and credential files out of git, images and packages',
  examples: [
    ['stanch hygiene', 'what is tracked, not ignored, in history or about to be shipped'],
    ['stanch hygiene --fix', 'show and write the ignore lines, untrack files (they stay on disk)'],
  ],
  flags: [
    { name: 'fix', type: 'boolean', doc: 'put right what needs no judgement; shows the difference first' },
    { name: 'no-history', type: 'boolean', doc: 'do not look into the history' },
    { name: 'json', type: 'boolean', doc: 'for machines' },
  ],
  words: [0, 0],
  run: async (invocation) => {
    const { host, values } = invocation;
    const { info } = await withContext(invocation, host.cwd, (context) => openRepository(host.cwd, context));
    const root = info.topLevel;
    if (root === undefined) throw new UsageError('a bare repository has no work tree to look at');
    const git = openGit({ cwd: root, env: host.env, signal: host.signal });
    const look = { root, history: !isSet(values, 'no-history') };
    let problems = await checkHygiene(git, look);
    if (isSet(values, 'fix')) {
      const plan = planHygieneFixes(root, problems);
      for (const edit of plan.edits) host.stderr.write(formatDiff(edit));
      for (const path of plan.untrack) host.stderr.write(`untracked, kept on disk: ${printable(path)}\n`);
      applyHygienePlan(git, root, plan);
      problems = await checkHygiene(git, look);
    }
    tell(invocation, problems);
    return problems.some((problem) => describeProblem(problem).level === 'error') ? EXIT.findings : EXIT.clean;
  },
};
