import { createHash } from 'node:crypto';
import { IncompleteError } from '#core/errors.ts';

/** What a record may hold: texts, numbers and lists of texts. Fingerprints and ids, never a key. */
export type JournalData = Readonly<Record<string, string | number | readonly string[]>>;

/** One line of a journal. `hash` covers the rest of the line, `prev` the line before, so that no line can be changed, moved or dropped. */
export interface JournalRecord {
  readonly seq: number;
  /** Hash of the record before, 64 hex digits; zeros for the first. */
  readonly prev: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: 'plan' | 'intent' | 'done' | 'confirm' | 'closed';
  readonly data: JournalData;
  readonly hash: string;
}

const NONE = '0'.repeat(64);

function hashOf(record: Omit<JournalRecord, 'hash'>): string {
  return createHash('sha256').update(JSON.stringify([record.seq, record.prev, record.at, record.kind, record.data])).digest('hex');
}

/** The record that follows `last`. */
export function nextRecord(last: JournalRecord | undefined, entry: Pick<JournalRecord, 'at' | 'kind' | 'data'>): JournalRecord {
  const record = { seq: last === undefined ? 1 : last.seq + 1, prev: last?.hash ?? NONE, at: entry.at, kind: entry.kind, data: entry.data };
  return { ...record, hash: hashOf(record) };
}

/** The line of a record, with its end. */
export function formatRecord(record: JournalRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** A journal as far as its chain holds. */
export interface Chain {
  readonly records: readonly JournalRecord[];
  /** Bytes of the lines that hold. */
  readonly bytes: number;
  /** The first line that is not as it was written; absent where all hold. */
  readonly brokenAt?: number;
  /** Bytes behind the last line end: a line torn by a crash, which no effect can have followed, as effects wait until their line is on disk. */
  readonly torn: number;
}

/** Reads a journal and checks its chain, as far as it holds. */
export function readChain(text: string): Chain {
  const end = text.lastIndexOf('\n') + 1;
  const records: JournalRecord[] = [];
  const torn = Buffer.byteLength(text.slice(end));
  let bytes = 0;
  for (const line of text.slice(0, end).split('\n').slice(0, -1)) {
    const record = checkLine(line, records.at(-1));
    if (record === undefined) return { records, bytes, torn, brokenAt: records.length + 1 };
    records.push(record);
    bytes += Buffer.byteLength(line) + 1;
  }
  return { records, bytes, torn };
}

/** Reads a journal of which every line must hold. @throws IncompleteError where one is not as it was written */
export function parseJournal(text: string): Chain {
  const chain = readChain(text);
  if (chain.brokenAt === undefined) return chain;
  throw new IncompleteError(`the journal does not hold at line ${chain.brokenAt}`, 'it was changed or damaged: finish by hand, looking at the keys of the provider');
}

function checkLine(line: string, last: JournalRecord | undefined): JournalRecord | undefined {
  const record = readLine(line);
  const expected = record === undefined ? undefined : nextRecord(last, record);
  return expected !== undefined && formatRecord(expected) === `${line}\n` ? expected : undefined;
}

function readLine(line: string): JournalRecord | undefined {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null && 'kind' in value && 'data' in value ? (value as JournalRecord) : undefined;
  } catch {
    // The caller says which line does not hold.
    return undefined;
  }
}
