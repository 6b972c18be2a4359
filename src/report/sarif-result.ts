import { createHash } from 'node:crypto';
import { CONTEXT_WORDS } from '#core/context.ts';
import type { Finding, Location } from '#core/finding.ts';
import { standingOf } from '#core/report.ts';
import type { Severity } from '#core/severity.ts';
import { messageText, plainText } from './sarif-text.ts';
import { uriOf } from './sarif-uri.ts';

type Json = Readonly<Record<string, unknown>>;

/** Scores as GitHub bins them: over 9 critical, 7 high, 4 medium, less low. */
export const SCORES: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0', info: '0.5' };
export const LEVELS: Readonly<Record<Severity, string>> = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' };
const PRECISION = { high: 'very-high', medium: 'medium', low: 'low' } as const;
const MAX_RELATED = 100;

function physicalLocation(location: Location): Json {
  const { start, end } = location;
  const region = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: Math.max(end.column, start.line === end.line ? start.column + 1 : 1) };
  return { artifactLocation: uriOf(location), region };
}

/** The same for the same key under the same rule in the same file, wherever it moves in it. */
function lineHash(finding: Finding, location: Location): string {
  return `${createHash('sha256').update(`${finding.ruleId}\0${finding.fingerprint}\0${location.path}`).digest('hex').slice(0, 16)}:1`;
}

function contextText({ context }: Finding): string {
  return context === undefined ? '' : ` It stands in ${CONTEXT_WORDS[context]}.`;
}

function messageOf(finding: Finding): string {
  const commit = finding.locations[0]?.commit;
  const history = commit === undefined ? '' : ` It came in with commit ${commit.oid.slice(0, 9)} and stays in the history: rotate it.`;
  return messageText(`${finding.title} (${finding.preview}), id ${finding.id}.${contextText(finding)}${history}`);
}

/** The other places of a key, and the place of its other half. */
function relatedLocations(finding: Finding): Json[] {
  const pair = finding.pair === undefined ? [] : [{ place: finding.pair.location, text: `The other half (${finding.pair.preview}).` }];
  const places = finding.locations.slice(1).map((place) => ({ place, text: place.commit === undefined ? 'The same key.' : `The same key, from commit ${place.commit.oid.slice(0, 9)}.` }));
  return [...pair, ...places].slice(0, MAX_RELATED).map(({ place, text }, index) => ({ id: index + 1, physicalLocation: physicalLocation(place), message: { text: messageText(text) } }));
}

function suppressions({ suppression }: Finding): Json {
  if (suppression === undefined) return {};
  // `accepted` is SARIF's word for a suppression that holds; what became of the finding is said beside it.
  const properties = { standing: standingOf(suppression), by: suppression.by };
  return { suppressions: [{ kind: suppression.by === 'inline' ? 'inSource' : 'external', status: 'accepted', justification: plainText(suppression.reason), properties }] };
}

/** One finding as a SARIF result. Code scanning looks at the first location only; no snippet, no name of a person. */
export function resultObject(finding: Finding, ruleIndex: number | undefined): Json {
  const [first] = finding.locations;
  const related = relatedLocations(finding);
  const firstCommit = first?.commit?.oid;
  return {
    ruleId: finding.ruleId,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[finding.severity],
    message: { text: messageOf(finding) },
    locations: first === undefined ? [] : [{ physicalLocation: physicalLocation(first) }],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    ...(first === undefined ? {} : { partialFingerprints: { primaryLocationLineHash: lineHash(finding, first), 'stanch/v1': finding.fingerprint } }),
    ...suppressions(finding),
    properties: {
      id: finding.id,
      confidence: finding.confidence,
      precision: PRECISION[finding.confidence],
      'security-severity': SCORES[finding.severity],
      places: finding.locations.length,
      ...(finding.context === undefined ? {} : { context: finding.context }),
      ...(firstCommit === undefined ? {} : { firstCommit }),
    },
  };
}
