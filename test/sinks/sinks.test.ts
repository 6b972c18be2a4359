import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import { commandSink } from '#sinks/command.ts';
import { readVariable, writeVariable } from '#sinks/dotenv-text.ts';
import { envFileSink } from '#sinks/env-file.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'stanch-sink-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('dotenv text', () => {
  it.each([
    ['K=old', 'K=new'],
    ['K=old # why\nB=2\n', 'K=new # why\nB=2\n'],
    ['export K="old" # why\r\nB=2\r\n', 'export K="new" # why\r\nB=2\r\n'],
    ["  K = 'old'\n", "  K = 'new'\n"],
    ['K=\nB=2\n', 'K=new\nB=2\n'],
    ['#K=old\nKK=1\n', '#K=old\nKK=1\nK=new\n'],
    ['A=1', 'A=1\nK=new\n'],
    ['', 'K=new\n'],
  ])('%j becomes %j', (before, after) => {
    expect(writeVariable(before, 'K', 'new')).toBe(after);
    expect(readVariable(after, 'K')).toBe('new');
  });

  it.each(['K="a\nb"\n', 'K=1\nK=2\n', "K='open\n"])('refuses %j', (text) => expect(() => writeVariable(text, 'K', 'new')).toThrow());

  it.each(['a\nb', "a'b", 'a$b', 'a`b', 'a"b', 'a\\b'])('refuses the value %j', (value) => expect(() => writeVariable('', 'K', value)).toThrow());

  it('gives back any plain value, whatever stood there', () => {
    const value = fc.stringMatching(/^[\w.:/+=@%,#-]{1,40}$/);
    fc.assert(fc.property(value, value, fc.constantFrom('', '"', "'"), (old, next, mark) => {
      const text = `# c\nA=1\nK=${mark}${mark === '' ? old.replaceAll('#', '') : old}${mark}\nZ=9\n`;
      const written = writeVariable(text, 'K', next);
      expect(readVariable(written, 'K')).toBe(next);
      expect(written.replace(/^K=.*$/m, '')).toBe(text.replace(/^K=.*$/m, ''));
    }));
  });
});

describe('a .env file', () => {
  it('keeps mode and comments and leaves nothing beside', async () => {
    const path = join(folder, '.env');
    writeFileSync(path, '# top\nK=old\n', { mode: 0o640 });
    const sink = envFileSink(path, 'K');
    await sink.write(new Secret('new'));
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777, readdirSync(folder)]).toEqual(['# top\nK=new\n', 0o640, ['.env']]);
    expect((await sink.readBack?.())?.reveal()).toBe('new');
  });

  it('makes a private file where there is none', async () => {
    const path = join(folder, '.env');
    expect(await envFileSink(path, 'K').readBack?.()).toBeUndefined();
    await envFileSink(path, 'K').write(new Secret('new'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('refuses links and names that are none', async () => {
    writeFileSync(join(folder, 'real'), 'K=old\n');
    symlinkSync(join(folder, 'real'), join(folder, '.env'));
    await expect(envFileSink(join(folder, '.env'), 'K').write(new Secret('new'))).rejects.toThrow('cannot be read');
    expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('K=old\n');
    expect(() => envFileSink('x', 'A B')).toThrow();
  });
});

describe('a command', () => {
  it('gets the key on stdin and gives it back', async () => {
    const path = join(folder, 'kept');
    const sink = commandSink(`cat > '${path}'`, `cat '${path}'`);
    await sink.write(new Secret('new'));
    expect((await sink.readBack?.())?.reveal()).toBe('new');
    expect(sink.plan).not.toContain('new-');
  });

  it('that fails is not a delivery, and its words stay unsaid', async () => {
    const error: unknown = await commandSink('cat; cat >&2; exit 3', undefined).write(new Secret('hidden-value')).then(() => undefined, (reason: unknown) => reason);
    expect(String(error)).toMatch(/ended with 3$/);
  });
});
