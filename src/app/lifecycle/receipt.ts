import { IncompleteError, UsageError } from '#core/errors.ts';
import { listJournals, readJournal, stateFolder } from '#store/journal-file.ts';
import type { Chain, JournalRecord } from '#store/journal.ts';
import { PROVIDERS } from '#providers/registry.ts';
import { stateOf, type RunState } from './run-state.ts';
import { SEEN_BY_HAND, SEEN_BY_JOB } from './see-work.ts';
import { placeOf } from './sink-spec.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** One line of the journal in words. */
export interface ReceiptStep {
  readonly at: string;
  readonly what: string;
}

/** What a run did, and what proves it, as plain data without a key. */
export interface Receipt {
  readonly schema: 'stanch-receipt/1';
  readonly run: string;
  readonly mode: 'rotate' | 'revoke';
  readonly state: 'closed' | 'open' | 'broken';
  readonly provider: { readonly id: string; readonly title: string; readonly address: string };
  /** Who began, and who went on or confirmed something. */
  readonly by: readonly string[];
  readonly begun: string;
  readonly lastLine: string;
  readonly oldKey: {
    /** Empty where the provider does not tell. */
    readonly id: string;
    readonly identity: string;
    readonly fingerprint: string;
    readonly before: ReceiptVerdict;
    readonly after?: ReceiptVerdict;
  };
  readonly newKey?: { readonly id: string; readonly fingerprint: string; readonly made: 'by hand' | 'by the provider'; readonly isTested: boolean };
  readonly places: readonly { readonly place: string; readonly isDelivered: boolean; readonly isReadBack: boolean; /** Where it cannot be read back: a person said so. */ readonly isSeenToWork?: true; /** The run of a job that read it. */ readonly readByJob?: string }[];
  /** The hash of the last line stands for all lines before it. */
  readonly chain: { readonly lines: number; readonly head: string; readonly brokenAt?: number; readonly torn: number; readonly holdsExpected?: boolean };
  readonly steps: readonly ReceiptStep[];
}

interface ReceiptVerdict {
  readonly state: string;
  readonly why: string;
  readonly at: string;
}

const WORDS: Readonly<Record<string, string>> = {
  'intent create': 'new key about to be made',
  'done create': 'new key made',
  'done settle': 'no other run made a key',
  'done test': 'new key accepted by the provider',
  'intent deliver': 'delivery begun',
  'done deliver': 'delivered',
  'intent job': 'a job is asked about the place',
  'done job': 'the job proves nothing',
  'done read': 'read back',
  'intent revoke': 'revocation of the old key begun',
  'done revoke': 'the old key ended',
  'done prove': 'the provider refuses the old key',
  'done reopen': 'the old key lives after all',
  'intent discard': 'new key about to be discarded',
  'done discard': 'new key discarded',
  'done leave': 'the value of the new key was lost, but a place may hold it: it lives until another one stands there',
  'done clear': 'the lost key ended',
  'confirm resume': 'gone on',
};

function wordsOf({ kind, data }: JournalRecord): string {
  if (kind === 'plan') return 'plan written';
  if (kind === 'closed') return 'closed';
  if (data['how'] === SEEN_BY_HAND || data['how'] === SEEN_BY_JOB) return 'not read back';
  const step = String(data['step']);
  return WORDS[`${kind} ${step}`] ?? `${kind === 'confirm' ? 'said to be done by hand:' : kind} ${step}`;
}

function stepOf(record: JournalRecord): ReceiptStep {
  const { data, at, kind } = record;
  const extras = [
    ...(data['sink'] === undefined ? [] : [`place ${Number(data['sink']) + 1}`]),
    ...(kind === 'plan' || typeof data['id'] !== 'string' || data['id'] === '' ? [] : [`id ${data['id']}`]),
    ...['how', 'job', 'verdict', 'why', 'by'].flatMap((name) => (typeof data[name] === 'string' ? [data[name]] : [])),
  ];
  return { at, what: [wordsOf(record), ...extras].join(', ') };
}

function planOf(spec: string): string {
  try {
    return placeOf(spec);
  } catch {
    // Of a version that wrote places in another way; the rest of the receipt holds all the same.
    return 'a place that this version does not know';
  }
}

function verdictIn(record: JournalRecord | undefined): ReceiptVerdict | undefined {
  return record === undefined ? undefined : { state: String(record.data['verdict'] ?? 'dead'), why: String(record.data['why'] ?? ''), at: record.at };
}

