import { describe, expect, it } from 'vitest';
import type { HygieneFacts } from '#hygiene/facts.ts';
import { planFixes } from '#hygiene/fix.ts';
import { judgeHygiene } from '#hygiene/judge.ts';
import { describeProblem } from '#hygiene/problem.ts';

const rule = (pattern: string, source = '.gitignore'): { source: string; line: number; pattern: string } => ({ source, line: 3, pattern });
const factsOf = (more: Partial<HygieneFacts>): HygieneFacts => ({ tracked: [], untracked: [], ignore: new Map(), history: new Map(), texts: new Map(), docker: [], packages: [], ...more });
const codes = (more: Partial<HygieneFacts>): string[] => judgeHygiene(factsOf(more)).map((problem) => `${problem.code} ${problem.path}`);

describe('dotenv files', () => {
  it('tracked are told, ignored or not; example files are not', () => {
    const ignore = new Map([['b/.env.local', rule('.env.*')]]);
    expect(codes({ tracked: ['.env', 'b/.env.local', '.env.example', 'prod.env', 'src/env.ts', '.env.d.ts', '.env.production.sample'], ignore })).toEqual([
      'env-tracked .env',
      'env-tracked-though-ignored b/.env.local',
      'env-tracked prod.env',
    ]);
  });

  it('that a rule ignores are fine, others are told with the reason', () => {
    const ignore = new Map([
      ['.env', rule('/.env')],
      ['.env.local', rule('!.env.local')],
      ['.env.prod', rule('.env.prod', '/home/ada/.config/git/ignore')],
      ['.env.test', rule('.env.test', '.git/info/exclude')],
    ]);
    expect(codes({ untracked: ['.env', '.env.local', '.env.prod', '.env.test', 'api/.env', 'api/.envrc'], ignore })).toEqual([
      'env-ignore-undone .env.local',
      'env-ignored-here-only .env.prod',
      'env-ignored-here-only .env.test',
      'env-nested-not-ignored api/.env',
      'env-not-ignored api/.envrc',
    ]);
  });

  it('that only history holds are told once, by their commit', () => {
    const history = new Map([['.env', 'a'.repeat(40)], ['old/.env', 'b'.repeat(40)], ['.env.example', 'c'.repeat(40)], ['config/master.key', 'd'.repeat(40)], ['.npmrc', 'e'.repeat(40)]]);
    expect(codes({ tracked: ['.env'], history })).toEqual(['env-tracked .env', 'env-in-history config/master.key', 'env-in-history old/.env']);
  });
});

describe('credential files', () => {
  it('are told by the nearest name: the key of Rails is no file that must look like one', () => {
    expect(codes({ tracked: ['config/master.key', 'config/credentials/production.key', 'docs/a.key'] })).toEqual(['credentials-tracked config/credentials/production.key', 'credentials-tracked config/master.key']);
  });

  it('count by name where the name says all, by content where it does not', () => {
    const header = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
    const texts = new Map([
      ['.npmrc', 'save-exact=true\n'],
      ['a/.npmrc', '//registry.example.test/:_authToken=abc'],
      ['b/.npmrc', '//registry.example.test/:_authToken=${NPM_TOKEN}'],
      ['ca.pem', '-----BEGIN CERTIFICATE-----'],
      ['key.pem', header],
      ['prod.tfvars', 'db_password = "hunter"'],
      ['dev.tfvars', 'region = "eu"'],
    ]);
    expect(codes({ tracked: ['.npmrc', 'a/.npmrc', 'b/.npmrc', 'ca.pem', 'key.pem', 'prod.tfvars', 'dev.tfvars', 'x/id_rsa', 'id_rsa.pub', 'terraform.tfstate', '.aws/credentials'], texts })).toEqual(
      ['.aws/credentials', 'a/.npmrc', 'key.pem', 'prod.tfvars', 'terraform.tfstate', 'x/id_rsa'].map((path) => `credentials-tracked ${path}`),
    );
  });
});

