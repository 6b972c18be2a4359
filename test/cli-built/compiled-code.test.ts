import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../../dist/stanch.cjs', import.meta.url));
const NODE_24 = join(homedir(), '.cache/stanch-services/node24/node_modules/node/bin/node');
const NODES = [
  { name: `Node ${process.versions.node}`, node: process.execPath },
  { name: 'Node 24', node: NODE_24 },
];

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'stanch-cache-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe.each(NODES)('compiled code of $name', ({ name, node }) => {
  const isThere = existsSync(node);
  if (!isThere) console.warn(`!!! ${name} is not installed (test/services/act.sh brings it): NOT TRIED WITH IT`);
  const run = (env: Record<string, string>): string => execFileSync(node, [BIN, '--version'], { env: { PATH: process.env['PATH'] ?? '', ...env }, encoding: 'utf8' });
  const kept = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

  it.runIf(isThere)('is kept in the cache folder of the user', () => {
    const first = run({ XDG_CACHE_HOME: base });
    expect(kept(join(base, 'stanch')).length > 0).toBe(true);
    expect(run({ XDG_CACHE_HOME: base })).toBe(first);
  });

  it.runIf(isThere)('is written once, and again only when it does not serve any more', () => {
    const file = (): string => join(base, 'stanch', kept(join(base, 'stanch'))[0] ?? '');
    const first = run({ XDG_CACHE_HOME: base });
    const { mtimeMs, size } = statSync(file());
    run({ XDG_CACHE_HOME: base });
    expect(statSync(file()).mtimeMs).toBe(mtimeMs);
    expect(kept(join(base, 'stanch'))).toHaveLength(1);
    truncateSync(file(), 1_000);
    expect(run({ XDG_CACHE_HOME: base })).toBe(first);
    expect(statSync(file()).size).toBeGreaterThan(size / 2);
  });

  it.runIf(isThere)('is not run where it was damaged', () => {
    const first = run({ XDG_CACHE_HOME: base });
    const [only = ''] = kept(join(base, 'stanch'));
    const bytes = readFileSync(join(base, 'stanch', only));
    for (let at = 3_000; at < bytes.length; at += 1_009) bytes[at] = 0xff;
    writeFileSync(join(base, 'stanch', only), bytes);
    expect(run({ XDG_CACHE_HOME: base })).toBe(first);
  });

  it.runIf(isThere)('is not kept when that is switched off', () => {
    run({ XDG_CACHE_HOME: base, NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(kept(join(base, 'stanch'))).toEqual([]);
  });

  it.runIf(isThere && process.platform === 'linux')('stands in ~/.cache without a variable', () => {
    run({ HOME: base });
    expect(kept(join(base, '.cache/stanch')).length > 0).toBe(true);
  });

  it.runIf(isThere && process.platform !== 'win32').each([
    ['others may write to', () => {
      mkdirSync(join(base, 'stanch'));
      chmodSync(join(base, 'stanch'), 0o777);
    }],
    ['is a link to elsewhere', () => {
      mkdirSync(join(base, 'elsewhere'));
      symlinkSync(join(base, 'elsewhere'), join(base, 'stanch'));
    }],
  ])('is not put into a folder that %s, nor run from there', (_, make) => {
    make();
    run({ XDG_CACHE_HOME: base });
    expect(kept(join(base, 'stanch'))).toEqual([]);
  });

  it.runIf(isThere && process.platform !== 'win32')('is not put below a home that others may write to', () => {
    chmodSync(base, 0o777);
    run({ HOME: base });
    expect(kept(join(base, '.cache/stanch'))).toEqual([]);
  });

  it.runIf(isThere)('is done without where there is no home', () => {
    expect(run({})).toMatch(/^\d/);
    expect(kept(base)).toEqual([]);
  });
});
