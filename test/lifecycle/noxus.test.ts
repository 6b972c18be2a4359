import { appendFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunOutcome } from '#app/lifecycle/run-ports.ts';
import { NOXUS } from '#providers/noxus.ts';
import { openJournal } from '#store/journal-file.ts';
import { startNoxus, type NoxusServer } from '../helpers/noxus-server.ts';
import { allRead, goOn, makeRotation, planRotation, remove, RUN_ID, valueIn, type Around, type Rotation } from '../helpers/rotation.ts';

let server: NoxusServer;
let rotation: Rotation;

async function setUp(): Promise<void> {
  server = await startNoxus();
  rotation = makeRotation(old().value, 2);
  planRotation(rotation, { provider: 'noxus', oldId: old().id, oldKey: old().value });
}

async function tearDown(): Promise<void> {
  await server.close();
  remove(rotation);
}

const old = (): NoxusServer['keys'][number] => {
  const key = server.keys[1];
  if (key === undefined) throw new Error('no key');
  return key;
};
const replacements = (): NoxusServer['keys'] => server.keys.filter((key) => key.live && key.name.startsWith('stanch-'));
const go = (around?: Around): Promise<RunOutcome> => goOn(rotation, { provider: NOXUS, base: server.base, operator: server.operator, oldKey: old().value, settings: { workspace: 'ws' } }, around);

function confirm(step: string): void {
  const journal = openJournal(rotation.state, RUN_ID);
  journal.append({ at: '2026-01-01T00:00:00.000Z', kind: 'confirm', data: { step } });
  journal.close();
}

/** Does what stanch asks of a person, until the run is closed. */
async function workThrough(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    const outcome = await go();
    if (outcome.state === 'closed') return;
    if (outcome.state !== 'manual') throw new Error(outcome.state);
    if (outcome.step === 'revoke') {
      expect(allRead(rotation)).toBe(true);
      old().live = false;
      continue;
    }
    const name = /the name (\S+) and delete/.exec(outcome.words)?.[1];
    expect(name).toBeDefined();
    for (const key of server.keys) if (key.name === name) key.live = false;
    confirm(outcome.step);
  }
  throw new Error('the run does not end');
}

function expectFinished(): void {
  expect(replacements()).toHaveLength(1);
  expect(rotation.files.map(valueIn)).toEqual(rotation.files.map(() => replacements()[0]?.value));
  expect([server.keys[0]?.live, old().live]).toEqual([true, false]);
  expect(server.calls.filter((call) => call.startsWith('DELETE'))).toEqual([]);
}

describe('a rotation at a provider whose keys end by hand', () => {
  beforeEach(setUp);
  afterEach(tearDown);

  it('stops before the end, and closes once the old key is dead', async () => {
    expect(await go()).toMatchObject({ state: 'manual', step: 'revoke', words: expect.stringContaining('never the workspace') });
    expect(old().live).toBe(true);
    expect(await go()).toMatchObject({ state: 'manual', step: 'revoke' });
    expect(replacements()).toHaveLength(1);
    old().live = false;
    expect(await go()).toEqual({ state: 'closed' });
    expectFinished();
  });

  it('survives a crash at every moment, and makes no second key before the first is gone', async () => {
    let moments = 0;
    await go(() => void (moments += 1));
    for (let k = 1; k <= moments; k++) {
      await tearDown();
      await setUp();
      let count = 0;
      const crash: Around = () => {
        count += 1;
        if (count >= k) throw new Error('crash');
      };
      await expect(go(crash), `moment ${k}`).rejects.toThrow();
      expect(replacements().length).toBeLessThanOrEqual(1);
      await workThrough();
      expectFinished();
    }
    appendFileSync(1, `noxus: crashed at ${moments} of ${moments} moments, nothing lost\n`);
  });

  it('takes only id and name out of an answer that repeats the key', async () => {
    const { Secret } = await import('#core/secret.ts');
    const { makeHttp } = await import('#http/send.ts');
    const context = { http: makeHttp({ privateHosts: new Set(['127.0.0.1']) }), base: server.base, clock: Date, settings: {} };
    const key = new Secret(old().value);
    const said = JSON.stringify([await NOXUS.verify?.(key, context), await NOXUS.identify?.(key, context)]);
    expect(said).toContain('production');
    expect(said).not.toContain(old().value);
    expect(Object.keys(NOXUS)).not.toEqual(expect.arrayContaining(['revoke']));
  });
});
