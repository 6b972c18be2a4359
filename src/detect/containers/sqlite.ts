import type { Entry, UnpackBudget, Unpacked } from './container.ts';

/* SQLite file format, https://www.sqlite.org/fileformat2.html §1.3 (header), §1.6 (pages), §2.1 (records). */
const HEADER = 100;
const PAGE_SIZE_AT = 16;
const RESERVED_AT = 20;
const ENCODING_AT = 56;
const TABLE_LEAF = 0x0d;
const LEAF_HEADER = 8;
/** Fewest bytes of a page; a usable page holds at least four cells. */
const MIN_USABLE = 480;
const FIRST_BLOB = 12;
const FIRST_TEXT = 13;
/** Bytes of the serial types 0 to 11. */
const FIXED = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0];

interface Book {
  readonly bytes: Buffer;
  readonly pageSize: number;
  /** Bytes of a page that may hold content. */
  readonly usable: number;
  readonly toText: (value: Buffer) => string;
}

/** Reads a big-endian varint of one to nine bytes. @returns its value, and the index behind it */
function varintAt(bytes: Buffer, at: number): readonly [number, number] {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[at + index] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + index + 1];
  }
  return [value * 256 + (bytes[at + 8] ?? 0), at + 9];
}

/** The payload of a cell: what lies in the page, and the pages that it overflows to. */
function payloadAt({ bytes, pageSize, usable }: Book, at: number, size: number): Buffer | null {
  const most = usable - 35;
  if (size <= most) return bytes.subarray(at, at + size);
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const wanted = least + ((size - least) % (usable - 4));
  const local = wanted <= most ? wanted : least;
  const parts = [bytes.subarray(at, at + local)];
  let left = size - local;
  let page = at + local + 4 <= bytes.length ? bytes.readUInt32BE(at + local) : 0;
  // A chain cannot be longer than the file: one that bites its tail ends here.
  for (let hops = bytes.length / pageSize; left > 0; hops--) {
    const start = (page - 1) * pageSize;
    if (page === 0 || hops <= 0 || start + usable > bytes.length) return null;
    const taken = Math.min(left, usable - 4);
    parts.push(bytes.subarray(start + 4, start + 4 + taken));
    left -= taken;
    page = bytes.readUInt32BE(start);
  }
  return Buffer.concat(parts);
}

function valueLength(type: number): number {
  return type < FIRST_BLOB ? (FIXED[type] ?? 0) : Math.floor((type - FIRST_BLOB) / 2);
}

/** Texts and blobs of a record, a tab between them. */
function rowOf(record: Buffer, toText: Book['toText']): string {
  const [headerSize, first] = varintAt(record, 0);
  const columns: string[] = [];
  let at = headerSize;
  for (let header = first; header < headerSize && header < record.length; ) {
    const [type, next] = varintAt(record, header);
    const end = at + valueLength(type);
    if (end > record.length) break;
    if (type >= FIRST_BLOB) columns.push(type >= FIRST_TEXT && type % 2 === 1 ? toText(record.subarray(at, end)) : record.toString('latin1', at, end));
    at = end;
    header = next;
  }
  return columns.join('\t');
}

/** Rows of a leaf page of a table. @returns nothing when a cell does not hold */
function rowsOfPage(book: Book, page: number): string[] | null {
  const { bytes, pageSize, usable } = book;
  const start = page * pageSize;
  const header = page === 0 ? HEADER : start;
  if (bytes[header] !== TABLE_LEAF) return [];
  const count = bytes.readUInt16BE(header + 3);
  const rows: string[] = [];
  for (let cell = 0; cell < count; cell++) {
    const pointer = header + LEAF_HEADER + 2 * cell;
    if (pointer + 2 > start + usable) return null;
    const [size, afterSize] = varintAt(bytes, start + bytes.readUInt16BE(pointer));
    const [, at] = varintAt(bytes, afterSize);
    const record = size > bytes.length || at > start + usable ? null : payloadAt(book, at, size);
    if (record === null) return null;
    rows.push(rowOf(record, book.toText));
  }
  return rows;
}

function openBook(bytes: Buffer): Book | null {
  if (bytes.length < HEADER) return null;
  const stored = bytes.readUInt16BE(PAGE_SIZE_AT);
  const pageSize = stored === 1 ? 65_536 : stored;
  const usable = pageSize - (bytes[RESERVED_AT] ?? 0);
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0 || usable < MIN_USABLE) return null;
  const encoding = bytes.readUInt32BE(ENCODING_AT);
  const toText = (value: Buffer): string => {
    if (encoding < 2) return value.toString('utf8');
    return (encoding === 2 || value.length % 2 === 1 ? value : Buffer.from(value).swap16()).toString('utf16le');
  };
  return { bytes, pageSize, usable, toText };
}

/**
 * Reads the rows of all tables of an SQLite database, a line each. Rows that were deleted and not yet overwritten
 * are in no table; the document is scanned as bytes as well. A page that does not hold leaves it not whole.
 */
export function unpackSqlite(bytes: Buffer, budget: UnpackBudget): Unpacked {
  const book = openBook(bytes);
  if (book === null) return { entries: [], isWhole: false };
  const lines: string[] = [];
  let isWhole = bytes.length % book.pageSize === 0;
  for (let page = 0; (page + 1) * book.pageSize <= bytes.length; page++) {
    const rows = rowsOfPage(book, page);
    isWhole &&= rows !== null;
    for (const row of rows ?? []) lines.push(row, '\n');
  }
  const text = Buffer.from(lines.join(''), 'utf8');
  budget.isExceeded ||= text.length > budget.bytes;
  if (text.length > budget.bytes) return { entries: [], isWhole: false };
  budget.bytes -= text.length;
  const entries: Entry[] = [{ name: '', bytes: text }];
  return { entries, isWhole };
}
