import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '#core/chunk.ts';
import { UsageError } from '#core/errors.ts';
import { readFileItems } from '#sources/read-file.ts';
import { filesSource, type FilesOptions } from '#sources/files.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-files-')));
});
afterEach(() => {
  execFileSync('chmod', ['-R', 'u+rwX', root]);
  execFileSync('rm', ['-rf', root]);
});

function write(path: string, content: string | Uint8Array = path): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

interface Read {
  readonly texts: Record<string, string>;
  readonly skips: string[];
  readonly names: string;
}

async function read(paths: string[] = ['.'], options: Partial<FilesOptions> = {}): Promise<Read> {
  return readSource(filesSource(paths, { cwd: root, ...options }));
}

async function readSource(source: Source): Promise<Read> {
  const texts: Record<string, string> = {};
  const skips: string[] = [];
  let names = '';
  for await (const item of source.items()) {
    const path = 'path' in item.origin ? (item.origin.path ?? '') : '';
    if (item.kind === 'skip') skips.push(`${item.reason} ${path}`);
    else if (item.origin.kind === 'names') names += Buffer.from(item.bytes).toString('latin1');
    else texts[path] = (texts[path] ?? '') + Buffer.from(item.bytes).toString('latin1');
  }
  return { texts, skips: skips.toSorted(), names };
}

