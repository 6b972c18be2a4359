import type { Finding } from '#core/finding.ts';
import { markdownCode, markdownProse } from '#report/markdown-text.ts';
import { shownPlaces, whereaboutsOf, type RunResult } from '../result.ts';
import { markerText } from './marker.ts';

/** GitHub takes 65,536 characters; nobody reads them. */
const MAX_HELP = 2_000;
const SHORT = 9;

function placeText(result: RunResult, finding: Finding): string {
  const places = shownPlaces(result, finding);
  const [place] = places;
  const commit = finding.locations[0]?.commit?.oid.slice(0, SHORT);
  const since = commit === undefined ? '' : ` by commit ${markdownCode(commit)}`;
  if (place === undefined || place.path === '') return `It came in${since}, in a message or a name.`;
  const where = markdownCode(`${place.path}:${place.start.line}`);
  const more = places.length > 1 ? `, and ${places.length - 1} more` : '';
  if (whereaboutsOf(result, finding) === 'past') return `It was brought in${since} in ${where} and taken out again. It is **still in the history**: rotate it.`;
  return `It stands in ${where}${more}, brought in${since}. Deleting the line does not help: it stays in the history.`;
}

function adviceText({ report }: RunResult, { ruleId, id }: Finding): string {
  const help = report.rules.find((rule) => rule.id === ruleId)?.help ?? '';
  return [
    '1. Make a new key at the provider, put it where it is used, then revoke this one.',
    '2. Take it out of the files, and read new ones from the environment or a secret store.',
    `3. If it is none: ${markdownCode(`stanch allow ${id} --reason "why"`)} in a change of its own.`,
    ...(help === '' ? [] : ['', markdownProse(help.slice(0, MAX_HELP))]),
  ].join('\n');
}

/** The comment on a finding in GitHub's Markdown: what, where, what to do. The key is masked, nobody is mentioned. */
export function commentText(result: RunResult, finding: Finding): string {
  const { title, preview, severity, ruleId } = finding;
  return [
    `**🔑 Leaked key: ${markdownProse(title)}** ${markdownCode(preview)}`,
    placeText(result, finding),
    adviceText(result, finding),
    `<sub>stanch: ${severity}, rule ${markdownCode(ruleId)}, id ${markdownCode(finding.id)}</sub>`,
    markerText(finding, 'open'),
  ].join('\n\n');
}

const GONE = '**✅ No longer found in this pull request.** Who fetched an earlier push has the key all the same: if it was a real one, rotate it.';

/** The comment of a finding that is no more: the old one, put away. */
export function goneText(body: string): string {
  const lines = body.trimEnd().split('\n');
  const marker = lines.pop() ?? '';
  return `${GONE}\n\n<details><summary>What was found</summary>\n\n${lines.join('\n').trimEnd()}\n\n</details>\n\n${marker.replace('state=open', 'state=gone')}`;
}
