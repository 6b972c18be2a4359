import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServedKey } from '../helpers/neuroai-server.ts';
import { makeRespondStage, onlyId, runIdOf, type Ran, type RespondStage } from '../helpers/respond-stage.ts';

let stage: RespondStage;
let old: ServedKey;
let saved: string;
let id: string;

function rotate(args: readonly string[], input = '', terminal = true): Promise<Ran> {
  return stage.run(['rotate', id, '--report', saved, '--dotenv', 'a.env:A_KEY', ...args], { input, terminal });
}

/** Another place, by its whole path: commands run where the process stands. */
const place = (): string => join(stage.state, 'other');
const questions = ({ err }: Ran): number => err.split('Type yes to go on').length - 1;
const made = (): readonly ServedKey[] => stage.server.keys.filter(({ name }) => name.startsWith('stanch-'));

beforeEach(async () => {
  stage = await makeRespondStage();
  old = stage.server.add('production');
  saved = join(stage.state, 'report.json');
  stage.repo.commitFile('leak.env', `KEY=${old.value}\n`);
  await stage.run(['audit', '--format', 'json', '--output', saved]);
  id = onlyId(readFileSync(saved, 'utf8'));
});

afterEach(() => stage.cleanup());

describe('a person at the terminal', () => {
  it('is asked once before each step that cannot be undone', async () => {
    const ran = await rotate(['--apply', '--command', `cat > ${place()}`, '--read-command', `cat ${place()}`], 'yes\nyes\nyes\n');
    expect(ran).toMatchObject({ code: 0, err: expect.stringMatching(/set A_KEY in .*a\.env[^]*give the key on stdin[^]*revoke key key_2 of NeuroAI; this cannot be undone/) });
    expect([questions(ran), old.live]).toEqual([3, false]);
  });

  it.each([
    ['says no at once', 'no\n'],
    ['says y only', 'y\n'],
    ['says nothing', ''],
    ['says yes to less than all places', 'yes\n'],
  ])('who %s: no key is made, nothing is written', async (_, input) => {
    const ran = await rotate(['--apply', '--command', `cat > ${place()}`, '--read-command', `cat ${place()}`], input);
    expect(ran).toMatchObject({ code: 3, out: expect.stringMatching(/not done: .*\nstanch resume/) });
    expect([made().length, old.live, existsSync(join(stage.repo.dir, 'a.env'))]).toEqual([0, true, false]);
  });

  it('who does not want the old key to end: it lives, and resume asks for that alone', async () => {
    const ran = await rotate(['--apply'], 'yes\nno\n');
    expect(ran).toMatchObject({ code: 3, out: expect.stringContaining('not done: revoke key key_2') });
    expect([made().length, old.live]).toEqual([1, true]);
    const later = await stage.run(['resume', runIdOf(ran), id, '--report', saved], { input: 'yes\n', terminal: true });
    expect([later.code, questions(later), old.live, made().length]).toEqual([0, 1, false, 1]);
  });

  it('is told what a revocation without a new key does, in the plan and in the question', async () => {
    const words = 'every program that uses it stops working';
    expect((await stage.run(['revoke', id, '--report', saved])).out).toContain(words);
    const ran = await stage.run(['revoke', id, '--report', saved, '--apply'], { input: 'no\n', terminal: true });
    expect(ran).toMatchObject({ code: 3, err: expect.stringContaining(words) });
    expect((await rotate([])).out).not.toContain(words);
    expect(old.live).toBe(true);
  });

  it('is not asked where there is no terminal: --yes is needed, and --dry-run never asks', async () => {
    expect(await rotate(['--apply'], 'yes\nyes\n', false)).toMatchObject({ code: 2, err: expect.stringContaining('--yes') });
    expect(await rotate(['--dry-run'], '', false)).toMatchObject({ code: 0, err: '' });
    expect(await rotate(['--dry-run', '--apply', '--yes'])).toMatchObject({ code: 2, err: expect.stringContaining('do not go together') });
    expect([made().length, old.live]).toEqual([0, true]);
  });
});

describe('a plan that was approved', () => {
  async function planId(): Promise<string> {
    return (JSON.parse((await rotate(['--json'])).out) as { id: string }).id;
  }

  it('has the same id each time, as text and as JSON, and is then carried out', async () => {
    const plan = await planId();
    expect((await rotate([])).out).toContain(`plan ${plan}\n`);
    expect(await rotate(['--apply', '--yes', '--plan', plan])).toMatchObject({ code: 0 });
    expect(old.live).toBe(false);
  });

  it.each([
    ['the place', () => stage.repo.write('other', ''), ['--dotenv', 'b.env:A_KEY']],
    ['the time of grace', () => undefined, ['--grace', '5']],
    ['what the provider says', () => (old.live = false), []],
  ])('is not carried out when %s is another by now', async (_, change, args) => {
    const plan = await planId();
    change();
    expect(await rotate(['--apply', '--yes', '--plan', plan, ...args])).toMatchObject({ code: 2, err: expect.stringContaining('not the one that was approved') });
    expect(made()).toEqual([]);
  });

  it('as JSON tells steps, what can be undone, what is needed and what is known, without a key', async () => {
    const { out } = await rotate(['--json']);
    expect(JSON.parse(out)).toMatchObject({
      mode: 'rotate',
      provider: 'neuroai',
      verdict: { state: 'live' },
      identity: { exact: true, id: 'key_2' },
      steps: [{ step: 'create', reversible: true, needs: expect.stringContaining('Administrator') }, { step: 'test' }, { step: 'deliver', reversible: false }, { step: 'read back' }, { step: 'revoke', reversible: false }, { step: 'prove' }],
    });
    expect(out).not.toContain(old.value);
  });
});
