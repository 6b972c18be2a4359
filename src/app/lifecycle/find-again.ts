import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Detection, Finding, Location } from '#core/finding.ts';
import { DEFAULT_SALT, fingerprintOf } from '#core/fingerprint.ts';
import { LedgerBook } from '#core/ledger.ts';
import { makeScanner } from '#detect/scanner.ts';
import { readBaseline } from '#store/baseline-file.ts';
import { readSource } from '../read-source.ts';
import { openRepository, type Repository } from '../repository.ts';
import { loadRunRules, type RunRules } from '../run-rules.ts';
import type { Context } from '../scan-settings.ts';
import { documentSource, type Places } from './document-source.ts';

/** A key at its place: the detection says its rule and, where there is one, its other half. */
export interface FoundAgain {
  readonly finding: Finding;
  readonly detection: Detection;
  readonly search: Search;
}

/** Where it is looked for, and by which rules. */
export interface Search extends Places {
  readonly salts: readonly string[];
  readonly rules: RunRules;
  readonly context: Context;
}

/** Salts that a report of a repository, or of a folder of files, may be keyed by. */
export function saltsOf(folder: string, repository: Repository | undefined, { settings }: Context): readonly string[] {
  const salts = [repository?.baseline?.salt, readBaseline(folder, settings.baseline)?.salt, DEFAULT_SALT];
  return salts.filter((salt) => salt !== undefined);
}

/** The repository around a folder, the folder itself, and the salts that a report of them may be keyed by. */
async function openPlaces(folder: string, context: Context): Promise<Search> {
  const repository = await openRepository(folder, context).catch((error: unknown) => {
    // A report of files needs no repository. One that git refuses to read is for the user to mend.
    if (error instanceof UsageError && error.message.includes('is not in a git repository')) return undefined;
    throw error;
  });
  const top = repository?.info.topLevel;
  return {
    ...(repository === undefined ? {} : { git: repository.git }),
    roots: top === undefined ? [folder] : [top, folder],
    salts: saltsOf(folder, repository, context),
    rules: await loadRunRules(context),
    context,
  };
}

async function detectionsAt(location: Location, search: Search): Promise<{ isRead: boolean; detections: readonly Detection[] }> {
  const source = documentSource(location, search);
  if (source === undefined) return { isRead: false, detections: [] };
  const detections: Detection[] = [];
  const ledger = new LedgerBook();
  const scanner = makeScanner(search.rules.matcher, { depth: search.context.settings.depth });
  await readSource(source, { scanner, ledger, onDetection: (_, detection) => void detections.push(detection) });
  return { isRead: ledger.close().documents > 0, detections };
}

/** How a place is told to people. */
function placeText({ path, origin, start }: Location): string {
  const object = 'oid' in origin && origin.oid !== '' ? `${origin.kind} ${origin.oid.slice(0, 12)}` : origin.kind;
  return path === '' ? object : `${printable(path)}:${start.line} (${object})`;
}

/**
 * Reads the key of a finding again where a report saw it. Only the very key counts: same rule, same fingerprint.
 * @throws UsageError when its place is gone, or holds something else by now
 */
export async function findAgain(finding: Finding, folder: string, context: Context): Promise<FoundAgain> {
  const search = await openPlaces(folder, context);
  let firstRead: Location | undefined;
  for (const location of finding.locations) {
    const { isRead, detections } = await detectionsAt(location, search);
    const detection = detections.find(({ ruleId, secret }) => ruleId === finding.ruleId && search.salts.some((salt) => fingerprintOf(secret, salt) === finding.fingerprint));
    if (detection !== undefined) return { finding, detection, search };
    if (isRead) firstRead ??= location;
  }
  const [first] = finding.locations;
  const words = first === undefined ? 'nowhere' : placeText(firstRead ?? first);
  if (firstRead !== undefined) throw new UsageError(`the key of finding ${finding.id} no longer stands at ${words}`, 'the file, the rules or the baseline changed since the report was made: make a new one with stanch audit');
  throw new UsageError(`the place of finding ${finding.id} is gone, or cannot be opened by itself: ${words}`, 'run in the repository of the report; without --report the whole repository is searched');
}
