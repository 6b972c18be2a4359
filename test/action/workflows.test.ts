import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NAMES = readdirSync(`${ROOT}.github/workflows`);

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly steps: readonly { readonly uses?: string; readonly with?: Readonly<Record<string, unknown>>; readonly run?: string }[];
}

interface Workflow {
  readonly on: { readonly pull_request?: { readonly types?: readonly string[] } | null };
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const textOf = (name: string): string => readFileSync(`${ROOT}.github/workflows/${name}`, 'utf8');
const workflowOf = (name: string): Workflow => parse(textOf(name)) as Workflow;
const jobsOf = (name: string): Job[] => Object.values(workflowOf(name).jobs);

describe.each(NAMES)('%s', (name) => {
  test('gives no right to all of its jobs, and to each job those that it names', () => {
    expect(workflowOf(name).permissions).toEqual({});
    expect(jobsOf(name).map(({ permissions }) => typeof permissions)).toEqual(jobsOf(name).map(() => 'object'));
  });

  test('names actions of others by a whole commit and its version', () => {
    const used = [...textOf(name).matchAll(/uses: (.*)$/gm)].map(([, text = '']) => text);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((text) => !text.startsWith('./ ') && !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(text))).toEqual([]);
  });

  test('leaves no token in the checkout, restores no cache, and ends by itself', () => {
    const steps = jobsOf(name).flatMap((job) => job.steps);
    expect(steps.filter(({ uses, with: input }) => uses?.startsWith('actions/checkout@') === true && input?.['persist-credentials'] !== false)).toEqual([]);
    expect(steps.filter(({ uses, with: input }) => uses?.startsWith('actions/cache') === true || (uses?.startsWith('actions/setup-node@') === true && input?.['package-manager-cache'] !== false))).toEqual([]);
    expect(jobsOf(name).every((job) => (job['timeout-minutes'] ?? 360) <= 60)).toBe(true);
  });

  test('puts nothing of an event into a script', () => {
    expect(jobsOf(name).flatMap((job) => job.steps).filter(({ run }) => run?.includes('${{') === true)).toEqual([]);
  });
});

test('a job that may publish installs no package', () => {
  const jobs = jobsOf('release.yml').filter(({ permissions }) => permissions?.['id-token'] === 'write' || permissions?.['contents'] === 'write');
  expect(jobs).toHaveLength(2);
  expect(jobs.flatMap(({ steps }) => steps).filter(({ run }) => /npm (?:ci|i|install)\b/.test(run ?? ''))).toEqual([]);
});

test('everything is tested on three systems and three versions of Node', () => {
  const { matrix } = workflowOf('ci.yml').jobs['test']?.strategy ?? {};
  expect(matrix).toEqual({ os: [expect.stringMatching(/^ubuntu/), expect.stringMatching(/^macos/), expect.stringMatching(/^windows/)], node: ['20.19', '22', '24'] });
});

test.each(['README.md', 'docs/action.md'])('the workflow to copy in %s is short, and asks for no more than it says', (name) => {
  const [, text = ''] = /```yaml\n(on:[\s\S]*?)```/.exec(readFileSync(`${ROOT}${name}`, 'utf8')) ?? [];
  const workflow = parse(text) as Workflow;
  expect(text.trim().split('\n').length).toBeLessThanOrEqual(name === 'README.md' ? 12 : 13);
  expect(workflow.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
  expect(workflow.on.pull_request?.types).toContain('edited');
  expect(workflow.jobs['stanch']?.steps.map(({ uses }) => uses?.split('@')[0])).toEqual(['actions/checkout', '<owner>/stanch']);
});

test('what three readers of others have to say', () => {
  const { status, stderr } = spawnSync(process.execPath, [`${ROOT}tools/lint-workflows.mjs`], { encoding: 'utf8' });
  if (stderr !== '') process.stderr.write(`\n${stderr}\n`);
  expect(status, stderr).toBe(0);
});

describe('a release', () => {
  /** The check in a folder with a package of its own; then what is packed, and by which name of a repository. */
  function release(manifest: object, tag: string): { readonly status: number | null; readonly stderr: string; readonly packed: unknown } {
    const folder = mkdtempSync(join(tmpdir(), 'stanch-release-'));
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GITHUB_REF_NAME: tag, GITHUB_REPOSITORY: 'acme/stanch', GITHUB_SERVER_URL: 'https://github.test', npm_config_update_notifier: 'false' };
    try {
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'stanch', version: '1.2.3', ...manifest }));
      const { status, stderr } = spawnSync(process.execPath, [`${ROOT}tools/check-release.mjs`], { cwd: folder, encoding: 'utf8', env });
      const naming = jobsOf('release.yml').flatMap(({ steps }) => steps).find(({ run }) => run?.startsWith('npm pkg ') === true)?.run ?? '';
      execFileSync('sh', ['-c', naming], { cwd: folder, env, stdio: 'pipe' });
      return { status, stderr, packed: (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { repository?: unknown }).repository };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('of a package that names no repository is one of the repository that builds it', () => {
    expect(release({}, 'v1.2.3')).toEqual({ status: 0, stderr: '', packed: { type: 'git', url: 'git+https://github.test/acme/stanch.git' } });
  });

  test('of a package that names this repository passes', () => {
    expect(release({ repository: 'https://github.test/acme/stanch.git' }, 'v1.2.3')).toMatchObject({ status: 0, stderr: '' });
  });

  test('whose tag is another version, or whose package is of another repository, is refused', () => {
    expect(release({}, 'v99.0.0')).toMatchObject({ status: 1, stderr: 'release: the tag is v99.0.0, package.json says 1.2.3\n' });
    expect(release({ repository: { type: 'git', url: 'git+https://github.test/other/stanch.git' } }, 'v1.2.3')).toMatchObject({ status: 1, stderr: expect.stringContaining('this is acme/stanch') });
  });
});

test('action.yml documents what is read, and sets nothing', () => {
  const action = parse(readFileSync(`${ROOT}action.yml`, 'utf8')) as { inputs: Record<string, { default?: unknown; required?: boolean }>; outputs: Record<string, unknown>; runs: { using: string; main: string } };
  const source = readFileSync(`${ROOT}src/action/inputs.ts`, 'utf8');
  const read = [...source.matchAll(/(?:textOf|wordOf|flagOf)\(env, '([\w-]+)'/g)].map(([, name]) => name);
  expect(Object.keys(action.inputs).sort()).toEqual(read.sort());
  expect(Object.values(action.inputs).filter((input) => 'default' in input || input.required === true)).toEqual([]);
  expect(action.runs).toEqual({ using: 'node24', main: 'dist/action/index.cjs' });
});
