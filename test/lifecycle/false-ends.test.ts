import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resumeRun, startRun } from '#app/lifecycle/respond.ts';
import { Secret } from '#core/secret.ts';
import { NEUROAI } from '#providers/neuroai.ts';
import type { Provider } from '#providers/provider.ts';
import { openJournal } from '#store/journal-file.ts';
import { startNeuroai, type NeuroaiServer, type ServedKey } from '../helpers/neuroai-server.ts';
import { makeOutageWorld } from '../helpers/outage-world.ts';
import { goOn, makeRotation, planRotation, remove, RUN_ID, type Rotation } from '../helpers/rotation.ts';

let server: NeuroaiServer;
let old: ServedKey;
let rotation: Rotation;

beforeEach(async () => {
  server = await startNeuroai();
  old = server.add('production');
  rotation = makeRotation(old.value, 1);
  planRotation(rotation, { provider: 'neuroai', oldId: old.id, oldKey: old.value });
});
afterEach(async () => {
  await server.close();
  remove(rotation);
});

/** The provider as several servers that take turns, of which one does not know of the end of the old key. */
function inTurns(count: number, lagging: number): { provider: Provider; settle: () => void } {
  let [turn, lags] = [0, true];
  const provider: Provider = {
    ...NEUROAI,
    verify: async (key, context) => {
      turn += 1;
      const isOld = key.reveal() === old.value;
      if (lags && isOld && turn % count === lagging) return { state: 'live', why: 'the server that lags takes it' };
      return (await NEUROAI.verify?.(key, context)) ?? { state: 'unknown', why: '' };
    },
  };
  return { provider, settle: () => void (lags = false) };
}

function say(step: string, where: Rotation): void {
  const journal = openJournal(where.state, RUN_ID);
  journal.append({ at: '2026-01-01T00:00:00.000Z', kind: 'confirm', data: { step } });
  journal.close();
}

const kinds = (): readonly unknown[] => {
  const journal = openJournal(rotation.state, RUN_ID);
  journal.close();
  return journal.records.map(({ kind, data }) => data['step'] ?? kind);
};

describe('a key that one of several servers still takes', () => {
  it.each([[2, 0], [2, 1], [3, 0], [3, 1], [3, 2]])('is not proved dead: %i servers that take turns, number %i lags', async (count, lagging) => {
    const { provider, settle } = inTurns(count, lagging);
    const world = { provider, base: server.base, operator: server.operator, oldKey: old.value };
    for (let process = 0; process < 3; process++) expect((await goOn(rotation, world).catch(() => ({ state: 'stopped' }))).state).not.toBe('closed');
    expect([old.live, kinds().includes('closed')]).toEqual([false, false]);
    settle();
    expect(await goOn(rotation, world)).toEqual({ state: 'closed' });
  });
});

describe('a key whose end was a lie', () => {
  it('is ended once more by the next process, and by nothing else', async () => {
    let lies = true;
    server.hook = (moment, call) => (lies && moment === 'before' && call === `DELETE /v1/api-keys/${old.id}` ? 204 : 'go');
    const world = { provider: NEUROAI, base: server.base, operator: server.operator, oldKey: old.value };
    expect(await goOn(rotation, world)).toMatchObject({ state: 'manual', step: 'prove', words: expect.stringContaining('said that the old key ended, but it lives') });
    expect(old.live).toBe(true);
    lies = false;
    expect(await goOn(rotation, world)).toEqual({ state: 'closed' });
    expect([old.live, server.keys.filter(({ live }) => !live)]).toEqual([false, [old]]);
  });
});

describe('the word of a person that a key is gone', () => {
  const lane = { name: 'a revocation by nobody', mode: 'revoke', operator: 'none' } as const;

  it('counts while the provider refuses the key, and no more once it took it after all', async () => {
    const world = await makeOutageWorld('groq', lane);
    const first = await world.go();
    expect(first).toMatchObject({ state: 'manual', step: 'revoke' });
    say('revoke', world.rotation);
    // Said too early: the key lives, and the provider says so.
    expect(await world.go()).toMatchObject({ state: 'manual', step: 'revoke' });
    world.lie = () => 'stranger';
    expect(await world.go()).toMatchObject({ state: 'manual', step: 'ended', words: expect.stringContaining('no other key could be asked about') });
    world.lie = () => 'go';
    world.served.old.live = false;
    expect(await world.go()).toMatchObject({ state: 'manual', step: 'ended' });
    say('ended', world.rotation);
    expect(await world.go()).toEqual({ state: 'closed' });
    expect(world.violations).toEqual([]);
    await world.close();
  });
});

describe('an operator who works with the leaked key', () => {
  it('is refused when the run goes on, too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stanch-own-'));
    const env = { XDG_STATE_HOME: folder, STANCH_NEUROAI_URL: server.base, STANCH_NEUROAI_KEY: server.operator };
    const clock = { now: () => Date.parse('2026-01-01'), sleep: () => Promise.resolve() };
    const key = { secret: new Secret(old.value), provider: NEUROAI };
    const { runId, outcome } = await startRun(key, { mode: 'revoke', sinks: [], grace: 0 }, { env, clock, approve: () => Promise.resolve(false) });
    expect(outcome.state).toBe('declined');
    const going = resumeRun(runId, key, { env: { ...env, STANCH_NEUROAI_KEY: old.value }, clock, approve: () => Promise.resolve(true), done: [] });
    await expect(going).rejects.toThrow('the leaked key is the operator key itself');
    expect(old.live).toBe(true);
    rmSync(folder, { recursive: true });
  });
});
