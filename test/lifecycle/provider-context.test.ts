import { describe, expect, it } from 'vitest';
import { planSteps } from '#app/lifecycle/plan.ts';
import { contextOf, findProvider } from '#app/lifecycle/provider-context.ts';
import { expectEnded, makeFaultWorld } from '../helpers/fault-world.ts';
import { goOn } from '../helpers/rotation.ts';

const clock = { now: () => 0, sleep: async () => undefined };
const operator = (env: Record<string, string>): string | undefined => contextOf(findProvider({ id: 'aws' }, {}), env, clock).operator?.reveal();

describe('what a provider is given', () => {
  it('takes the key of its tools where none of its own is set', () => {
    const tools = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'half' };
    expect(operator({})).toBeUndefined();
    expect(operator({ AWS_ACCESS_KEY_ID: 'id' })).toBeUndefined();
    expect(operator(tools)).toBe('id:half');
    expect(operator({ ...tools, AWS_SESSION_TOKEN: 'session' })).toBe('id:half:session');
    expect(operator({ ...tools, STANCH_AWS_KEY: 'own' })).toBe('own');
    expect(operator({ ...tools, STANCH_AWS_KEY: '' })).toBe('id:half');
  });

  it('asks the registry that npm uses, and says which variable is missing', () => {
    const npm = findProvider({ id: 'npm' }, {});
    expect(contextOf(npm, { npm_config_registry: 'https://registry.example/npm/' }, clock).base).toBe('https://registry.example/npm');
    expect(contextOf(npm, { npm_config_registry: 'https://registry.example', STANCH_NPM_URL: 'https://own.example' }, clock).base).toBe('https://own.example');
    expect(() => contextOf(npm, {}, clock)).toThrow('the address of npm is not known');
    expect(() => contextOf(npm, { npm_config_registry: 'nowhere' }, clock)).toThrow('not an address');
  });

  it('names those that are meant perhaps where there is no such provider', () => {
    const hintFor = (id: string): unknown => {
      try {
        return findProvider({ id }, {});
      } catch (error) {
        return error;
      }
    };
    expect(hintFor('postgresql')).toMatchObject({ hint: expect.stringMatching(/providers\.md.*among them postgres, postman, postmark;/) });
    expect(hintFor('')).toMatchObject({ hint: expect.not.stringContaining('among') });
  });

  it('plans the end of a key that ends itself as a step of its own, without a key of the operator', () => {
    const facts = { mode: 'revoke', verdict: { state: 'live', why: '' }, identity: { exact: true, id: 'U1', proof: 'p' }, sinks: [], grace: 0 } as const;
    const [revoke] = planSteps({ ...facts, provider: findProvider({ id: 'slack' }, {}) });
    expect(revoke).toMatchObject({ step: 'revoke', needs: '' });
    expect(revoke).not.toHaveProperty('manual');
    expect(planSteps({ ...facts, provider: findProvider({ id: 'stripe' }, {}) })[0]).toHaveProperty('manual');
  });
});

describe('a setting that is missing', () => {
  it.each([['sendgrid'], ['twilio'], ['azure-app'], ['openai']])('of %s is told before anything is begun', async (id) => {
    const world = await makeFaultWorld(id);
    const provider = findProvider({ id }, {});
    const order = { provider, base: world.served.base, operator: world.served.operator, oldKey: world.served.old.value };
    const before = world.served.calls.length;
    await expect(goOn(world.rotation, order)).rejects.toThrow('a setting is missing');
    expect(world.served.calls).toHaveLength(before);
    await world.finish();
    expectEnded(world, id);
    await world.close();
  });
});
