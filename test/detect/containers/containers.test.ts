import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ruleOf, scanCut } from '../../helpers/rules.ts';

const KEY = `zq_${'0a1b2c3d'}`;
const RULES = [ruleOf({ id: 'acme-key', anchors: ['zq_'], pattern: 'zq_[0-9a-f]{8}' })];
const TEXT = Buffer.from(`first line\nthe key is ${KEY} as said, ${'and more words, '.repeat(40)}\n`);

interface File {
  readonly name: string;
  readonly bytes: Buffer;
  readonly stored?: boolean;
}

/** A zip file made by hand: local headers, central directory, end record. */
function zip(files: readonly File[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, stored } of files) {
    const packed = stored === true ? bytes : deflateRawSync(bytes);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(stored === true ? 0 : 8, 10);
    header.writeUInt32LE(packed.length, 20);
    header.writeUInt16LE(name.length, 28);
    header.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), packed);
    central.push(header, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...central, end]);
}

function tar(name: string, bytes: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(bytes.length.toString(8).padStart(11, '0'), 124);
  header.write('0', 156);
  header.write('ustar', 257);
  return Buffer.concat([header, bytes, Buffer.alloc(512 - (bytes.length % 512)), Buffer.alloc(1_024)]);
}

/** A gzip with the name of a file in its header, and an extra field before it. */
function named(packed: Buffer, name: string, extra?: Buffer): Buffer {
  const header = Buffer.from(packed.subarray(0, 10));
  header[3] = extra === undefined ? 8 : 12;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(extra?.length ?? 0);
  return Buffer.concat([header, ...(extra === undefined ? [] : [length, extra]), Buffer.from(`${name}\0`, 'latin1'), packed.subarray(10)]);
}

const scan = (bytes: Buffer, cuts: number[] = []): ReturnType<typeof scanCut> => scanCut(RULES, bytes, cuts, 1);

describe('a container', () => {
  it.each([
    ['gzip', gzipSync(TEXT), ':2'],
    ['zip', zip([{ name: 'a/b.txt', bytes: TEXT }]), 'a/b.txt:2'],
    ['zip, stored twice over', zip([{ name: 'x.zip', bytes: zip([{ name: 'y.txt', bytes: TEXT }]), stored: true }]), 'x.zip!y.txt:2'],
    ['docx, the key in two runs', zip([{ name: 'word/document.xml', bytes: Buffer.from(`<w:p><w:r><w:t>the key is ${KEY.slice(0, 6)}</w:t></w:r><w:r><w:rPr/><w:t xml:space="preserve">${KEY.slice(6)}</w:t></w:r></w:p><w:p><w:r><w:t>and more</w:t></w:r></w:p>`) }]), 'word/document.xml:1'],
    ['tar with a gzip in it', tar('c.gz', gzipSync(TEXT)), 'c.gz:2'],
    ['tar.gz', gzipSync(tar('c.txt', TEXT)), 'c.txt:2'],
    ['gzip that names its file', named(gzipSync(TEXT), 'dump.sql'), 'dump.sql:2'],
    ['gzip that names its file behind an extra field', named(gzipSync(TEXT), 'dump.sql', Buffer.from('extra')), 'dump.sql:2'],
    ['gzip whose name leads elsewhere', named(gzipSync(TEXT), '../../etc/dump.sql'), 'dump.sql:2'],
    ['gzip whose name has no end', named(gzipSync(TEXT), 'n'.repeat(400)), ':2'],
    ['gzip with a name in a zip', zip([{ name: 'logs/a.gz', bytes: named(gzipSync(TEXT), 'a.log') }]), 'logs/a.gz!a.log:2'],
    ['tar.gz that names its tar', named(gzipSync(tar('c.txt', TEXT)), 'c.tar'), 'c.txt:2'],
    ['zip in a gzip that names it', named(gzipSync(zip([{ name: 'b.txt', bytes: TEXT }])), 'b.zip'), 'b.zip!b.txt:2'],
  ])('%s is opened', (_name, bytes, inside) => {
    const { detections, openness } = scan(bytes);
    const packed = detections.filter((found) => found.facts['inside'] !== undefined);
    expect(packed.map((found) => [found.secret.reveal(), found.facts['inside']])).toEqual([[KEY, inside]]);
    expect(openness).toBe('whole');
  });

  it('is the same however it arrives', () => {
    const bytes = zip([{ name: 'b.txt', bytes: TEXT }]);
    expect(scan(bytes, Array.from(bytes.keys()))).toEqual(scan(bytes));
  });

  it('that is cut off, or has a broken entry, says that it was not opened', () => {
    expect(scan(gzipSync(TEXT).subarray(0, 60)).openness).toBe('closed');
    const bytes = zip([{ name: 'b.txt', bytes: TEXT }]);
    expect(scan(bytes.subarray(0, bytes.length - 30)).openness).toBe('closed');
  });

  it('that is a bomb is cut off, and says so', () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024));
    expect(scan(bomb).openness).toBe('budget');
    let nested = zip([{ name: 'x', bytes: TEXT }]);
    for (let level = 0; level < 8; level++) nested = zip([{ name: 'x.zip', bytes: nested, stored: true }]);
    expect(scan(nested).openness).toBe('budget');
  });

  it('that is small and nearly empty is no bomb', () => {
    const { detections, openness } = scan(gzipSync(Buffer.concat([Buffer.alloc(1_500_000, 'x\n'), TEXT])));
    expect(openness).toBe('whole');
    expect(detections.map(({ secret }) => secret.reveal())).toEqual([KEY]);
  });
});
