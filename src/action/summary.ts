import { SKIP_REASONS, type SkipEntry } from '#core/ledger.ts';
import type { Finding } from '#core/finding.ts';
import { countStandings } from '#core/report.ts';
import type { Origin } from '#core/origin.ts';
import { markdownCode, markdownProse } from '#report/markdown-text.ts';
import { placeText } from '#report/text-place.ts';
import { countOf, humanBytes } from '#report/units.ts';
import { isOnlyInHistory, whereaboutsOf, type RunResult } from './result.ts';

/** Half of what a runner takes for one step: the rest is room for other outputs of the same step. */
const MAX_BYTES = 512 * 1024;
const MAX_EXAMPLES = 5;
const SHORT = 9;

/** Text without halves of a surrogate pair, which no address can hold. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** Each segment encoded by itself, so that a path is no other address. */
function fileUrl(result: RunResult, path: string, line: number): string {
  const segments = path.split('/').map((segment) => encodeURIComponent(wellFormed(segment)).replaceAll(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`));
  return `${result.filesUrl}/${segments.join('/')}#L${line}`;
}

function placeCell(result: RunResult, finding: Finding): string {
  const [place] = finding.locations;
  if (place === undefined) return '';
  const { path, start } = place;
  if (path === '') return markdownProse(placeText(place).replace(/:\d+:\d+$/, ''));
  const text = markdownCode(`${path}:${start.line}`);
  const linked = isOnlyInHistory(result, finding) ? text : `<a href="${fileUrl(result, path, start.line)}">${text}</a>`;
  const more = finding.locations.length - 1;
  return more > 0 ? `${linked} and ${countOf(more, 'more place')}` : linked;
}

function stateCell(result: RunResult, finding: Finding): string {
  const commit = finding.locations[0]?.commit?.oid.slice(0, SHORT);
  const since = commit === undefined ? '' : `since <a href="${result.repositoryUrl}/commit/${finding.locations[0]?.commit?.oid ?? ''}">${commit}</a>`;
  return whereaboutsOf(result, finding) === 'past' ? `taken out, <b>still in history: rotate it</b> ${since}` : since;
}

function findingRow(result: RunResult, finding: Finding): string {
  const key = `${markdownProse(finding.title)}<br>${markdownCode(finding.preview)}`;
  return `| ${finding.severity} | ${key} | ${placeCell(result, finding)} | ${stateCell(result, finding)} | ${markdownCode(finding.id)} |\n`;
}

function originText(origin: Origin): string {
  if ('path' in origin && origin.path !== undefined && origin.path !== '') return markdownCode(origin.path);
  return 'oid' in origin && origin.oid !== '' ? `${origin.kind} ${origin.oid.slice(0, SHORT)}` : origin.kind;
}

function skipLine(entry: SkipEntry): string {
  const { complete, text } = SKIP_REASONS[entry.reason];
  const examples = entry.examples.slice(0, MAX_EXAMPLES).map(({ origin }) => originText(origin));
  const more = entry.count > examples.length ? [`${entry.count - examples.length} more`] : [];
  return `- ${complete ? '' : '⚠️ '}${countOf(entry.count, 'document')} not scanned: ${markdownProse(text)} (${[...examples, ...more].join(', ')})\n`;
}

/** What to do, once for each rule. */
function adviceText({ report, open }: RunResult): string {
  const ids = new Set(open.map(({ ruleId }) => ruleId));
  const own = report.rules.filter(({ id }) => ids.has(id)).map(({ title, help }) => `- **${markdownProse(title)}**: ${markdownProse(help)}\n`);
  return [
    '\n**What to do**\n\n',
    '1. Make a new key at the provider, put it where it is used, then revoke the old one: `stanch rotate` does it where the provider allows.\n',
    '2. Take the key out of the files. That alone does not help: who has a clone has the key.\n',
    '3. If it is none: `stanch allow ID --reason "why"` in a change of its own. What this change excuses by itself does not count.\n',
    own.length === 0 ? '' : `\n<details><summary>Advice for each kind of key</summary>\n\n${own.slice(0, 50).join('')}\n</details>\n`,
  ].join('');
}

function headline({ open, failing, report, words }: RunResult): string {
  const what = markdownProse(words);
  const incomplete = report.ledger.complete ? '' : '\n> [!CAUTION]\n> Not everything could be read, see below: this run does not say that the rest is clean.\n';
  if (open.length === 0) return `## ${report.ledger.complete ? '✅ No new key' : '⚠️ Incomplete'} in ${what}\n${incomplete}`;
  const mild = failing.length === open.length ? '' : `, ${failing.length} of them severe enough to fail`;
  return `## 🔑 ${countOf(open.length, 'leaked key')} in ${what}${mild}\n${incomplete}`;
}

function footer(result: RunResult): string {
  const { report, known } = result;
  const { ledger, tool } = report;
  const { accepted, excluded } = countStandings(report);
  const facts = [
    `${countOf(ledger.documents, 'document')} scanned (${humanBytes(ledger.bytes)}) by ${tool.rules} rules`,
    ...(known > 0 ? [`${countOf(known, 'key')} that had been there before`] : []),
    ...(accepted > 0 ? [`${countOf(accepted, 'finding')} accepted by baseline, configuration or comment`] : []),
    ...(excluded > 0 ? [`${countOf(excluded, 'finding')} excluded by path`] : []),
    ...(result.base === undefined ? [] : [`policy of ${result.base.slice(0, SHORT)}`]),
  ];
  const notices = report.notices.map(({ level, message }) => `- ${level === 'warning' ? '⚠️ ' : ''}${markdownProse(message)}\n`);
  return `\n${[...notices, ...ledger.skipped.map(skipLine)].join('')}\n<sub>stanch ${markdownProse(tool.version)}: ${facts.join(', ')}</sub>\n\n`;
}

/** The summary of a run in GitHub's Markdown, cut to what is taken: rows go first, and are counted. */
export function summaryText(result: RunResult): string {
  const head = headline(result);
  if (result.open.length === 0) return `${head}${footer(result)}`;
  const tail = `${adviceText(result)}${footer(result)}`;
  let table = '\n| severity | key | place | | id |\n|---|---|---|---|---|\n';
  let shown = 0;
  for (const finding of result.open) {
    const row = findingRow(result, finding);
    if (Buffer.byteLength(table) + Buffer.byteLength(row) + Buffer.byteLength(tail) > MAX_BYTES) break;
    table += row;
    shown += 1;
  }
  const left = result.open.length - shown;
  return `${head}${table}${left > 0 ? `\n${countOf(left, 'more finding')}, see the SARIF file.\n` : ''}${tail}`;
}
