import type { Finding } from '#core/finding.ts';
import { SKIP_REASONS } from '#core/ledger.ts';
import { openFindings, standingOf, type Report, type RuleInfo } from '#core/report.ts';
import { fileNameOf } from './file-name.ts';
import { placeText } from './text-place.ts';
import { countOf } from './units.ts';
import { xmlText } from './xml-text.ts';

/** Places of one key that are listed. */
const MAX_PLACES = 20;

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values).map(([name, value]) => ` ${name}="${xmlText(String(value))}"`).join('');
}

function element(name: string, values: Readonly<Record<string, string | number>>, lines: readonly string[]): string {
  const text = lines.map(xmlText).join('\n');
  return text === '' ? `<${name}${attributes(values)}/>` : `<${name}${attributes(values)}>${text}</${name}>`;
}

function testCase(values: Readonly<Record<string, string | number>>, outcome: string): string {
  return outcome === '' ? `    <testcase${attributes(values)}/>` : `    <testcase${attributes(values)}>\n      ${outcome}\n    </testcase>`;
}

function findingCase(finding: Finding, rule: RuleInfo | undefined): string {
  const [first] = finding.locations;
  const place = first === undefined ? 'input' : placeText(first);
  const values = { classname: `stanch.${finding.ruleId}`, name: `${finding.title} at ${place} (id ${finding.id})`, file: first === undefined ? '.git' : fileNameOf(first), line: first?.start.line ?? 1, time: '0' };
  if (finding.suppression !== undefined) return testCase(values, element('skipped', { message: `${standingOf(finding.suppression)}: ${finding.suppression.reason}` }, []));
  const listed = finding.locations.slice(0, MAX_PLACES).map((location) => `${placeText(location)}${location.commit === undefined ? '' : ` in commit ${location.commit.oid.slice(0, 9)}`}`);
  const more = finding.locations.length > MAX_PLACES ? [`and ${countOf(finding.locations.length - MAX_PLACES, 'more place')}`] : [];
  const message = `${finding.severity}: ${finding.title} (${finding.preview})`;
  return testCase(values, element('failure', { type: finding.ruleId, message }, [message, ...listed, ...more, ...(rule === undefined ? [] : [rule.help])]));
}

/** Always there: readers take a file without a test for a broken one, and what was not read must not look green. */
function coverageCase({ ledger, scope }: Report): string {
  const values = { classname: 'stanch.coverage', name: `everything was read: ${scope}`, time: '0' };
  const holes = ledger.skipped.filter(({ reason }) => !SKIP_REASONS[reason].complete);
  const lines = holes.map(({ reason, count }) => `${countOf(count, 'document')} not scanned: ${SKIP_REASONS[reason].text}`);
  return testCase(values, ledger.complete ? '' : element('error', { type: 'incomplete', message: 'not everything could be read' }, lines));
}

/**
 * The report as JUnit XML, as build servers read it: one test that everything was read, and one failed test a key.
 * No raw key, no name of a person.
 */
export function junitReport(report: Report): string {
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const open = openFindings(report).length;
  const counts = { tests: report.findings.length + 1, failures: open, errors: report.ledger.complete ? 0 : 1 };
  const cases = [coverageCase(report), ...report.findings.map((finding) => findingCase(finding, rules.get(finding.ruleId)))];
  const skipped = report.findings.length - open;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'stanch', ...counts, time: '0' })}>`,
    `  <testsuite${attributes({ name: 'stanch', ...counts, skipped, time: '0' })}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
