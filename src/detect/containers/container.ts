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

/** `archive`: of a kind that nothing here opens (7z, RAR, bzip2, xz, Zstandard); told, so that it does not go unread in silence. */
export type ContainerKind = 'gzip' | 'zlib' | 'zip' | 'tar' | 'pdf' | 'sqlite' | 'der' | 'archive';

export function makeBudget(): UnpackBudget {
  return { bytes: MAX_UNPACKED_BYTES, entries: MAX_ENTRIES, isExceeded: false };
}

const TAR_MAGIC_AT = 257;
const TAR_MAGIC = Buffer.from('ustar');

/** First bytes by kind. zlib: RFC 1950, at its default, and its best, compression. */
const MAGIC: readonly (readonly [ContainerKind, Buffer])[] = [
  ['gzip', Buffer.from([0x1f, 0x8b, 8])],
  ['zip', Buffer.from([0x50, 0x4b, 3, 4])],
  ['zlib', Buffer.from([0x78, 0x9c])],
  ['zlib', Buffer.from([0x78, 0xda])],
  ['zlib', Buffer.from([0x78, 0x01])],
  ['pdf', Buffer.from('%PDF-')],
  ['sqlite', Buffer.from('SQLite format 3\0')],
  ['archive', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])],
  ['archive', Buffer.from('Rar!\x1a\x07')],
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((level): readonly [ContainerKind, Buffer] => ['archive', Buffer.from(`BZh${level}1AY&SY`)]),
  ['archive', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])],
  ['archive', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
];
/** First bytes that any of them has. */
const FIRST = new Uint8Array(256);
for (const [, magic] of MAGIC) FIRST[magic[0] ?? 0] = 1;
const SEQUENCE = 0x30;
FIRST[SEQUENCE] = 1;

/** False where the document whose `length` bytes stand at `at` begins like no container; most are turned away here, without a copy. */
export function mayBeContainer(bytes: Uint8Array, at: number, length: number): boolean {
  return FIRST[bytes[at] ?? 0] === 1 || (length > TAR_MAGIC_AT && bytes[at + TAR_MAGIC_AT] === TAR_MAGIC[0]);
}

/** Recognises a container by its first bytes: gzip (RFC 1952), zip (local file header, also jar, whl, docx, xlsx), tar (POSIX ustar), a private key in DER, and the others. */
export function sniffContainer(start: Uint8Array): ContainerKind | undefined {
  if (!mayBeContainer(start, 0, start.length)) return undefined;
  for (const [kind, magic] of MAGIC) if (standsAt(start, 0, magic)) return kind;
  if (isKeySequence(start)) return 'der';
  return standsAt(start, TAR_MAGIC_AT, TAR_MAGIC) ? 'tar' : undefined;
}

/** A sequence of DER that begins with the version 0 or 1, and goes on as private keys do (RFC 5958, 8017, 5915). */
function isKeySequence(start: Uint8Array): boolean {
  if (start[0] !== SEQUENCE) return false;
  const length = start[1] ?? 0;
  const at = length < 0x80 ? 2 : length - 0x80 + 2;
  return at <= 4 && start[at] === 2 && start[at + 1] === 1 && (start[at + 2] ?? 2) <= 1 && [SEQUENCE, 2, 4].includes(start[at + 3] ?? 0);
}

function standsAt(bytes: Uint8Array, at: number, magic: Uint8Array): boolean {
  return magic.every((byte, i) => bytes[at + i] === byte);
}

/** Counts one more entry against the budget; false when there is none left. */
export function takeEntry(budget: UnpackBudget): boolean {
  budget.isExceeded ||= budget.entries <= 0;
  budget.entries -= 1;
  return budget.entries >= 0;
}
