import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startRun } from '#app/lifecycle/respond.ts';
import { Secret } from '#core/secret.ts';
import type { Provider } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';
import { SERVED } from '../helpers/served/facts.ts';
import { serve, type Facts } from '../helpers/served/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'stanch-self-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Providers whose keys end by their id as well as by themselves. */
const BOTH = PROVIDERS.filter((provider) => 'revoke' in provider && 'endSelf' in provider && provider.id in SERVED);

describe('without a key of the operator', () => {
  it.each(BOTH.map((provider) => [provider.id, provider] as const))('a key of %s ends itself, and nothing else', async (id, provider: Provider) => {
    const served = await serve(SERVED[id] as Facts);
    const env = { XDG_STATE_HOME: folder, [provider.baseEnv]: served.base };
    const world = { env, clock: { now: () => Date.parse('2026-01-01'), sleep: async () => undefined }, approve: async () => true };
    const { outcome } = await startRun({ secret: new Secret(served.old.value), provider }, { mode: 'revoke', sinks: [], grace: 0 }, world);
    expect(outcome).toEqual({ state: 'closed' });
    expect(served.keys.map(({ live }) => live)).toEqual(served.keys.map((key) => key.id !== served.old.id));
    await served.close();
  });

  it('there are such providers', () => expect(BOTH.map(({ id }) => id)).toEqual(expect.arrayContaining(['gitlab', 'vault'])));
});
