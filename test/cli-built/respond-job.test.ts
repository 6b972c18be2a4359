import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ServedKey } from '../helpers/neuroai-server.ts';
import { testEnvironment } from '../helpers/repo.ts';
import { makeRespondStage, neuroaiKey, onlyId, type RespondStage } from '../helpers/respond-stage.ts';
import { startCommentServer, type KeptComment } from '../helpers/sinks/comment-server.ts';
import { BIN } from '../helpers/run-cli.ts';

interface Workflow {
  readonly jobs: Record<string, { readonly steps: readonly { readonly name?: string; readonly run?: string }[] }>;
}

const WORKFLOW = parse(readFileSync(new URL('../../templates/respond.yml', import.meta.url), 'utf8')) as Workflow;

let stage: RespondStage;
let old: ServedKey;

describe('the steps of the template', () => {
  let folder: string;

  /** Runs the script of a step as the runner does, with the built program on the path. */
  function step(job: string, name: string, env: Record<string, string>): Promise<{ code: number | null; text: string }> {
    const script = WORKFLOW.jobs[job]?.steps.find((candidate) => candidate.name === name)?.run ?? 'exit 99';
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    rmSync(join(bin, 'stanch'), { force: true });
    symlinkSync(BIN, join(bin, 'stanch'));
    const world = { ...testEnvironment(stage.repo.dir), PATH: `${bin}:${process.env['PATH'] ?? ''}`, CI: 'true', RUNNER_TEMP: folder, GITHUB_STEP_SUMMARY: join(folder, 'summary.md'), STANCH_NEUROAI_URL: stage.server.base, ...env };
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd: stage.repo.dir, env: world, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
    return new Promise((done) => child.on('close', (code) => done({ code, text })));
  }

  beforeEach(async () => {
    stage = await makeRespondStage();
    old = stage.server.add('production');
    folder = join(stage.state, 'runner');
    mkdirSync(folder);
    stage.repo.commitFile('app.env', `NEUROAI_API_KEY=${old.value}\n`);
  });

  afterEach(() => stage.cleanup());

  it('plan, then revoke after the approval, then tell by the receipt', async () => {
    const plan = await step('plan', 'Plan', { GITHUB_EVENT_NAME: 'schedule' });
    expect(plan).toMatchObject({ code: 1 });
    const summary = (): string => readFileSync(join(folder, 'summary.md'), 'utf8');
    expect(summary()).toMatch(/## 1 leaked key: 1 live[^]*can be rotated/);
    const env = { GITHUB_EVENT_NAME: 'workflow_dispatch', FINDING: onlyId(readFileSync(join(folder, 'report.json'), 'utf8')), MODE: 'revoke', STANCH_NEUROAI_KEY: stage.server.operator };
    expect(await step('apply', 'Apply', env)).toMatchObject({ code: 0, text: expect.stringContaining('proved dead') });
    expect(old.live).toBe(false);
    const forge = await startCommentServer('token-of-the-job');
    const told: KeptComment[] = [];
    forge.kept.set('repos/acme/shop/issues/12/comments', told);
    const request = { GITHUB_API_URL: forge.base, GH_TOKEN: 'token-of-the-job', GITHUB_REPOSITORY: 'acme/shop' };
    expect(await step('apply', 'Receipt', { ...env, ...request, PULL: '12' })).toMatchObject({ code: 0, text: expect.stringContaining('comment written') });
    expect(told).toMatchObject([{ body: expect.stringContaining('closed: the old key is proved dead') }]);
    expect(await step('apply', 'Receipt', { ...env, ...request, PULL: '' })).toMatchObject({ code: 0 });
    expect(told).toHaveLength(1);
    await forge.close();
    expect(summary()).toContain('closed: the old key is proved dead');
    expect(readdirSync(join(folder, 'state/stanch')).filter((name) => name.endsWith('.jsonl'))).toHaveLength(1);
    expect(summary()).not.toContain(old.value);
  }, 60_000);

  it('stops where the audit is not whole, and where a pull request has started it', async () => {
    writeFileSync(join(stage.repo.dir, '.git/objects/info/alternates'), '/nowhere/objects\n');
    const blob = stage.repo.git('rev-parse', 'HEAD:app.env');
    rmSync(join(stage.repo.dir, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    expect(await step('plan', 'Plan', { GITHUB_EVENT_NAME: 'push' })).toMatchObject({ code: 3 });
    expect(await step('apply', 'Apply', { GITHUB_EVENT_NAME: 'pull_request', FINDING: neuroaiKey(1).slice(0, 6), MODE: 'revoke' })).toMatchObject({ code: 2 });
    expect(old.live).toBe(true);
  }, 60_000);
});