describe('files as a source', () => {
  it('reads all files of a folder, hidden and empty ones too, but not .git', async () => {
    for (const path of ['a.txt', '.env', 'dir/.hidden/b', '.git/config', 'sub/.git']) write(path);
    write('empty', '');
    const { texts, skips, names } = await read();
    expect(Object.keys(texts).toSorted()).toEqual(['.env', 'a.txt', 'dir/.hidden/b', 'empty']);
    expect(texts['dir/.hidden/b']).toBe('dir/.hidden/b');
    expect(skips).toEqual(['submodule sub']);
    expect(names.split('\n').toSorted()).toEqual(['', '.env', 'a.txt', 'dir/.hidden/b', 'empty']);
  });

  it('obeys ignore files as git nests them, and says what it left out', async () => {
    mkdirSync(join(root, '.git/info'), { recursive: true });
    write('.git/info/exclude', 'excluded\n');
    write('.gitignore', '*.log\n/build\n!keep.log\nnode_modules/\n');
    write('sub/.gitignore', '!deep.log\n/local\n');
    write('sub/.stanchignore', 'fixture\n');
    for (const path of ['a.log', 'keep.log', 'build/x', 'sub/build/y', 'sub/deep.log', 'sub/local', 'sub/in/local', 'sub/fixture/z', 'node_modules/m/.gitignore', 'excluded']) write(path);
    const { texts, skips } = await read();
    expect(Object.keys(texts).toSorted()).toEqual(['.gitignore', 'keep.log', 'sub/.gitignore', 'sub/.stanchignore', 'sub/build/y', 'sub/deep.log', 'sub/in/local']);
    expect(skips).toEqual(['a.log', 'build', 'excluded', 'node_modules', 'sub/fixture', 'sub/local'].map((path) => `ignored ${path}`));
    expect(Object.keys((await read(['sub'])).texts).toSorted()).toEqual(['sub/.gitignore', 'sub/.stanchignore', 'sub/build/y', 'sub/deep.log', 'sub/in/local']);
    expect(Object.keys((await read(['.'], { noIgnore: true })).texts)).toHaveLength(13);
    expect((await read(['a.log'])).texts).toEqual({ 'a.log': 'a.log' });
  });

  it('reads names of any bytes', async () => {
    const names = ['new\nline', 'cr\r', 'tab\t', '"quoted"', '\u001b[31mred', '-option', '*', '[a]', '{b,c}', 'back\\slash', 'ü', '日本', '🔑', '\u2028', '!x', ' ', '(a|b)'];
    for (const name of names) write(`d\n/${name}`);
    writeFileSync(Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff])]), 'bad');
    mkdirSync(Buffer.concat([Buffer.from(`${root}/dir`), Buffer.from([0xfe])]));
    writeFileSync(Buffer.concat([Buffer.from(`${root}/dir`), Buffer.from([0xfe]), Buffer.from('/in\n')]), 'deep');
    const { texts, skips } = await read();
    expect(Object.keys(texts).toSorted()).toEqual([...names.map((name) => `d\n/${name}`), 'bad\\xff', 'dir\\xfe/in\n'].toSorted());
    expect([texts['bad\\xff'], texts['dir\\xfe/in\n'], skips]).toEqual(['bad', 'deep', []]);
  });

  it('reads links as their target text and does not follow them', async () => {
    write('real/file', 'content');
    for (const [name, target] of [['inside', 'real'], ['outside', '/etc'], ['up', '..'], ['loop', 'loop'], ['dangling', 'needle-target']] as const) symlinkSync(target, join(root, name));
    const { texts, skips } = await read();
    expect(texts).toEqual({ 'real/file': 'content', inside: 'real', outside: '/etc', up: '..', loop: 'loop', dangling: 'needle-target' });
    expect(skips).toEqual(['symlink-outside outside', 'symlink-outside up']);
    expect((await read(['inside'])).texts).toEqual({ 'inside/file': 'content' });
  });

  it('names sockets and pipes, and what cannot be read', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, 'socket'), resolve));
    write('a', 'a');
    expect(await read()).toMatchObject({ texts: { a: 'a' }, skips: ['special-file pipe', 'special-file socket'] });
    for (const name of ['pipe', 'socket']) await expect(read([name])).rejects.toThrow(`${name} is a socket, device or pipe`);
    await new Promise((resolve) => server.close(resolve));
  });

  it.skipIf(process.getuid?.() === 0)('names what it has no right to read', async () => {
    write('secret-file');
    write('folder/x');
    chmodSync(join(root, 'secret-file'), 0);
    chmodSync(join(root, 'folder'), 0);
    expect((await read()).skips).toEqual(['unreadable folder', 'unreadable secret-file']);
  });

  it('names a file that went away or turned into a link since it was listed', () => {
    write('target', 'elsewhere');
    symlinkSync('target', join(root, 'link'));
    for (const name of ['gone', 'link']) {
      const items = [...readFileItems(Buffer.from(join(root, name)), { kind: 'file', path: name })];
      expect(items.map((item) => item.kind === 'skip' && item.reason)).toEqual(['unreadable']);
    }
  });

  it('says that a path is not there', async () => {
    await expect(read(['nowhere'])).rejects.toBeInstanceOf(UsageError);
    await expect(read(['x'.repeat(5000)])).rejects.toBeInstanceOf(UsageError);
  });

  it('skips what is larger than the limit', async () => {
    write('big', 'b'.repeat(100));
    write('small', 's');
    expect(await read(['.'], { maxBytes: 99 })).toMatchObject({ texts: { small: 's' }, skips: ['too-big big'] });
  });

  it('reads a file of 200 MB in pieces of four mebibytes', async () => {
    write('huge', '');
    truncateSync(join(root, 'huge'), 200 * 1000 * 1000);
    const descriptor = openSync(join(root, 'huge'), 'a');
    writeFileSync(descriptor, 'the end');
    closeSync(descriptor);
    let offset = 0;
    let end = '';
    for await (const item of filesSource(['huge'], { cwd: root }).items()) {
      if (item.kind !== 'chunk' || item.origin.kind !== 'file') continue;
      expect(item.offset).toBe(offset);
      expect(item.bytes.length).toBeLessThanOrEqual(1 << 22);
      offset += item.bytes.length;
      if (item.last) end = Buffer.from(item.bytes).toString('latin1').slice(-7);
    }
    expect([offset, end]).toEqual([200_000_007, 'the end']);
  });

  it('tells of a path of 10,000 levels where it becomes too long for the system', async () => {
    // Made from inside, a few hundred levels at a time, as no single path of that length is accepted.
    const script = 'for (let i = 0; i < 10000; i++) { fs.mkdirSync("d"); process.chdir("d"); } fs.writeFileSync("leaf", "x")';
    execFileSync(process.execPath, ['-e', script], { cwd: root });
    write('d/near', 'near');
    const { texts, skips } = await read();
    expect(texts).toEqual({ 'd/near': 'near' });
    expect(skips).toHaveLength(1);
    expect(skips[0]).toMatch(/^unreadable d\/d\//);
    rmSync(join(root, 'd/near'));
  });
});