function newKeyOf({ minting, tested }: RunState, records: readonly JournalRecord[]): Pick<Receipt, 'newKey'> {
  if (minting?.id === undefined) return {};
  const isByHand = records.some(({ kind, data }) => kind === 'done' && data['step'] === 'create' && data['how'] === 'by hand' && data['fingerprint'] === minting.fingerprint);
  return { newKey: { id: minting.id, fingerprint: (minting.fingerprint ?? '').slice(0, 12), made: isByHand ? 'by hand' : 'by the provider', isTested: tested } };
}

function placesOf({ head, delivered, read }: RunState, records: readonly JournalRecord[]): Receipt['places'] {
  return head.sinks.map((spec, index) => {
    const last = records.findLast(({ kind, data }) => kind === 'done' && data['step'] === 'read' && data['sink'] === index);
    const how = read.has(index) ? last?.data['how'] : undefined;
    const seen = how === SEEN_BY_HAND ? { isSeenToWork: true as const } : how === SEEN_BY_JOB ? { readByJob: String(last?.data['job']) } : undefined;
    return { place: planOf(spec), isDelivered: delivered.has(index), isReadBack: read.has(index) && seen === undefined, ...seen };
  });
}

/** What the run began with, and where it stands. @throws IncompleteError where not even its plan holds */
function startOf({ records, brokenAt }: Chain): { state: RunState; first: JournalRecord; last: JournalRecord } {
  const [state, first, last] = [stateOf(records), records[0], records.at(-1)];
  if (state !== undefined && first !== undefined && last !== undefined) return { state, first, last };
  throw new IncompleteError(brokenAt === undefined ? 'the journal has no plan' : `the journal does not hold at line ${brokenAt}`, 'it was changed or damaged, or the run broke off before it began');
}

function stateName({ closed }: RunState, brokenAt: number | undefined): Receipt['state'] {
  if (brokenAt !== undefined) return 'broken';
  return closed ? 'closed' : 'open';
}

function receiptOf(chain: Chain, expected: string | undefined): Receipt {
  const { records, brokenAt, torn } = chain;
  const { state, first, last } = startOf(chain);
  const { head } = state;
  const after = verdictIn(records.findLast(({ kind, data }) => kind === 'done' && data['step'] === 'prove'));
  return {
    schema: 'stanch-receipt/1',
    run: head.runId,
    mode: head.mode,
    state: stateName(state, brokenAt),
    provider: { id: head.provider, title: PROVIDERS.find(({ id }) => id === head.provider)?.title ?? head.provider, address: head.base },
    by: [...new Set(records.flatMap(({ data }) => (typeof data['by'] === 'string' ? [data['by']] : [])))],
    begun: first.at,
    lastLine: last.at,
    oldKey: { id: head.oldId, identity: head.proof, fingerprint: head.oldFingerprint.slice(0, 12), before: verdictIn(first) ?? { state: 'unknown', why: '', at: first.at }, ...(after === undefined ? {} : { after }) },
    ...newKeyOf(state, records),
    places: placesOf(state, records),
    chain: { lines: records.length, head: last.hash, torn, ...(brokenAt === undefined ? {} : { brokenAt }), ...(expected === undefined ? {} : { holdsExpected: records.some(({ hash }) => hash === expected) }) },
    steps: records.map(stepOf),
  };
}

/**
 * What a run did, by its journal, which is only read.
 * @param expected hash of a line that was noted elsewhere: a journal that was written anew as a whole does not hold it
 * @throws UsageError where there is no such run; IncompleteError for a journal without a plan
 */
export function readReceipt(runId: string, env: Env, expected?: string): Receipt {
  if (expected !== undefined && !/^[0-9a-f]{64}$/.test(expected)) throw new UsageError('the hash of a line has 64 hex digits', 'it stands at the end of a receipt');
  return receiptOf(readJournal(stateFolder(env), runId), expected);
}

/** The runs of this machine, the latest first; journals that cannot be read are told by their id alone. */
export function listRuns(env: Env): readonly (Receipt | { readonly run: string; readonly problem: string })[] {
  const runs = listJournals(stateFolder(env)).map((run) => {
    try {
      return readReceipt(run, env);
    } catch (error) {
      return { run, problem: error instanceof Error ? error.message : 'unknown' };
    }
  });
  const begunOf = (run: (typeof runs)[number]): string => ('begun' in run ? run.begun : '');
  return runs.toSorted((a, b) => (begunOf(a) < begunOf(b) ? 1 : -1));
}
