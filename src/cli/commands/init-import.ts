import { acceptPlaces, type AcceptedOutcome } from '#app/import/accept-places.ts';
import { planImport, refuseOverwriting, type ImportPlan } from '#app/import/plan-import.ts';
import type { HookPlace } from '#app/install-target.ts';
import { writeChanges } from '#app/install-record.ts';
import { formatDiff } from '#app/text-diff.ts';
import { audit } from '#app/audit.ts';
import type { ForeignTool } from '#config/import/foreign-tools.ts';
import type { ImportNote } from '#config/import/imported.ts';
import { printable } from '#core/escape.ts';
import { EXIT, type ExitCode } from '#core/exit-code.ts';
import { countOf } from '#report/units.ts';
import { formatBaseline, newBaseline } from '#store/baseline.ts';
import { readBaseline } from '#store/baseline-file.ts';
import type { Invocation } from '../command.ts';
import { withContext } from '../context.ts';
import { isSet } from '../flag.ts';

const HEADINGS: Readonly<Record<ImportNote['effect'], string>> = { 'left-out': 'not taken over', changed: 'taken over, with a difference', told: 'good to know' };

/** Notes of one kind, each reason once with all that it is the reason for. */
function noteLines(notes: readonly ImportNote[], effect: ImportNote['effect']): string[] {
  const subjects = new Map<string, string[]>();
  for (const note of notes) if (note.effect === effect) subjects.set(note.why, [...(subjects.get(note.why) ?? []), note.subject]);
  if (subjects.size === 0) return [];
  const lines = [...subjects].map(([why, names]) => `  ${[...new Set(names)].map(printable).join('; ')}:\n    ${printable(why)}`);
  return [`${HEADINGS[effect]}:`, ...lines];
}

function summaryOf({ imported, accepted }: ImportPlan, outcome: AcceptedOutcome | undefined): string {
  const { rules, exclude, overrides, disable } = imported;
  const counts = [
    countOf(rules.length, 'rule'),
    countOf(exclude.length, 'excluded path'),
    countOf(overrides.length, 'override'),
    countOf(disable.length, 'rule switched off', 'rules switched off'),
    ...(accepted.length === 0 ? [] : [outcome === undefined ? `${countOf(accepted.length, 'accepted finding')} to look for` : `${outcome.matched} of ${countOf(accepted.length, 'accepted finding')}`]),
  ];
  return counts.join(', ');
}

/** Scans with the new rules in place and accepts what the other scanner accepts. Written like every other change. */
async function accept(invocation: Invocation, place: HookPlace, plan: ImportPlan): Promise<AcceptedOutcome> {
  return withContext(invocation, place.root, async (context) => {
    const path = context.settings.baseline;
    const stored = readBaseline(place.root, path);
    const old = stored ?? newBaseline();
    // Accepted by the other scanner is also what this one is less sure of.
    const settings = { ...context.settings, confidence: 'low' as const };
    const outcome = await audit({ folder: place.root, unreachable: false, workTree: true, salt: old.salt }, { ...context, settings });
    const result = acceptPlaces(plan.accepted, outcome, old);
    const isComplete = outcome.report.ledger.complete;
    const text = (baseline: typeof old): string => Buffer.from(formatBaseline(baseline), 'utf8').toString('latin1');
    if (result.baseline.entries.length > old.entries.length) writeChanges(place.root, place.commonDir, [{ path, before: stored === undefined ? undefined : text(stored), after: text(result.baseline) }]);
    return isComplete ? result : { ...result, notes: [...result.notes, { effect: 'told', subject: 'the history', why: 'not everything could be read: what stands there was not accepted' }] };
  });
}

/** `stanch init --from TOOL [FILE]`: takes over what another scanner was told, and lists what it could not. */
export async function importForeign(invocation: Invocation, place: HookPlace, tool: ForeignTool): Promise<ExitCode> {
  const { host, values, words } = invocation;
  const request = { root: place.root, cwd: host.cwd, tool, file: words[0], force: isSet(values, 'force') };
  const plan = planImport(request);
  const isDry = isSet(values, 'dry-run');
  if (isDry) for (const change of plan.changes) host.stdout.write(formatDiff(change));
  else {
    refuseOverwriting(request, plan);
    writeChanges(place.root, place.commonDir, plan.changes);
  }
  const outcome = isDry || plan.accepted.length === 0 ? undefined : await accept(invocation, place, plan);
  const notes = [...plan.notes, ...(outcome?.notes ?? [])];
  const files = plan.changes.map(({ path }) => path).join(', ');
  const lines = [
    `read ${plan.read.map(printable).join(', ')}: ${summaryOf(plan, outcome)}`,
    isDry ? 'nothing was written' : files === '' ? 'no file of rules or settings had to be written' : `written: ${files}; look at them, then commit them`,
    ...noteLines(notes, 'left-out'),
    ...noteLines(notes, 'changed'),
    ...noteLines(notes, 'told'),
  ];
  host.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.clean;
}
