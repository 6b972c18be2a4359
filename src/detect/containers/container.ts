/** A file inside a container. */
export interface Entry {
  /** Name as the container gives it; empty where there is none (gzip without a name). */
  readonly name: string;
  readonly bytes: Buffer;
}

/** What came out of a container. `isWhole` is false when a part of it could not be unpacked. */
export interface Unpacked {
  readonly entries: readonly Entry[];
  readonly isWhole: boolean;
}

/** What unpacking one document may cost, whatever is nested in it. Counted down as it is used. */
export interface UnpackBudget {
  bytes: number;
  entries: number;
  /** Set when something was left out for the sake of the budget, and not because it is damaged or encrypted. */
  isExceeded: boolean;
}

/** Documents that are containers and larger than this are scanned as bytes only, and the ledger says so. */
export const MAX_CONTAINER_BYTES: number = 64 * 1024 * 1024;
/** Unpacked bytes of one document. */
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024;
const MAX_ENTRIES = 10_000;
/** Containers within containers. */
export const MAX_NESTING = 4;

export type ContainerKind = 'gzip' | 'zip' | 'tar';

export function makeBudget(): UnpackBudget {
  return { bytes: MAX_UNPACKED_BYTES, entries: MAX_ENTRIES, isExceeded: false };
}

const TAR_MAGIC_AT = 257;

function startsWith(bytes: Buffer, ...magic: number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** Recognises a container by its first bytes: gzip (RFC 1952), zip (local file header, also jar, whl, docx, xlsx), tar (POSIX ustar). */
export function sniffContainer(start: Buffer): ContainerKind | undefined {
  if (startsWith(start, 0x1f, 0x8b, 8)) return 'gzip';
  if (startsWith(start, 0x50, 0x4b, 3, 4)) return 'zip';
  return start.toString('latin1', TAR_MAGIC_AT, TAR_MAGIC_AT + 5) === 'ustar' ? 'tar' : undefined;
}

/** Counts one more entry against the budget; false when there is none left. */
export function takeEntry(budget: UnpackBudget): boolean {
  budget.isExceeded ||= budget.entries <= 0;
  budget.entries -= 1;
  return budget.entries >= 0;
}
