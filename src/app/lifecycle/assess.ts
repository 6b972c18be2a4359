import { StanchError, UsageError } from '#core/errors.ts';
import type { Finding } from '#core/finding.ts';
import { openFindings, type Report } from '#core/report.ts';
import type { Provider, Verdict } from '#providers/provider.ts';
import type { Context } from '../scan-settings.ts';
import { keyOfFinding, type LeakedKey } from './leaked-key.ts';
import { verifyKey, type AskWorld } from './make-plan.ts';

/** What can be done about a key: `rotate` makes, delivers and revokes; `none` where it is dead already. */
export type Remedy = 'rotate' | 'revoke' | 'by hand' | 'none' | 'unknown';

/** One finding of a report, and what its provider says of it now. Plain data without a key. */
export interface Assessment {
  readonly id: string;
  readonly title: string;
  /** First place, as a path or what else it is. */
  readonly place: string;
  /** Absent where no provider is known for the rule. */
  readonly provider?: string;
  readonly verdict: Verdict;
  readonly remedy: Remedy;
  /** What a person does where a program cannot. */
  readonly manual?: { readonly words: string; readonly link: string };
}

function remedyOf({ create, revoke, endSelf }: Partial<Record<'create' | 'revoke' | 'endSelf', unknown>>, { state }: Verdict): Remedy {
  if (state === 'dead') return 'none';
  if (state === 'unknown' || state === 'not-verifiable') return 'unknown';
  const canEnd = revoke !== undefined || endSelf !== undefined;
  if (!canEnd) return 'by hand';
  return create === undefined ? 'revoke' : 'rotate';
}

/** What is wrong with one key keeps the others from nothing. */
async function ask(key: LeakedKey, world: AskWorld): Promise<Verdict> {
  try {
    return await verifyKey(key, world);
  } catch (error) {
    if (!(error instanceof StanchError)) throw error;
    return { state: 'unknown', why: error.message };
  }
}

function manualOf({ manual }: Provider, remedy: Remedy): Pick<Assessment, 'manual'> {
  return remedy === 'none' || remedy === 'rotate' ? {} : { manual: manual.revoke };
}

async function assess(finding: Finding, report: Report, matter: { folder: string; context: Context; world: AskWorld }): Promise<Assessment> {
  const { folder, context, world } = matter;
  const [first] = finding.locations;
  const facts = { id: finding.id, title: finding.title, place: first === undefined || first.path === '' ? (first?.origin.kind ?? '') : `${first.path}:${first.start.line}` };
  try {
    const key = await keyOfFinding(finding.id, { folder, report }, context);
    const verdict = await ask(key, world);
    const remedy = remedyOf(key.provider, verdict);
    return { ...facts, provider: key.provider.id, verdict, remedy, ...manualOf(key.provider, remedy) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { ...facts, verdict: { state: 'not-verifiable', why: error.message }, remedy: 'unknown' };
  }
}

/**
 * Asks the providers about the findings of a report, one after the other, and says what can be done about each. Changes
 * nothing.
 * @param ids which findings; all that count where empty
 * @throws UsageError for an id that the report does not have
 */
export async function assessFindings(report: Report, ids: readonly string[], matter: { folder: string; context: Context; world: AskWorld }): Promise<readonly Assessment[]> {
  const stranger = ids.find((id) => !report.findings.some((finding) => finding.id.startsWith(id)));
  if (stranger !== undefined) throw new UsageError(`no finding ${stranger}`, 'it is not in that report');
  const wanted = ids.length === 0 ? openFindings(report) : report.findings.filter(({ id }) => ids.some((start) => id.startsWith(start)));
  const assessments: Assessment[] = [];
  for (const finding of wanted) assessments.push(await assess(finding, report, matter));
  return assessments;
}
