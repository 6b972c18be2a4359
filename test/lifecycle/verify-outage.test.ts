import { afterEach, describe, expect, it } from 'vitest';
import { verifyKey } from '#app/lifecycle/make-plan.ts';
import { Secret } from '#core/secret.ts';
import type { Provider, Verdict } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';
import { SERVED } from '../helpers/served/facts.ts';
import { serve, type Served } from '../helpers/served/server.ts';

const KNOWN = PROVIDERS.filter((provider: Provider) => provider.verify !== undefined && provider.id in SERVED);
const open: Served[] = [];
afterEach(async () => {
  for (const served of open.splice(0)) await served.close();
});

async function start(provider: Provider): Promise<{ served: Served; ask: (operator?: string) => Promise<Verdict> }> {
  const facts = SERVED[provider.id];
  if (facts === undefined) throw new Error(`no provider ${provider.id}`);
  const served = await serve(facts);
  open.push(served);
  const settings = provider.settings.map(({ name, env }) => [env, facts.settings?.[name]]);
  const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
  const ask = (operator?: string): Promise<Verdict> => verifyKey({ secret: new Secret(served.old.value), provider }, { env: { [provider.baseEnv]: served.base, ...Object.fromEntries(settings), ...(operator === undefined ? {} : { [provider.operatorEnv]: operator }) }, clock });
  return { served, ask };
}

describe.each(KNOWN.map((provider: Provider) => [provider.id, provider] as const))('%s, asked about a key', (_, provider) => {
  it('is not believed when it refuses every key', async () => {
    const { served, ask } = await start(provider);
    served.hook = (moment) => (moment === 'before' ? 'stranger' : 'go');
    // Any other key of the provider is as good as one of the operator's.
    const other = served.make('another').value;
    const verdict = await ask(other);
    if (verdict.state !== 'dead') return expect(verdict.state).toBe('unknown');
    // Nothing else could be asked: that is told.
    expect(verdict.why).toMatch(/no other key could be asked about, and in an outage it says so of every key/);
    expect(provider.isOperatorApart).toBe(true);
  });

  it('says of a dead key what that rests on', async () => {
    const { served, ask } = await start(provider);
    served.old.live = false;
    const alone = await ask();
    if (alone.state !== 'dead') return;
    expect(alone.why).toContain('; no other key could be asked about');
    const own = provider.isOperatorApart === true ? served.operator : served.make('another').value;
    const words = provider.isOperatorApart === true ? /; (?:no other key could be asked about|your own key was taken meanwhile, but by another question)/ : /; it took your own key meanwhile/;
    expect(await ask(own)).toMatchObject({ state: 'dead', why: expect.stringMatching(words) });
  });
});
