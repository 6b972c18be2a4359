import type { JournalData, JournalRecord } from '#store/journal.ts';
import type { Challenge } from '#sinks/proof-job.ts';

/** What was decided when the run began. */
export interface RunHead {
  readonly runId: string;
  readonly mode: 'rotate' | 'revoke';
  readonly provider: string;
  /** Address of the provider; a run goes on only there. */
  readonly base: string;
  /** Empty where the provider does not tell: such a key is ended by a person only. */
  readonly oldId: string;
  readonly proof: string;
  /** Fingerprints of this run are keyed by its own salt. */
  readonly salt: string;
  readonly oldFingerprint: string;
  /** Where the new key goes, as the operator wrote it. */
  readonly sinks: readonly string[];
  /** Milliseconds between the last read-back and the end of the old key. */
  readonly grace: number;
  /** True when the provider took the leaked key while the plan was made. */
  readonly wasLive: boolean;
}

/** One attempt to make a new key: its label, and the key once it is known. */
export interface Minting {
  readonly label: string;
  /** Milliseconds since the epoch. */
  readonly begun: number;
  /** Ids that were there before, where keys carry no label. */
  readonly before: readonly string[];
  /** Empty for a key that a person made and whose id the provider does not tell. */
  readonly id?: string;
  readonly fingerprint?: string;
  /** Fingerprints of its pieces, as `name=fingerprint`. */
  readonly parts?: readonly string[];
}

/** True for a new key that a person made: it has no label of ours, and is never ended by us. */
export function isByHand({ label }: Minting): boolean {
  return label === '';
}

/** Where a run stands: a fold over its journal and nothing else. */
export interface RunState {
  readonly head: RunHead;
  /** How often a new key was about to be made. */
  readonly attempt: number;
  /** The present attempt. */
  readonly minting?: Minting;
  /** No other run made a key in place of the same one. */
  readonly settled: boolean;
  readonly tested: boolean;
  /** Ids of keys of this run whose value is lost, while a sink may hold it. */
  readonly leftovers: readonly string[];
  /** Indices of sinks: those that a delivery began to, that it came through to, and that gave the new key back. */
  readonly begun: ReadonlySet<number>;
  readonly delivered: ReadonlySet<number>;
  readonly read: ReadonlySet<number>;
  /** What the jobs of sinks are asked about what was delivered there, and how often they did not say yes. */
  readonly asked: ReadonlyMap<number, { readonly challenge: Challenge; readonly refused: number }>;
  /** Milliseconds since the epoch. */
  readonly lastReadAt: number;
  readonly revokeBegun: boolean;
  readonly revoked: boolean;
  /** The provider itself said that the key ended, to this run's call that ended it. */
  readonly isAnswered: boolean;
  readonly proved: boolean;
  readonly closed: boolean;
  /** Manual steps that the operator said are done. */
  readonly confirmed: ReadonlySet<string>;
}

