import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Finding } from '#core/finding.ts';
import { addEntries, isDate, newBaseline } from '#store/baseline.ts';
import { readBaseline, writeBaseline } from '#store/baseline-file.ts';
import { acceptFindings, type Acceptance, type BaselinePlace, type ScanWithSalt } from './baseline.ts';

/** Digits that tell findings of one repository apart well enough to be typed. */
const MIN_ID = 6;

/**
 * Accepts one finding, for a reason and, better, not for ever. The repository is scanned to find it.
 * @param id id of a finding as a report shows it, or its beginning (at least six digits)
 * @returns the finding that no longer counts
 * @throws UsageError for an id that no finding or more than one has, and for a missing reason or a bad date
 */
export async function allowFinding(place: BaselinePlace, id: string, work: { readonly scan: ScanWithSalt; readonly acceptance: Acceptance }): Promise<Finding> {
  const { reason, until } = work.acceptance;
  if (reason.trim() === '') throw new UsageError('why is this accepted?', 'give it as --reason "…"');
  if (until !== undefined && !isDate(until)) throw new UsageError(`not a date: ${printable(until)}`, 'write it as YYYY-MM-DD');
  const stored = readBaseline(place.root, place.path);
  const baseline = stored ?? newBaseline();
  const finding = (stored === undefined ? undefined : await findStored(id, work.scan, stored.salt)) ?? (await findFresh(id, work.scan, baseline.salt));
  writeBaseline(place.root, addEntries(baseline, acceptFindings([finding], work.acceptance)), place.path);
  return finding;
}

/** The finding of an id of the baseline's own salt; nothing where no finding has it. */
async function findStored(id: string, scan: ScanWithSalt, salt: string): Promise<Finding | undefined> {
  const found = matching((await scan(salt)).findings, id);
  return found.length === 0 ? undefined : single(found, id);
}

/**
 * Ids depend on the salt. Without a baseline people see ids of the salt that all such repositories share, and the report
 * that they work through may be older than the first entry: the id is of that salt, the entry of the baseline's. They
 * meet by rule and place.
 */
async function findFresh(id: string, scan: ScanWithSalt, salt: string): Promise<Finding> {
  const { DEFAULT_SALT } = await import('#core/fingerprint.ts');
  const shown = single(matching((await scan(DEFAULT_SALT)).findings, id), id);
  const same = (await scan(salt)).findings.find((finding) => placeKey(finding) === placeKey(shown));
  if (same === undefined) throw new UsageError(`finding ${printable(id)} is gone`, 'files changed while it was looked for: try again');
  return same;
}

function placeKey({ ruleId, locations }: Finding): string {
  const [first] = locations;
  return JSON.stringify([ruleId, first?.origin, first?.path, first?.span, first?.encoding]);
}

function matching(findings: readonly Finding[], id: string): readonly Finding[] {
  const wanted = id.toLowerCase();
  return wanted.length < MIN_ID ? [] : findings.filter((finding) => finding.id.startsWith(wanted));
}

function single(found: readonly Finding[], id: string): Finding {
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) throw new UsageError(`${found.length} findings begin with ${printable(id)}`, 'give more digits of the id');
  throw new UsageError(`no finding has the id ${printable(id)}`, `stanch audit shows the ids; give at least ${MIN_ID} digits`);
}
