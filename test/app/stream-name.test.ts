import { gzipSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audit } from '#app/audit.ts';
import { scanFiles } from '#app/scan.ts';
import { REPORTERS } from '#report/index.ts';
import { contextIn } from '../helpers/context.ts';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';

let repo: TestRepo;
beforeEach(() => {
  repo = makeRepo();
});
afterEach(() => repo.cleanup());

const STYLE = { color: false, columns: 100, quiet: false, showAll: true };
const packed = (seed: string): Buffer => gzipSync(Buffer.from(`first\nk = ${githubToken(seed)}\n`));

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function insideOf(paths: readonly string[]): Promise<(string | undefined)[]> {
  const { report } = await scanFiles({ paths, noIgnore: true, stdin: nothing() }, contextIn(repo.dir));
  return report.findings.map(({ facts }) => facts['inside']);
}

describe('the stream of a gzip', () => {
  it('has the name of its file without .gz', async () => {
    writeFileSync(join(repo.dir, 'dump.sql.gz'), packed('a'));
    expect(await insideOf(['dump.sql.gz'])).toEqual(['dump.sql:2']);
  });

  it('has none where the file says none', async () => {
    for (const name of ['packed', '.gz', 'x.gz.txt']) {
      writeFileSync(join(repo.dir, name), packed('a'));
      expect(await insideOf([name])).toEqual([':2']);
    }
  });

  it('has the name by which history knows the file', async () => {
    writeFileSync(join(repo.dir, 'old.log.GZ'), packed('a'));
    repo.git('add', '.');
    repo.commit('add');
    const { report } = await audit({ folder: repo.dir, unreachable: false, workTree: false }, contextIn(repo.dir));
    expect(report.findings.map(({ facts }) => facts['inside'])).toEqual(['old.log:2']);
  });

  it('is escaped where it is shown', async () => {
    const bytes = packed('a');
    const header = Buffer.from(bytes.subarray(0, 10));
    header[3] = 8;
    writeFileSync(join(repo.dir, 'a.gz'), Buffer.concat([header, Buffer.from('e\u001b[31mvil\nx\0', 'latin1'), bytes.subarray(10)]));
    const { report } = await scanFiles({ paths: ['a.gz'], noIgnore: true, stdin: nothing() }, contextIn(repo.dir));
    expect(report.findings[0]?.facts['inside']).toBe('e\u001b[31mvil\nx:2');
    expect(REPORTERS.text(report, STYLE)).toContain('e\\x1b[31mvil\\x0ax:2');
    expect(REPORTERS.text(report, STYLE)).not.toContain('\u001b');
  });
});