describe('what is shipped', () => {
  const docker = (text: string, ignoreText?: string): HygieneFacts['docker'] => [{ path: 'app/Dockerfile', text, ...(ignoreText === undefined ? {} : { ignoreFile: { path: 'app/.dockerignore', text: ignoreText } }) }];
  const ignore = new Map([['app/.env', rule('.env')]]);

  it.each([
    ['COPY . .', undefined, true],
    ['copy ./ /srv/', undefined, true],
    ['COPY ["." , "/srv"]', undefined, true],
    ['COPY package.json src ./', undefined, false],
    ['COPY --from=build /app .', undefined, false],
    ['ADD .env* /srv/', undefined, true],
    ['COPY --chown=node:node \\\n  . \\\n  /srv', undefined, true],
    ['COPY . .', '.env\n', false],
    ['COPY . .', '**/.env*\n', false],
    ['COPY . .', 'other/.env\n', true],
    ['COPY . .', '*\n!.env\n', true],
    ['COPY . .', '*\n!src\n', false],
  ])('%j with .dockerignore %j copies .env: %s', (text, ignoreText, expected) => {
    expect(codes({ untracked: ['app/.env'], ignore, docker: docker(text, ignoreText) }).includes('in-docker-image app/.env')).toBe(expected);
  });

  it('looks at the root of the Docker context only, as Docker does', () => {
    const nested = new Map([['app/sub/.env', rule('.env')]]);
    expect(codes({ untracked: ['app/sub/.env'], ignore: nested, docker: docker('COPY . .', '.env\n') })).toEqual(['in-docker-image app/sub/.env']);
  });

  it.each([
    [{ name: 'a' }, undefined, false, false],
    [{ name: 'a' }, '*.log\n', false, true],
    [{ name: 'a' }, '.env\n', false, false],
    [{ name: 'a', files: ['dist'] }, undefined, false, false],
    [{ name: 'a', files: ['./'] }, undefined, false, true],
    [{ name: 'a', files: ['*', '!.env'] }, undefined, false, false],
    [{ name: 'a', private: true }, '', false, false],
    [{ name: 'a' }, undefined, true, true],
  ])('package %j with .npmignore %j (unignored: %s) publishes .env: %s', (manifest, npmignore, unignored, expected) => {
    const packages = [{ path: 'package.json', text: JSON.stringify(manifest), ...(npmignore === undefined ? {} : { npmignore }) }];
    const found = codes({ untracked: ['.env'], ignore: unignored ? new Map() : new Map([['.env', rule('.env')]]), packages });
    expect(found.includes('in-npm-tarball .env')).toBe(expected);
  });
});

describe('example files', () => {
  const value = (length: number): string => Array.from({ length }, (_, index) => 'k9Zq2Lw7Xb4Rt6Yp1Vn8Mc3Hd5Jg0Fs'[(index * 7) % 32]).join('');

  it.each([
    [`STRIPE_SECRET_KEY=${value(32)}`, true],
    [`export API_TOKEN="${value(40)}" # the real one`, true],
    [`DATABASE_URL=postgres://app:${value(14)}@db.prod.internal.net:5432/app`, true],
    [`DATABASE_URL=postgres://app:${value(14)}@localhost:5432/app`, false],
    ['DATABASE_URL=postgres://user:password@db.internal.net/app', false],
    ['API_KEY=your-api-key-goes-here-please', false],
    ['API_KEY=', false],
    ['API_KEY=<your key>', false],
    ['API_KEY=${FROM_ELSEWHERE}', false],
    [`API_KEY=sk_test_${value(24)}`, false],
    ['SECRET_NAME=projects-eu-west-1-main-database', false],
    [`NEXT_PUBLIC_KEY=${value(32)}`, false],
    [`BUILD_DIR=${value(32)}`, false],
    ['SESSION_SECRET=123e4567-e89b-12d3-a456-426614174000', false],
  ])('%s', (text, expected) => {
    const problems = judgeHygiene(factsOf({ tracked: ['.env.example'], texts: new Map([['.env.example', `# comment\n${text}\n`]]) }));
    expect(problems.map((problem) => problem.code === 'example-real-value' && problem.line)).toEqual(expected ? [2] : []);
  });
});

describe('fixes', () => {
  it('gather the edits of each ignore file, and untrack at the end', () => {
    const ignore = new Map([['.env.local', rule('.env.local')], ['web/.env.prod', rule('!.env.prod', 'web/.gitignore')]]);
    const problems = judgeHygiene(factsOf({ tracked: ['.env', '.env.local', 'deploy/id_rsa'], untracked: ['web/.env.prod', 'x/prod.env'], ignore }));
    expect(planFixes(problems)).toEqual([
      { kind: 'ignore', file: '.gitignore', patterns: ['.env', '/deploy/id_rsa', '*.env'] },
      { kind: 'ignore', file: 'web/.gitignore', patterns: ['.env.*', '!.env.example', '!.env.sample', '!.env.template', '!.env.dist', '!.env.schema'] },
      { kind: 'untrack', paths: ['.env', '.env.local', 'deploy/id_rsa'] },
    ]);
  });

  it('every problem has words', () => {
    const all = judgeHygiene(factsOf({ tracked: ['.env'], untracked: ['a/.env'], history: new Map([['b/.env', 'c'.repeat(40)]]) }));
    expect(all.map((problem) => describeProblem(problem).level)).toEqual(['error', 'warning', 'error']);
  });
});
