import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJournal, listJournals, openJournal } from '#store/journal-file.ts';
import { takeLock } from '#store/journal-lock.ts';
import { parseJournal } from '#store/journal.ts';

const RUN = '0123456789ab';
let base: string;
let folder: string;
let path: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'stanch-journal-'));
  folder = join(base, 'stanch');
  path = join(folder, `${RUN}.jsonl`);
  const journal = createJournal(folder, RUN);
  for (const step of ['a', 'b', 'c']) journal.append({ at: '2026-01-01T00:00:00.000Z', kind: 'intent', data: { step } });
  journal.close();
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

const steps = (text: string): unknown[] => parseJournal(text).records.map(({ data }) => data['step']);

describe('a journal', () => {
  it('gives back what was written', () => {
    expect([steps(readFileSync(path, 'utf8')), listJournals(folder)]).toEqual([['a', 'b', 'c'], [RUN]]);
  });

  it('tolerates a torn last line and goes on behind it', () => {
    appendFileSync(path, '{"seq":4,"pr');
    const journal = openJournal(folder, RUN);
    journal.append({ at: '2026-01-01T00:00:00.000Z', kind: 'intent', data: { step: 'd' } });
    journal.close();
    expect(steps(readFileSync(path, 'utf8'))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('loses only whole lines at any cut', () => {
    const text = readFileSync(path, 'utf8');
    for (let at = 0; at <= text.length; at++) expect(steps(text.slice(0, at))).toHaveLength(text.slice(0, at).split('\n').length - 1);
  });

  it('does not hold when any byte of a line is another', () => {
    const text = readFileSync(path, 'utf8');
    const accepted: number[] = [];
    for (let at = 0; at < text.length; at++) {
      if (text[at] === '\n') continue;
      const changed = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
      try {
        parseJournal(changed);
        accepted.push(at);
      } catch {
        // Refused, as it must be.
      }
    }
    expect(accepted).toEqual([]);
  });

  it('does not hold when a line is dropped or moved', () => {
    const [a, b, c] = readFileSync(path, 'utf8').split('\n');
    expect(() => parseJournal(`${a}\n${c}\n`)).toThrow('line 2');
    expect(() => parseJournal(`${b}\n${a}\n${c}\n`)).toThrow('line 1');
  });

  it('refuses what others can read, links and a second start', () => {
    expect(() => createJournal(folder, RUN)).toThrow('EEXIST');
    chmodSync(path, 0o640);
    expect(() => openJournal(folder, RUN)).toThrow('not private');
    rmSync(path);
    writeFileSync(join(base, 'other'), '', { mode: 0o600 });
    symlinkSync(join(base, 'other'), path);
    expect(() => openJournal(folder, RUN)).toThrow('ELOOP');
    chmodSync(folder, 0o750);
    expect(() => openJournal(folder, RUN)).toThrow('not private');
  });
});

describe('the lock', () => {
  it('is held by one, and given back', () => {
    const release = takeLock(folder);
    expect(() => takeLock(folder)).toThrow('another run');
    release();
    takeLock(folder)();
  });

  it('is taken over from a process that is gone, or another one with its id', () => {
    for (const stale of ['4194305 1 x', `${process.pid} 1 x`]) {
      writeFileSync(join(folder, 'lock'), stale);
      takeLock(folder)();
    }
    expect(listJournals(folder)).toEqual([RUN]);
  });
});
