import type { AcceptedPlace, ImportNote } from '#config/import/imported.ts';
import type { Finding } from '#core/finding.ts';
import { sha1Of } from '#core/fingerprint.ts';
import { addEntries, entryKey, type Baseline, type BaselineEntry } from '#store/baseline.ts';
import { acceptFindings } from '../baseline.ts';
import type { ScanOutcome } from '../run-scan.ts';

/** A baseline with what the other scanner accepted, as far as it is found here. */
export interface AcceptedOutcome {
  readonly baseline: Baseline;
  /** Places that a finding stands at. */
  readonly matched: number;
  readonly notes: readonly ImportNote[];
}

function standsAt(finding: Finding, { path, line, commit }: AcceptedPlace): boolean {
  return finding.locations.some(
    (location) =>
      location.path === path && line !== undefined && location.start.line <= line && line <= location.end.line && (commit === undefined || location.commit?.oid === commit),
  );
}

/** Findings by the unsalted hash of their key. */
function bySha1({ report, evidence }: ScanOutcome): Map<string, Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const finding of report.findings) {
    const secret = evidence.get(finding.id);
    if (secret === undefined) continue;
    const sha1 = sha1Of(secret);
    found.set(sha1, [...(found.get(sha1) ?? []), finding]);
  }
  return found;
}

/** Findings by the paths that they stand at. */
function byPath(findings: readonly Finding[]): Map<string, Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const finding of findings) {
    for (const path of new Set(finding.locations.map((location) => location.path))) found.set(path, [...(found.get(path) ?? []), finding]);
  }
  return found;
}

/**
 * Finds what the other scanner was told to accept and accepts it here: by the hash of the key, where there is one (it
 * names the key wherever it stands), else by commit, path and line.
 */
export function acceptPlaces(places: readonly AcceptedPlace[], outcome: ScanOutcome, baseline: Baseline): AcceptedOutcome {
  const [keys, paths] = [bySha1(outcome), byPath(outcome.report.findings)];
  const known = new Set(baseline.entries.map(entryKey));
  const notes: ImportNote[] = [];
  const entries: BaselineEntry[] = [];
  let matched = 0;
  for (const place of places) {
    const found = place.sha1 === undefined ? (paths.get(place.path) ?? []).filter((finding) => standsAt(finding, place)) : (keys.get(place.sha1) ?? []);
    if (found.length === 0) {
      notes.push({ effect: 'left-out', subject: place.subject, why: place.sha1 === undefined ? 'stanch finds no key there' : 'stanch finds no such key' });
      continue;
    }
    matched += 1;
    const fresh = acceptFindings(found, { reason: place.reason }).filter((entry) => !known.has(entryKey(entry)));
    for (const entry of fresh) known.add(entryKey(entry));
    entries.push(...fresh);
  }
  return { baseline: addEntries(baseline, entries), matched, notes };
}
