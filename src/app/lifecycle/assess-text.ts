import { printable } from '#core/escape.ts';
import { markdownCode, markdownProse } from '#report/markdown-text.ts';
import type { Assessment, Remedy } from './assess.ts';

const WORDS: Readonly<Record<Remedy, string>> = {
  rotate: 'can be rotated',
  revoke: 'can be revoked; a new key is made by hand',
  'by hand': 'is ended by hand, and then proved dead',
  none: 'nothing to do, as far as that tells',
  unknown: 'not known whether it works: treat it as live',
};

const COMMANDS: Partial<Record<Remedy, (id: string) => string>> = {
  rotate: (id) => `stanch rotate ${id} --report FILE`,
  revoke: (id) => `stanch revoke ${id} --report FILE`,
  'by hand': (id) => `stanch revoke ${id} --report FILE`,
};

function tally(assessments: readonly Assessment[]): string {
  const live = assessments.filter(({ verdict }) => verdict.state === 'live' || verdict.state === 'restricted').length;
  const dead = assessments.filter(({ verdict }) => verdict.state === 'dead').length;
  return `${assessments.length} leaked ${assessments.length === 1 ? 'key' : 'keys'}: ${live} live, ${dead} dead, ${assessments.length - live - dead} not known`;
}

/** For a terminal. */
export function assessText(assessments: readonly Assessment[]): string {
  const lines = assessments.flatMap(({ id, title, place, verdict, remedy, manual }) => [
    `${id}  ${verdict.state}: ${title} in ${place}`,
    `  ${verdict.why}; ${WORDS[remedy]}`,
    ...(COMMANDS[remedy] === undefined ? [] : [`  ${COMMANDS[remedy](id)}`]),
    ...(manual === undefined ? [] : [`  by hand: ${manual.words} ${manual.link}`]),
  ]);
  return [...lines, tally(assessments), 'nothing was changed', ''].map((line) => printable(line)).join('\n');
}

function row({ id, title, place, verdict, remedy, manual }: Assessment): string {
  const link = manual === undefined ? '' : ` (${markdownProse(manual.words)} ${manual.link})`;
  return `| ${markdownCode(id)} | ${markdownProse(title)} | ${markdownCode(place)} | **${verdict.state}**: ${markdownProse(verdict.why)} | ${WORDS[remedy]}${link} |`;
}

/** For the summary of a job. */
export function assessMarkdown(assessments: readonly Assessment[]): string {
  const head = [`## ${tally(assessments)}`, ''];
  if (assessments.length === 0) return [...head, ''].join('\n');
  return [...head, '| id | key | place | its provider says | what can be done |', '|---|---|---|---|---|', ...assessments.map(row), '', 'Nothing was changed.', ''].join('\n');
}
