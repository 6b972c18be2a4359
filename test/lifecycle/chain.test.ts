import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from '#cli/command.ts';
import { main } from '#cli/main.ts';
import { packRules } from '#detect/pack-rules.ts';
import { parseRuleFile } from '#ruleset/parse.ts';
import { startGiteaForge } from '../helpers/chain/gitea-forge.ts';
import type { Forge, JobSeen } from '../helpers/chain/forge.ts';
import { startLocalForge } from '../helpers/chain/local-forge.ts';
import { testEnvironment } from '../helpers/repo.ts';
import { onlyId, runIdOf, type Ran } from '../helpers/respond-stage.ts';

const FILE = 'deploy/production.env';
const RULES = fileURLToPath(new URL('../../rules/gitea.yml', import.meta.url));
const WORKER = fileURLToPath(new URL('../engine/worker-boot.mjs', import.meta.url));

/**
 * The whole chain as one flow, with no account anywhere: each step stands on the one before it, and none is told
 * anything that it could not learn by itself.
 */
describe('a token that leaks in a pull request', () => {
  let forge: Forge;
  let state: string;
  let clone: string;
  let pull: number;
  let job: JobSeen;
  let id: string;
  let run: string;
  let receipt: Ran;
  let tokens: number;
  let spoken = '';

  async function stanch(...args: readonly string[]): Promise<Ran> {
    const texts = { out: '', err: '' };
    const output = (name: 'out' | 'err') => ({ write: (text: string) => void (texts[name] += text), isTerminal: false, columns: 80, color: false });
    const installation: Installation = { version: '0', rulesFile: join(state, 'rules.pack'), samplesFile: '', workerFile: WORKER, program: '', node: '', peakMemory: () => 0 };
    const env = { ...testEnvironment(state), CI: '1', XDG_STATE_HOME: join(state, 'journals'), ...forge.env };
    const code = await main({ argv: args, env, cwd: clone, stdin: (async function* () {})(), stdout: output('out'), stderr: output('err'), clock: { now: () => Date.now() }, signal: new AbortController().signal }, installation);
    spoken += texts.out + texts.err;
    return { code, ...texts };
  }

  const saved = (): string => join(state, 'report.json');

  beforeAll(async () => {
    forge = (await startGiteaForge()) ?? (await startLocalForge());
    process.stdout.write(`\nchain: ${forge.isReal ? '' : 'NOT REAL: '}${forge.title}\n`);
    state = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-chain-state-')));
    writeFileSync(join(state, 'rules.pack'), packRules(parseRuleFile(readFileSync(RULES, 'utf8'), 'gitea.yml'), '0'.repeat(8)));
  }, 900_000);

  afterAll(async () => {
    await forge.close();
    rmSync(state, { recursive: true, force: true });
  });

  it('works before, and the Action in the pull request finds it', async () => {
    expect(await forge.statusOf(forge.leaked)).toBe(200);
    ({ number: pull, clone, job } = await forge.openPull(FILE, `REGION=eu\nGITEA_TOKEN=${forge.leaked}\n`));
    expect(job.failed).toBe(true);
    expect(job.log).toMatch(new RegExp(`Gitea / Forgejo access token[^]*${FILE}|${FILE}[^]*Gitea / Forgejo access token`));
    // The first mention is the command that masks it, which a real runner carries out and does not show.
    expect(job.log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(forge.leaked);
  }, 300_000);

  const to = (): readonly string[] => ['--to', forge.place, '--prove-by', forge.workflow];

  it('is planned for, with the place and the workflow looked at, and nothing is changed by that', async () => {
    await stanch('audit', '--format', 'json', '--output', saved());
    id = onlyId(readFileSync(saved(), 'utf8'));
    tokens = await forge.countTokens();
    expect(await stanch('respond', '--report', saved())).toMatchObject({ code: 1, out: expect.stringMatching(/live[^]*can be rotated/) });
    expect(await stanch('rotate', id, '--report', saved(), ...to(), '--dry-run')).toMatchObject({ code: 0, out: expect.stringMatching(/1\. create[^]*deliver[^]*a job says whether it is the new key[^]*revoke[^]*cannot be undone[^]*nothing was changed/) });
    expect([await forge.countTokens(), await forge.statusOf(forge.leaked), await forge.proveByJob(), await forge.provingRuns()]).toEqual([tokens, 200, false, []]);
  }, 300_000);

  it('gets a successor that is delivered as a secret of jobs, and a job proves that it stands there; for a moment both live', async () => {
    const first = await stanch('rotate', id, '--report', saved(), ...to(), '--grace', '0.05', '--apply', '--yes');
    run = runIdOf(first);
    expect(first).toMatchObject({ code: 3, out: expect.stringContaining('both keys live until'), err: '' });
    expect([await forge.countTokens(), await forge.statusOf(forge.leaked)]).toEqual([tokens + 1, 200]);
    const runs = await forge.provingRuns();
    // One question about the new token, one about a token that is none: yes, and no.
    expect(runs.map(({ title, conclusion }) => [title.endsWith('-counter'), conclusion]).toSorted()).toEqual([[false, 'success'], [true, 'failure']]);
    expect(await stanch('receipt', run, '--comment', forge.request(pull))).toMatchObject({ code: 3, err: expect.stringContaining('comment written') });
    expect(await forge.proveByJob()).toBe(true);
  }, 300_000);

  it('is deleted and proved dead: 401', async () => {
    await setTimeout(3000);
    expect(await stanch('resume', run, id, '--report', saved(), '--yes')).toMatchObject({ code: 0, out: expect.stringContaining('proved dead') });
    expect([await forge.countTokens(), await forge.statusOf(forge.leaked)]).toEqual([tokens, 401]);
    expect(await forge.proveByJob()).toBe(true);
    expect(await stanch('verify', id, '--report', saved())).toMatchObject({ code: 0, out: expect.stringMatching(/^dead/) });
  }, 300_000);

  it('is told of in the pull request by the receipt, and no word of the way holds a key', async () => {
    receipt = await stanch('receipt', run);
    expect(receipt.out).toContain('a job said that it is the new key, and no other');
    expect(receipt).toMatchObject({ code: 0, out: expect.stringMatching(/closed: the old key is proved dead[^]*before: \*\*live\*\*[^]*after: \*\*dead\*\*.*401/) });
    const told = await forge.comments(pull);
    expect(await stanch('receipt', run, '--comment', forge.request(pull))).toMatchObject({ code: 0, err: expect.stringContaining('comment brought up to date') });
    expect(told.filter((text) => text.includes('open: the old key is not proved dead'))).toHaveLength(1);
    expect((await forge.comments(pull)).filter((text) => text.includes(`Receipt ${run}`))).toEqual([expect.stringContaining('closed: the old key is proved dead')]);
    const { steps } = JSON.parse((await stanch('receipt', run, '--json')).out) as { steps: { what: string }[] };
    const order = ['new key made', 'new key accepted', 'delivered', 'read by a job', 'revocation of the old key begun', 'the provider refuses the old key', 'closed'].map((words) => steps.findIndex(({ what }) => what.includes(words)));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    for (const journal of [run]) spoken += readFileSync(join(state, 'journals/stanch', `${journal}.jsonl`), 'utf8');
    expect(spoken).not.toContain(forge.leaked);
    process.stdout.write(`chain: found, planned, made anew, delivered, proved by a job, deleted, 401, told: ${forge.title}\n\n`);
  }, 60_000);
});
