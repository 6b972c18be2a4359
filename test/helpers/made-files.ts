import { deflateSync } from 'node:zlib';

/** A PDF of one page whose content stream is `content`; `extra` goes behind it. */
export function makePdf(content: string, extra = ''): Buffer {
  const packed = deflateSync(Buffer.from(content, 'latin1'));
  const head = `%PDF-1.4\n4 0 obj\n<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), packed, Buffer.from(`\nendstream\nendobj\n${extra}%%EOF\n`, 'latin1')]);
}

const PAGE = 512;
const MOST = PAGE - 35;

function varint(value: number): Buffer {
  const bytes = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) bytes.unshift((left % 128) + 128);
  return Buffer.from(bytes);
}

/** A record of texts: its header, then the texts (https://www.sqlite.org/fileformat2.html §2.1). */
function recordOf(columns: readonly string[]): Buffer {
  const values = columns.map((column) => Buffer.from(column, 'utf8'));
  const types = Buffer.concat(values.map((value) => varint(13 + 2 * value.length)));
  return Buffer.concat([varint(types.length + 1), types, ...values]);
}

/** How much of a payload stays in its page when the rest overflows (§1.6). */
function localSize(size: number): number {
  const least = Math.floor(((PAGE - 12) * 32) / 255) - 23;
  const wanted = least + ((size - least) % (PAGE - 4));
  return wanted <= MOST ? wanted : least;
}

/** An SQLite database of one table with one row, on pages of 512 bytes; a long row overflows to pages behind. */
export function makeSqlite(columns: readonly string[]): Buffer {
  const record = recordOf(columns);
  const local = record.length <= MOST ? record.length : localSize(record.length);
  const chain: Buffer[] = [];
  for (let at = local; at < record.length; at += PAGE - 4) {
    const page = Buffer.alloc(PAGE);
    page.writeUInt32BE(at + PAGE - 4 < record.length ? chain.length + 4 : 0);
    record.copy(page, 4, at, Math.min(record.length, at + PAGE - 4));
    chain.push(page);
  }
  const cell = Buffer.concat([varint(record.length), varint(1), record.subarray(0, local), ...(chain.length > 0 ? [Buffer.from([0, 0, 0, 3])] : [])]);
  const first = Buffer.alloc(PAGE);
  first.write('SQLite format 3\0');
  first.writeUInt16BE(PAGE, 16);
  first.writeUInt32BE(1, 56);
  first[100] = 13;
  const leaf = Buffer.alloc(PAGE);
  leaf[0] = 13;
  leaf.writeUInt16BE(1, 3);
  leaf.writeUInt16BE(PAGE - cell.length, 8);
  cell.copy(leaf, PAGE - cell.length);
  return Buffer.concat([first, leaf, ...chain]);
}
