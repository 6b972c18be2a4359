import { describe, expect, it } from 'vitest';
import { commitInfo, parseCommit } from '#git/commit-object.ts';
import { decodePath, encodePath } from '#git/path.ts';
import { RawDiffParser, type RawItem } from '#git/raw-diff.ts';
import { parseTag } from '#git/tag-object.ts';
import { parseTree } from '#git/tree-object.ts';

const OID = 'ab'.repeat(20);

describe('parseCommit', () => {
  it('reads a commit with two parents and a signature', () => {
    const text = `tree ${OID}\nparent ${OID}\nparent ${OID}\nauthor A B <a@b> 1700000000 -0330\ncommitter C <c@d> 1 +0000\ngpgsig -----BEGIN\n more\n\n end\n\nsubject\n\nbody\n`;
    const commit = parseCommit(Buffer.from(text.replace('more\n\n', 'more\n')));
    expect(commit).toEqual({ tree: OID, parents: [OID, OID], author: 'A B <a@b>', date: '2023-11-14T18:43:20-03:30', message: 'subject\n\nbody\n' });
  });

  it('reads odd encodings and broken lines without failing', () => {
    expect(parseCommit(Buffer.from('author J\xfcrgen <j> 1 +0000\nencoding ISO-8859-1\n\nGr\xfc\xdfe', 'latin1'))).toMatchObject({ author: 'Jürgen <j>', message: 'Grüße' });
    expect(parseCommit(Buffer.from('encoding x-nobody-knows\n\n\xff', 'latin1')).message).toBe('ÿ');
    expect(parseCommit(Buffer.from(''))).toEqual({ tree: '', parents: [], author: '', date: '', message: '' });
    expect(parseCommit(Buffer.from('author no date\n'))).toMatchObject({ author: 'no date', date: '' });
    expect(parseCommit(Buffer.from('author A <a> 99999999999999 +0000\n\nx')).date).toBe('');
    expect(commitInfo(OID, Buffer.from('tree x\n\n'))).toMatchObject({ subject: '' });
  });
});

describe('parseTag and parseTree', () => {
  it('reads a tag', () => {
    expect(parseTag(Buffer.from(`object ${OID}\ntype commit\ntag v1\ntagger T <t> 1 +0000\n\nwords\n`))).toMatchObject({ object: OID, type: 'commit', name: 'v1', message: 'words\n' });
  });

  it('reads a tree whose names are any bytes, and refuses one that is cut', () => {
    const oid = Buffer.alloc(20, 0x20);
    const tree = Buffer.concat([Buffer.from('100644 a b\xff\n\0', 'latin1'), oid, Buffer.from('160000 sub\0'), oid]);
    expect([...parseTree(tree, 20)].map(({ mode, name }) => [mode.toString(8), name.toString('latin1')])).toEqual([['100644', 'a b\xff\n'], ['160000', 'sub']]);
    expect(() => [...parseTree(tree.subarray(0, -1), 20)]).toThrow(SyntaxError);
  });
});

describe('RawDiffParser', () => {
  it('reads plain and combined changes however they are cut', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(40));
    const output = Buffer.from(`${OID}\0:100644 100755 ${a} ${b} M\0dir/x\ny\0::100644 000000 120000 ${a} ${b} ${c} MA\0:colon\0`, 'latin1');
    const parse = (step: number): RawItem[] => {
      const parser = new RawDiffParser();
      const items: RawItem[] = [];
      for (let at = 0; at < output.length; at += step) for (const item of parser.push(output.subarray(at, at + step))) items.push(item);
      parser.close();
      return items;
    };
    expect(parse(output.length)).toEqual([
      { kind: 'commit', oid: OID },
      { kind: 'change', change: { mode: 0o100755, oid: b, status: 'M', path: Buffer.from('dir/x\ny'), before: [{ mode: 0o100644, oid: a }] } },
      { kind: 'change', change: { mode: 0o120000, oid: c, status: 'MA', path: Buffer.from(':colon'), before: [{ mode: 0o100644, oid: a }, { mode: 0, oid: b }] } },
    ]);
    for (let step = 1; step < 30; step++) expect(parse(step)).toEqual(parse(output.length));
  });

  it('refuses a list that is cut', () => {
    const parser = new RawDiffParser();
    expect([...parser.push(Buffer.from(`${OID}\0:100644 1`))]).toHaveLength(1);
    expect(() => parser.close()).toThrow('ends inside');
  });
});

describe('path text', () => {
  it('shows invalid bytes and keeps valid text', () => {
    expect(decodePath(Buffer.from('a/ü\n"'))).toBe('a/ü\n"');
    expect(decodePath(Buffer.from([0x61, 0xff, 0xc3, 0xbc]))).toBe('a\\xffü');
    expect(encodePath('a\\xffü')).toEqual(Buffer.from([0x61, 0xff, 0xc3, 0xbc]));
    expect(decodePath(Buffer.from('\\xff \\n \\'))).toBe('\\x5cxff \\n \\');
  });
});
