import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import { withRetry } from '#http/retry.ts';
import { makeHttp } from '#http/send.ts';
import type { Provider, ProviderContext } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';
import { goOn, makeRotation, planRotation, remove, valueIn } from '../helpers/rotation.ts';
import { SERVED } from '../helpers/served/facts.ts';
import { serve, type Served } from '../helpers/served/server.ts';

const lastOf = (id: string): string | undefined => id.split('/').at(-1);
const clock = { now: () => 0, sleep: async () => undefined };

function contextFor(served: Served, settings: Readonly<Record<string, string>> = {}): ProviderContext {
  return { http: withRetry(makeHttp({ privateHosts: new Set(['127.0.0.1']) }), clock), base: served.base, operator: new Secret(served.operator), clock: Date, settings };
}

const checked = new Map<string, number>();
afterAll(() => void process.stdout.write(`official descriptions: ${[...checked].map(([id, count]) => `${id} ${count}`).join(', ')} exchanges as they say\n`));

/** Provider by provider: what the documentation promises is what the code does, against a server that enforces it. */
describe.each(Object.keys(SERVED).map((id) => [id] as const))('%s', (id) => {
  const facts = SERVED[id];
  const provider = PROVIDERS.find((candidate) => candidate.id === id) as Provider;
  let served: Served;
  let context: ProviderContext;
  beforeEach(async () => {
    if (facts === undefined) throw new Error('no facts');
    served = await serve(facts);
    context = contextFor(served, facts.settings);
  });
  afterEach(async () => {
    // Where the vendor has an official description, each exchange is as it says.
    expect(served.complaints).toEqual([]);
    if (facts?.contract !== undefined) checked.set(id, (checked.get(id) ?? 0) + served.checked.count);
    await served.close();
  });

  it('tells a key that lives from one that does not', async () => {
    const key = new Secret(served.old.value);
    expect(await provider.verify?.(key, context)).toMatchObject({ state: 'live' });
    served.old.live = false;
    const verdict = await provider.verify?.(key, context);
    expect(verdict?.state).toBe(facts?.vague === true ? 'unknown' : 'dead');
    expect(JSON.stringify(verdict)).not.toContain(served.old.value);
  });

  it('names the leaked key and no other', async () => {
    const identity = await provider.identify?.(new Secret(served.old.value), context);
    if (identity?.exact === true) expect(lastOf(identity.id)).toBe(lastOf(served.old.id));
    else expect(provider.manual.revoke.link).toMatch(/^https:/);
  });

  it('lists every key', async () => {
    const identity = await provider.identify?.(new Secret(served.old.value), context);
    const keys = await provider.list?.(context, { id: identity?.exact === true ? identity.id : served.old.id, value: new Secret(served.old.value) });
    if (keys !== undefined) expect(keys.map((key) => lastOf(key.id))).toEqual(served.keys.map((key) => lastOf(key.id)));
    else expect('list' in provider).toBe(false);
  });

  it('ends the leaked key, and proves it', async () => {
    const identity = await provider.identify?.(new Secret(served.old.value), context);
    const rotation = makeRotation(served.old.value, 1);
    const rotates = provider.create !== undefined && provider.revoke !== undefined && identity?.exact === true;
    planRotation(rotation, { provider: id, oldId: identity?.exact === true ? identity.id : served.old.id, oldKey: served.old.value, mode: rotates ? 'rotate' : 'revoke', verdict: 'live' });
    const going = goOn(rotation, { provider, base: served.base, operator: served.operator, oldKey: served.old.value, settings: { ...facts?.settings } });
    const hasEnd = provider.revoke !== undefined || provider.endSelf !== undefined;
    const canEnd = hasEnd && identity?.exact === true;
    if (hasEnd && !canEnd) await expect(going).rejects.toThrow('the id of the leaked key cannot be made sure of now');
    else expect((await going).state).toBe(canEnd ? 'closed' : 'manual');
    expect(served.old.live).toBe(!canEnd);
    expect(served.keys.filter((key) => key.label === 'somebody else').every((key) => key.live)).toBe(true);
    const made = served.live().find((key) => key.label.startsWith('stanch-'));
    expect(rotation.files.map(valueIn)).toEqual([rotates ? made?.value : served.old.value]);
    remove(rotation);
  });
});
