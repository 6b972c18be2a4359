import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProvider } from '#app/lifecycle/provider-context.ts';
import { startRun } from '#app/lifecycle/respond.ts';
import { envFileSpecs } from '#app/lifecycle/sink-spec.ts';
import { Secret } from '#core/secret.ts';
import { testEnvironment } from '../helpers/repo.ts';
import { makeRespondStage, onlyId, runIdOf, type Ran, type RespondStage } from '../helpers/respond-stage.ts';
import { SERVED } from '../helpers/served/facts.ts';
import { serve, type Served } from '../helpers/served/server.ts';

let stage: RespondStage;
let served: Served;
let saved: string;
let id: string;
let env: Record<string, string>;

async function begin(provider: 'groq' | 'anthropic'): Promise<void> {
  const facts = SERVED[provider];
  if (facts === undefined) throw new Error('no such facts');
  served = await serve(facts);
  const name = provider.toUpperCase();
  env = { [`STANCH_${name}_URL`]: served.base, [`STANCH_${name}_KEY`]: served.operator };
  stage.repo.commitFile('leak.env', `${provider}=${served.old.value}\n`);
  await stage.run(['audit', '--format', 'json', '--output', saved]);
  id = onlyId(readFileSync(saved, 'utf8'));
}

function rotate(args: readonly string[], input = ''): Promise<Ran> {
  return stage.run(['rotate', id, '--report', saved, '--dotenv', 'prod.env:API_KEY', ...args], { env, input });
}

function resume(run: string, args: readonly string[] = [], input = ''): Promise<Ran> {
  return stage.run(['resume', run, id, '--report', saved, '--yes', ...args], { env, input });
}

const inFile = (): string => readFileSync(join(stage.repo.dir, 'prod.env'), 'utf8').trim();

beforeEach(async () => {
  stage = await makeRespondStage();
  saved = join(stage.state, 'report.json');
});

afterEach(async () => {
  await served.close();
  await stage.cleanup();
});

describe('a key that a person makes', () => {
  it('is planned with the words and the link', async () => {
    await begin('groq');
    expect(await rotate([])).toMatchObject({ code: 0, out: expect.stringMatching(/1\. create: a new key of Groq\n {4}by hand: .*https:\/\/console\.groq[^]*revoke: [^]*by hand: /) });
  });

  it('goes all the way where the provider can only be asked: delivered, read back, the old one deleted by hand, proved', async () => {
    await begin('groq');
    const fresh = served.make('by hand');
    const first = await rotate(['--new-key-stdin', '--apply', '--yes'], `${fresh.value}\n`);
    expect(first).toMatchObject({ code: 3, out: expect.stringMatching(/by hand: .*then: stanch resume/s) });
    expect([inFile(), served.old.live]).toEqual([`API_KEY=${fresh.value}`, true]);
    const early = await resume(runIdOf(first));
    expect(early).toMatchObject({ code: 3, out: expect.stringContaining('by hand') });
    served.old.live = false;
    expect(await resume(runIdOf(first))).toMatchObject({ code: 0, out: expect.stringContaining('proved dead') });
    const receipt = await stage.run(['receipt', runIdOf(first)]);
    expect(receipt).toMatchObject({ code: 0, out: expect.stringMatching(/before: \*\*live\*\*[^]*after: \*\*dead\*\*[^]*new key: fingerprint \w{12}, made by hand, accepted/) });
    for (const { value } of served.keys) expect(receipt.out + first.out + early.out).not.toContain(value);
  });

  it('is asked for first where it was not given; the provider revokes the old one', async () => {
    await begin('anthropic');
    const first = await rotate(['--apply', '--yes']);
    expect(first).toMatchObject({ code: 3, out: expect.stringMatching(/by hand: .*then: stanch resume \w+ [0-9a-f]{12} --report \S+report\.json --new-key-stdin/s) });
    const fresh = served.make('by hand');
    expect(await resume(runIdOf(first), ['--new-key-stdin'], fresh.value)).toMatchObject({ code: 0 });
    expect([inFile(), served.old.live, fresh.live, served.live().length]).toEqual([`API_KEY=${fresh.value}`, false, true, 3]);
  });

  it('is never ended by us: once lost it is asked for again, and another is taken only when the person says so', async () => {
    await begin('anthropic');
    const [fresh, other] = [served.make('by hand'), served.make('by hand too')];
    // A link is not written through: the value is lost with the process before it came anywhere.
    symlinkSync('elsewhere', join(stage.repo.dir, 'prod.env'));
    const first = await rotate(['--new-key-stdin', '--apply', '--yes'], fresh.value);
    expect(first).toMatchObject({ code: 2, err: expect.stringContaining('symbolic link') });
    rmSync(join(stage.repo.dir, 'prod.env'));
    expect(await resume(runIdOf(first))).toMatchObject({ code: 3, out: expect.stringMatching(/Give the new key again[^]*--done discard:1/) });
    expect(await resume(runIdOf(first), ['--new-key-stdin'], other.value)).toMatchObject({ code: 2, err: expect.stringContaining('another new key') });
    expect([fresh.live, other.live, served.old.live]).toEqual([true, true, true]);
    expect(await resume(runIdOf(first), ['--new-key-stdin', '--done', 'discard:1'], other.value)).toMatchObject({ code: 0 });
    expect([inFile(), fresh.live, other.live, served.old.live]).toEqual([`API_KEY=${other.value}`, true, true, false]);
  });

  it.each([
    ['the leaked one', () => served.old.value, 'is the leaked one'],
    ['the operator key', () => served.operator, 'is your operator key'],
    ['nothing', () => '', 'one key is expected'],
    ['two words', () => 'a b', 'one key is expected'],
  ])('is refused when it is %s', async (_, value, words) => {
    await begin('anthropic');
    expect(await rotate(['--new-key-stdin', '--apply', '--yes'], value())).toMatchObject({ code: 2, err: expect.stringContaining(words) });
    expect(served.live()).toHaveLength(3);
  });

  it('is not delivered when the provider does not take it', async () => {
    await begin('groq');
    stage.repo.write('prod.env', 'API_KEY=before\n');
    const key = { secret: new Secret(served.old.value), provider: findProvider({ id: 'groq' }, {}) };
    const world = { env: { ...testEnvironment(stage.repo.dir), ...env, XDG_STATE_HOME: stage.state }, clock: { now: () => 0, sleep: () => Promise.resolve() }, approve: () => Promise.resolve(true), newKey: new Secret('n'.repeat(40)) };
    const sinks = envFileSpecs('prod.env:API_KEY', stage.repo.dir);
    await expect(startRun(key, { mode: 'rotate', sinks, grace: 0, handMade: true }, world)).rejects.toThrow('does not accept the new key');
    expect([inFile(), served.old.live]).toEqual(['API_KEY=before', true]);
  });

  it('does not go with the leaked key on the same standard input', async () => {
    await begin('groq');
    expect(await stage.run(['rotate', '--stdin', '--new-key-stdin', '--provider', 'groq'], { env })).toMatchObject({ code: 2, err: expect.stringContaining('do not go together') });
  });
});
