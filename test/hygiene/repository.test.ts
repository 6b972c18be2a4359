import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { applyHygienePlan, checkHygiene, planHygieneFixes } from '#app/hygiene.ts';
import { formatDiff } from '#app/text-diff.ts';
import { openGit } from '#git/git.ts';
import type { Problem } from '#hygiene/problem.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';

const repos: TestRepo[] = [];
const newRepo = (): TestRepo => {
  const repo = makeRepo();
  repos.push(repo);
  return repo;
};
afterEach(() => {
  for (const repo of repos.splice(0)) repo.cleanup();
});

const check = (repo: TestRepo): Promise<Problem[]> => checkHygiene(openGit({ cwd: repo.dir, env: repo.env }), { root: repo.dir, history: true });
const codes = async (repo: TestRepo): Promise<string[]> => (await check(repo)).map((problem) => `${problem.code} ${problem.path}`);
const fix = async (repo: TestRepo): Promise<string> => {
  const plan = planHygieneFixes(repo.dir, await check(repo));
  applyHygienePlan(openGit({ cwd: repo.dir, env: repo.env }), repo.dir, plan);
  return plan.edits.map(formatDiff).join('');
};

describe('hygiene of a repository', () => {
  it('has nothing to say where all is well', async () => {
    const repo = newRepo();
    repo.commitFile('.gitignore', '.env\n.env.*\n!.env.example\n');
    repo.commitFile('.env.example', 'API_KEY=\n');
    repo.write('.env', 'A=1\n');
    repo.write('deep/down/.env.local', 'A=1\n');
    expect(await codes(repo)).toEqual([]);
  });

  it('works in an empty repository', async () => {
    const repo = newRepo();
    repo.write('.env', 'A=1\n');
    expect(await codes(repo)).toEqual(['env-not-ignored .env']);
  });

  it("takes git's word for what is ignored", async () => {
    const repo = newRepo();
    repo.commitFile('.gitignore', '/.env\n*.env\n!web/prod.env\nold/\n');
    repo.commitFile('web/.gitignore', '!.env.test\n');
    repo.write('.git/info/exclude', '.env.mine\n');
    for (const path of ['.env', 'api/.env', '.env.mine', 'web/prod.env', 'web/.env.test', 'old/.env', 'api/.envrc']) repo.write(path, 'A=1\n');
    expect(await codes(repo)).toEqual(['env-ignored-here-only .env.mine', 'env-not-ignored api/.envrc', 'env-ignore-undone web/.env.test', 'env-ignore-undone web/prod.env']);
  });

  it('tells the nested file that a rule for the top folder leaves out', async () => {
    const repo = newRepo();
    repo.commitFile('.gitignore', '/.env\n');
    repo.write('.env', 'A=1\n');
    repo.write('api/.env', 'A=1\n');
    expect(await codes(repo)).toEqual(['env-nested-not-ignored api/.env']);
  });

  it('finds what history holds, on any branch, by the commit that brought it in', async () => {
    const repo = newRepo();
    repo.commitFile('readme', 'x\n');
    repo.git('checkout', '-q', '-b', 'side');
    const commit = repo.commitFile('conf/.env', 'A=1\n');
    repo.git('rm', '-q', 'conf/.env');
    repo.commit('remove it');
    repo.git('checkout', '-q', 'main');
    expect(await check(repo)).toEqual([{ code: 'env-in-history', path: 'conf/.env', commit }]);
  });

  it('sees what goes into an image and a tarball', async () => {
    const repo = newRepo();
    repo.commitFile('.gitignore', '.env\n');
    repo.commitFile('Dockerfile', 'FROM node\nWORKDIR /srv\nCOPY . .\n');
    repo.commitFile('package.json', '{"name":"a","version":"1.0.0"}\n');
    repo.commitFile('.npmignore', 'test/\n');
    repo.write('.env', 'A=1\n');
    expect(await codes(repo)).toEqual(['in-docker-image .env', 'in-npm-tarball .env']);
  });

  it('judges example files by what is staged', async () => {
    const repo = newRepo();
    const value = Array.from({ length: 32 }, (_, index) => 'abcdefghjkmnpqrstuvwxyz23456789'[(index * 11) % 31]).join('');
    repo.commitFile('.env.example', `SERVICE_KEY=${value}\n`);
    repo.write('.env.example', 'SERVICE_KEY=\n');
    expect(await codes(repo)).toEqual(['example-real-value .env.example']);
  });

  it('handles names with line ends and bytes that are no UTF-8', async () => {
    const repo = newRepo();
    repo.stage('a\nb/.env', 'A=1\n');
    repo.commit('odd');
    expect(await codes(repo)).toEqual(['env-tracked a\nb/.env']);
    await fix(repo);
    expect(repo.git('ls-files')).toBe('');
  });
});

describe('hygiene --fix', () => {
  it('untracks, keeps the files, ignores them, and then has nothing more to say but history', async () => {
    const repo = newRepo();
    repo.commitFile('.gitignore', 'dist/\r\n');
    repo.commitFile('.env', 'A=1\n');
    repo.commitFile('keys/id_rsa', 'k\n');
    repo.write('.env.local', 'A=1\n');
    repo.write('.env', 'A=2\n');
    const diff = await fix(repo);
    expect(diff).toContain('--- a/.gitignore\n+++ b/.gitignore\n@@ -1,1 +1,');
    expect(diff).toContain('\n+.env');
    expect(readFileSync(join(repo.dir, '.gitignore'), 'latin1').replaceAll('\r\n', '')).not.toContain('\n');
    expect(readFileSync(join(repo.dir, '.env'), 'utf8')).toBe('A=2\n');
    expect(existsSync(join(repo.dir, 'keys/id_rsa'))).toBe(true);
    expect(repo.git('ls-files')).toBe('.gitignore');
    expect(await codes(repo)).toEqual(['env-in-history .env', 'env-in-history keys/id_rsa']);
    expect(await fix(repo)).toBe('');
  });

  it('puts the line where the negation stands', async () => {
    const repo = newRepo();
    repo.commitFile('.gitignore', '.env\n');
    repo.commitFile('web/.gitignore', '!.env\n');
    repo.write('web/.env', 'A=1\n');
    await fix(repo);
    expect(readFileSync(join(repo.dir, 'web/.gitignore'), 'utf8')).toMatch(/^!\.env\n\n# stanch.*\n\.env\n$/);
    expect(await codes(repo)).toEqual([]);
  });

  it('makes a .dockerignore, and Docker then leaves the file out', async () => {
    const repo = newRepo();
    repo.commitFile('.gitignore', '.env\n');
    repo.commitFile('app/Dockerfile', 'FROM node\nCOPY . .\n');
    repo.write('app/.env', 'A=1\n');
    await fix(repo);
    expect(readFileSync(join(repo.dir, 'app/.dockerignore'), 'utf8')).toContain('**/.env\n');
    expect(await codes(repo)).toEqual([]);
  });

  it('does not write through a symbolic link', async () => {
    const repo = newRepo();
    repo.write('.env', 'A=1\n');
    symlinkSync('/dev/null', join(repo.dir, '.gitignore'));
    await expect(fix(repo)).rejects.toThrow('.gitignore is no ordinary file');
  });
});