const text = (data: JournalData, name: string): string => String(data[name] ?? '');
const texts = (data: JournalData, name: string): readonly string[] => {
  const value = data[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
};

function headOf(data: JournalData): RunHead {
  return {
    runId: text(data, 'runId'),
    mode: data['mode'] === 'revoke' ? 'revoke' : 'rotate',
    provider: text(data, 'provider'),
    base: text(data, 'base'),
    oldId: text(data, 'oldId'),
    proof: text(data, 'proof'),
    salt: text(data, 'salt'),
    oldFingerprint: text(data, 'oldFingerprint'),
    sinks: texts(data, 'sinks'),
    grace: Number(data['grace'] ?? 0),
    wasLive: data['verdict'] === 'live' || data['verdict'] === 'restricted',
  };
}

/** What a person says of the old key when it is gone. */
export const ENDS: readonly string[] = ['revoke', 'prove', 'ended'];

const FRESH = { settled: false, tested: false, begun: new Set<number>(), delivered: new Set<number>(), read: new Set<number>(), asked: new Map<number, { challenge: Challenge; refused: number }>() };

function afterIntent(state: RunState, data: JournalData, at: number): RunState {
  if (data['step'] === 'create') return { ...state, ...FRESH, attempt: state.attempt + 1, minting: { label: text(data, 'label'), begun: at, before: texts(data, 'before') } };
  if (data['step'] === 'deliver') return { ...state, begun: new Set([...state.begun, Number(data['sink'] ?? -1)]) };
  return data['step'] === 'revoke' ? { ...state, revokeBegun: true } : state;
}

/** A key of which no intent tells was made by a person. */
function afterCreate(state: RunState, data: JournalData, at: number): RunState {
  const start = state.minting ?? { label: '', begun: at, before: [] };
  const minting = { ...start, id: text(data, 'id'), fingerprint: text(data, 'fingerprint'), parts: texts(data, 'parts') };
  return { ...state, attempt: state.attempt + (state.minting === undefined ? 1 : 0), minting };
}

/** What becomes of a key whose value was lost: it ended, it lives while a sink may hold it, or it ended later. */
function afterLoss(state: RunState, data: JournalData): RunState {
  const { minting, ...rest } = state;
  if (data['step'] === 'discard') return { ...rest, ...FRESH };
  if (data['step'] === 'leave') return { ...rest, ...FRESH, leftovers: [...state.leftovers, ...(minting?.id === undefined ? [] : [minting.id])] };
  return data['step'] === 'clear' ? { ...state, leftovers: state.leftovers.filter((id) => id !== data['id']) } : state;
}

function askedAfter({ asked }: RunState, index: number, data: JournalData): RunState['asked'] {
  const others = [...asked].filter(([other]) => other !== index);
  const [nonce, expected] = [text(data, 'nonce'), text(data, 'expected')];
  return new Map(nonce === '' ? others : [...others, [index, { challenge: { nonce, expected }, refused: 0 }]]);
}

function refusedBy({ asked }: RunState, index: number): RunState['asked'] {
  return new Map([...asked].map(([at, one]) => [at, at === index ? { ...one, refused: one.refused + 1 } : one]));
}

function afterDone(state: RunState, data: JournalData, at: number): RunState {
  const index = Number(data['sink'] ?? -1);
  switch (data['step']) {
    case 'create':
      return afterCreate(state, data, at);
    case 'settle':
      return { ...state, settled: true };
    case 'test':
      return { ...state, tested: true };
    case 'deliver': {
      // What was said of a place before this delivery says nothing about it.
      const confirmed = new Set([...state.confirmed].filter((step) => !step.endsWith(`:${index + 1}`) || !step.startsWith('works:')));
      return { ...state, confirmed, delivered: new Set([...state.delivered, index]), asked: askedAfter(state, index, data) };
    }
    case 'job':
      return { ...state, asked: refusedBy(state, index) };
    case 'read':
      return { ...state, read: new Set([...state.read, index]), lastReadAt: at };
    case 'revoke':
      return { ...state, revoked: true, isAnswered: data['answer'] === 'ended' };
    case 'reopen':
      return { ...state, revoked: false, isAnswered: false, confirmed: new Set([...state.confirmed].filter((step) => !ENDS.includes(step))) };
    case 'prove':
      return { ...state, proved: true };
    default:
      return afterLoss(state, data);
  }
}

function after(state: RunState, record: JournalRecord): RunState {
  switch (record.kind) {
    case 'intent':
      return afterIntent(state, record.data, Date.parse(record.at));
    case 'done':
      return afterDone(state, record.data, Date.parse(record.at));
    case 'confirm':
      return { ...state, confirmed: new Set([...state.confirmed, text(record.data, 'step')]) };
    case 'closed':
      return { ...state, closed: true };
    case 'plan':
      return state;
  }
}

/** Where a run stands by its journal; undefined where not even its plan came to disk. */
export function stateOf(records: readonly JournalRecord[]): RunState | undefined {
  const [first, ...rest] = records;
  if (first?.kind !== 'plan') return undefined;
  const start: RunState = { head: headOf(first.data), attempt: 0, leftovers: [], ...FRESH, lastReadAt: 0, revokeBegun: false, revoked: false, isAnswered: false, proved: false, closed: false, confirmed: new Set() };
  return rest.reduce(after, start);
}
