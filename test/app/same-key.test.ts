import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';
import { runCli } from '../helpers/run-cli.ts';

interface Found {
  readonly ruleId: string;
  readonly alsoMatched: readonly string[];
  readonly confidence: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly locations: readonly { readonly path: string; readonly encoding?: readonly string[]; readonly commit?: { readonly subject: string } }[];
}

interface Saved {
  readonly findings: readonly Found[];
  readonly stats: Readonly<Record<string, number>>;
}

describe('one key in many places', () => {
  let repo: TestRepo;
  beforeEach(() => {
    repo = makeRepo();
  });
  afterEach(() => repo.cleanup());

  const run = (...args: string[]): Saved => JSON.parse(runCli([...args, '--json', '--confidence', 'low'], { cwd: repo.dir }).stdout) as Saved;
  const placesOf = ({ locations }: Found): string[] => locations.map(({ path, encoding = [] }) => [path, ...encoding].join(' ')).sort();

  it('is one finding over files, commits and encodings', () => {
    const key = githubToken('places');
    const line = `the token that is used here is ${key} and no other\n`;
    repo.commitFile('gone.txt', key);
    rmSync(join(repo.dir, 'gone.txt'));
    repo.stage('a.txt', `one\n${line}`);
    repo.stage('base64.txt', Buffer.from(line).toString('base64'));
    repo.stage('hex.txt', Buffer.from(line).toString('hex'));
    repo.stage('escaped.txt', [...key].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join(''));
    repo.stage('joined.js', `const token = "${key.slice(0, 14)}" +\n  "${key.slice(14)}";\n`);
    repo.git('add', '-A');
    repo.commit('more');
    const { findings } = run('audit');
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['github-pat-classic']);
    const places = new Set(findings.flatMap(placesOf));
    for (const place of ['gone.txt', 'a.txt', 'base64.txt base64', 'hex.txt hex', 'escaped.txt escapes', 'joined.js joined']) expect([...places]).toContain(place);
  });

  it('stands under the rule that knows it best, wherever that one saw it', () => {
    const key = createHash('sha256').update('named').digest('hex').slice(0, 32);
    repo.write('a.py', `token = "${key}"\n`);
    repo.write('b.env', `DATADOG_API_KEY=${key}\n`);
    const { findings } = run('scan', '--no-ignore', '.');
    expect(findings.map((found) => [found.ruleId.startsWith('datadog'), placesOf(found)])).toEqual([[true, ['a.py', 'b.env']]]);
    expect(findings[0]?.alsoMatched).toContain('generic-secret');
  });

  it('whose checksum fails is told as unlikely, and counted', () => {
    const key = githubToken('doubt');
    const broken = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
    repo.write('a.txt', `see ${broken} there\n`);
    repo.write('b.txt', `see ${githubToken('sure')} there\n`);
    const { findings, stats } = run('scan', '.');
    expect(findings.map(({ confidence, facts }) => [confidence, facts['unlikely'] !== undefined])).toEqual([['high', false], ['low', true]]);
    expect(stats['doubted']).toBe(1);
    const { stdout, stderr } = runCli(['scan', '.'], { cwd: repo.dir });
    expect(`${stdout}${stderr}`).toContain('1 key is unlikely');
  });
});
