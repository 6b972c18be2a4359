import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Assessment } from '#app/lifecycle/assess.ts';
import { parseArgv } from '#cli/parse-argv.ts';
import { allCommands } from '#cli/commands/index.ts';
import type { ServedKey } from '../helpers/neuroai-server.ts';
import { makeRespondStage, type RespondStage } from '../helpers/respond-stage.ts';

const COMMANDS = await allCommands();

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Record<string, string>;
}
interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: unknown;
  readonly jobs: Record<string, { if?: string; environment?: string; permissions?: unknown; env?: unknown; steps: Step[] }>;
}

const PATH = fileURLToPath(new URL('../../templates/respond.yml', import.meta.url));
const TEXT = readFileSync(PATH, 'utf8');
const WORKFLOW = parse(TEXT) as Workflow;

let stage: RespondStage;
let old: ServedKey;
let saved: string;

const PUSH = { GITHUB_EVENT_NAME: 'push' };

beforeEach(async () => {
  stage = await makeRespondStage();
  old = stage.server.add('production');
  saved = join(stage.state, 'report.json');
});

afterEach(() => stage.cleanup());

describe('a plan for all findings of a report', () => {
  async function assess(args: readonly string[] = []): Promise<{ code: number; all: readonly Assessment[] }> {
    await stage.run(['audit', '--format', 'json', '--output', saved]);
    const { code, out } = await stage.run(['respond', '--report', saved, '--json', ...args], { env: PUSH });
    return { code, all: (JSON.parse(out) as { findings: Assessment[] }).findings };
  }

  it('asks each provider, tells live from dead, and what can be done', async () => {
    const dead = stage.server.add('gone');
    dead.live = false;
    stage.repo.commitFile('a.env', `KEY=${old.value}\n`);
    stage.repo.commitFile('b.env', `KEY=${dead.value}\n`);
    stage.repo.commitFile('c.txt', `t=${['acme', 't', 'abcdEFGH1234ijklMNOP'].join('_')}\n`);
    const { code, all } = await assess();
    expect(code).toBe(1);
    expect(all.map(({ place, verdict, remedy }) => [place, verdict.state, remedy]).toSorted()).toEqual([['a.env:1', 'live', 'rotate'], ['b.env:1', 'dead', 'none'], ['c.txt:1', 'not-verifiable', 'unknown']]);
    expect([old.live, stage.server.keys.length]).toEqual([true, 3]);
  });

  it('writes a summary without a key, in which a file name does nothing', async () => {
    stage.repo.commitFile('a|<img src=x>`.env', `KEY=${old.value}\n`);
    await stage.run(['audit', '--format', 'json', '--output', saved]);
    const { code, out } = await stage.run(['respond', '--report', saved, '--format', 'markdown'], { env: PUSH });
    expect([code, out.split('\n')[0]]).toEqual([1, '## 1 leaked key: 1 live, 0 dead, 0 not known']);
    expect(out).not.toContain(old.value);
    expect(out).not.toContain('<img');
    const text = await stage.run(['respond', '--report', saved], { env: PUSH });
    expect(text.out).toMatch(/live: NeuroAI API key[^]*can be rotated\n {2}stanch rotate \w{12} --report/);
  });

  it('asks about those that are named only, ends clean when all are dead, and leaves open what is not known', async () => {
    stage.repo.commitFile('a.env', `KEY=${old.value}\n`);
    const id = (await assess()).all[0]?.id ?? '';
    old.live = false;
    expect(await assess([id])).toMatchObject({ code: 0 });
    stage.server.hook = () => 302;
    expect(await assess([id])).toMatchObject({ code: 3, all: [{ verdict: { state: 'unknown' } }] });
    expect(await stage.run(['respond', '000000000000', '--report', saved], { env: PUSH })).toMatchObject({ code: 2 });
  });

  it.each([[{ GITHUB_EVENT_NAME: 'pull_request' }], [{ GITHUB_EVENT_NAME: 'pull_request_target' }], [{ GITHUB_EVENT_NAME: 'merge_group' }], [{ GIT_INDEX_FILE: 'x' }], [{ CI_PIPELINE_SOURCE: 'merge_request_event' }]])('is refused in %j before a key is read', async (env: Record<string, string>) => {
    expect(await stage.run(['respond', '--report', '/nowhere'], { env })).toMatchObject({ code: 2, err: expect.stringContaining('not done') });
  });
});

describe('the workflow of the template', () => {
  it.each([
    ['check-jsonschema', ['--regex-variant', 'nonunicode', '--builtin-schema', 'vendor.github-workflows', PATH]],
    ['actionlint', [PATH]],
    ['zizmor', ['--offline', '--no-progress', '--min-severity', 'medium', PATH]],
  ])('is fine with %s', (name, args) => {
    const { status, stdout } = spawnSync(fileURLToPath(new URL(`../services/${name}.sh`, import.meta.url)), args, { encoding: 'utf8' });
    if (status === 69) process.stderr.write(`\nSKIPPED: ${name} cannot be had here, it did not read the respond template\n`);
    expect([0, 69], stdout).toContain(status);
  });

  it('runs on trusted events only, reads but for one comment, and applies behind an environment', () => {
    expect(Object.keys(WORKFLOW.on).toSorted()).toEqual(['push', 'schedule', 'workflow_dispatch']);
    expect(WORKFLOW.permissions).toEqual({ contents: 'read' });
    const { plan, apply } = WORKFLOW.jobs;
    expect(JSON.stringify(plan)).not.toContain('secrets.');
    expect(apply).toMatchObject({ environment: 'stanch-respond', if: expect.stringContaining("github.event_name == 'workflow_dispatch'") });
    expect(plan?.permissions).toBeUndefined();
    expect(apply?.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
  });

  it('hands nothing from outside to a shell but by variables, and names Actions by commit', () => {
    for (const { steps } of Object.values(WORKFLOW.jobs)) {
      for (const { run, uses } of steps) {
        expect(run ?? '').not.toContain('${{');
        if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
      }
    }
  });

  it('calls stanch in a way that it understands, at this version', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(new Set([...TEXT.matchAll(/stanch@([\w.-]+)/g)].map(([, found]) => found))).toEqual(new Set([version]));
    const calls = [...TEXT.matchAll(/^ +(?:\w+\) )?stanch (\w+)((?: [^\n;|>]*)?)/gm)];
    expect(calls.map(([, name]) => name)).toEqual(['audit', 'respond', 'rotate', 'revoke', 'receipt', 'receipt']);
    for (const [, name, words = ''] of calls) {
      const command = COMMANDS.find((candidate) => candidate.name === name);
      if (command === undefined) throw new Error(`no command ${name ?? ''}`);
      expect(() => parseArgv(command, words.replaceAll(/"\$\([^)]*\)"/g, 'x').replaceAll('"', '').trim().split(/\s+/).filter(Boolean))).not.toThrow();
    }
  });
});
