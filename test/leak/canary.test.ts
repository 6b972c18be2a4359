import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, testEnvironment, type TestRepo } from '../helpers/repo.ts';
import { BIN, runCli } from '../helpers/run-cli.ts';

/** A known key goes through every failure; it never comes out. */
const CANARY = githubToken('canary');
let repo: TestRepo;
beforeAll(() => {
  repo = makeRepo();
  repo.commitFile('a.txt', `token = ${CANARY}\n`);
});
afterAll(() => repo.cleanup());

const isShown = (...texts: string[]): boolean => texts.some((text) => text.includes(CANARY.slice(4, 16)));

describe('a key in', () => {
  it.each([
    ['a configuration that does not hold', '.stanch.yml', `confidence: ${CANARY}\n`],
    ['an unknown key of a configuration', '.stanch.yml', `${CANARY}: 1\n`],
    ['a configuration that is no YAML', '.stanch.yml', `a: [${CANARY}\n`],
    ['a baseline that does not hold', '.stanch/baseline.jsonl', `{"stanch":"baseline","version":1,"salt":"${CANARY}"}\n`],
    ['an own rule that does not hold', '.stanch/rules/own.yml', `provider: ${CANARY}\n`],
  ])('%s is not quoted', (_name, path, content) => {
    repo.write(path, content);
    const { code, stdout, stderr } = runCli(['audit'], { cwd: repo.dir });
    rmSync(join(repo.dir, dirname(path) === '.' ? path : '.stanch'), { recursive: true });
    expect(code).toBe(2);
    expect(stderr).not.toBe('');
    expect(isShown(stdout, stderr)).toBe(false);
  });

  it('the data of an installation that is damaged is not quoted', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stanch-broken-'));
    try {
      for (const name of readdirSync(dirname(BIN)).filter((file) => file.endsWith('.cjs'))) copyFileSync(join(dirname(BIN), name), join(folder, name));
      for (const name of ['rules.pack', 'hook.pack']) writeFileSync(join(folder, name), `broken ${CANARY}`);
      for (const args of [['audit'], ['hook', 'pre-commit'], ['rules', 'list']]) {
        repo.stage('staged.txt', `${CANARY}\n`);
        const result = spawnSync(process.execPath, [join(folder, 'stanch.cjs'), ...args], { cwd: repo.dir, env: testEnvironment(repo.dir), encoding: 'utf8' });
        expect([args[0], result.status]).toEqual([args[0], 4]);
        expect(isShown(result.stdout, result.stderr)).toBe(false);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('an object that is corrupt is not quoted, and the run is incomplete', () => {
    const broken = makeRepo();
    try {
      broken.commitFile('a.txt', `token = ${CANARY}\n`);
      const oid = broken.git('rev-parse', 'HEAD:a.txt');
      const path = join(broken.dir, '.git/objects', oid.slice(0, 2), oid.slice(2));
      chmodSync(path, 0o644);
      writeFileSync(path, `rubbish ${CANARY}`);
      const { code, stdout, stderr } = runCli(['audit', '--no-work-tree'], { cwd: broken.dir });
      expect(code).toBe(3);
      expect(stdout).toContain('INCOMPLETE');
      expect(isShown(stdout, stderr)).toBe(false);
    } finally {
      broken.cleanup();
    }
  });

  it('what diff shows before init writes is not there', () => {
    mkdirSync(join(repo.dir, 'sub'), { recursive: true });
    const { stdout, stderr } = runCli(['init', '--native', '--dry-run'], { cwd: join(repo.dir, 'sub') });
    expect(stdout).toContain('pre-commit');
    expect(isShown(stdout, stderr)).toBe(false);
  });
});
