import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { Sink } from '#sinks/sink.ts';
import { base62 } from '../helpers/keys.ts';
import { failureIn, FAULTS, tryFaults } from '../helpers/sinks/faults.ts';
import { startGitLab, variable, type GitLabServer } from '../helpers/sinks/gitlab-server.ts';
import { openSink } from '../helpers/sinks/open-sink.ts';

const TOKEN = base62('gitlab sink', 26);
const VALUE = base62('gitlab value', 40);
const SHOP = 'projects/acme/shop';
let server: GitLabServer;
const open = (target = 'gitlab:acme/shop#API_KEY'): Sink => openSink(target, { STANCH_SINK_GITLAB_URL: server.base, GITLAB_TOKEN: TOKEN });
const values = (): unknown => server.variables.get(SHOP)?.map(({ key, value, environment_scope: scope }) => `${key}@${scope}=${value}`);

beforeEach(async () => {
  server = await startGitLab(TOKEN);
  server.variables.set(SHOP, []);
});
afterEach(() => server.close());

describe('variables of GitLab CI', () => {
  it('makes one as closed as it can be', async () => {
    expect(await open().look?.()).toContain('will be masked and protected');
    await open().write(new Secret(VALUE));
    expect(server.variables.get(SHOP)).toEqual([variable({ value: VALUE, masked: true, protected: true, raw: true })]);
    expect((await open().readBack?.())?.reveal()).toBe(VALUE);
  });

  it.each([
    { masked: true, protected: true },
    { masked: false, protected: true, variable_type: 'file' },
    { masked: true, protected: false, raw: true },
    { masked: false, protected: false },
  ])('keeps %j', async (flags) => {
    server.variables.set(SHOP, [variable(flags)]);
    await open().write(new Secret(VALUE));
    expect(server.variables.get(SHOP)).toEqual([variable({ ...flags, value: VALUE })]);
  });

  it('changes the variable of one environment and no other', async () => {
    server.variables.set(SHOP, [variable({}), variable({ environment_scope: 'production/*' }), variable({ key: 'API_KEY_2' })]);
    await open('gitlab:acme/shop#API_KEY@production/*').write(new Secret(VALUE));
    expect(values()).toEqual(['API_KEY@*=old', `API_KEY@production/*=${VALUE}`, 'API_KEY_2@*=old']);
    await open().write(new Secret(`${VALUE}2`));
    expect(values()).toEqual([`API_KEY@*=${VALUE}2`, `API_KEY@production/*=${VALUE}`, 'API_KEY_2@*=old']);
  });

  it('lets GitLab put nothing in the place of a dollar sign', async () => {
    server.variables.set(SHOP, [variable({})]);
    await open().write(new Secret('a$b-longer'));
    expect(server.variables.get(SHOP)).toEqual([variable({ value: 'a$b-longer', raw: true })]);
  });

  it('serves groups', async () => {
    server.variables.set('groups/acme/web', []);
    await open('gitlab-group:acme/web#API_KEY').write(new Secret(VALUE));
    expect(server.variables.get('groups/acme/web')).toHaveLength(1);
  });

  it('does not unmask what it cannot mask', async () => {
    server.variables.set(SHOP, [variable({ masked: true })]);
    const error = await failureIn(open().write(new Secret('two words')), ['two words', TOKEN]);
    expect(`${error.message} ${error.hint}`).toContain('not unmasked');
    expect(server.variables.get(SHOP)).toEqual([variable({ masked: true })]);
  });

  it('refuses a hidden one before anything is written', async () => {
    server.variables.set(SHOP, [variable({ masked: true, hidden: true })]);
    for (const work of [open().write(new Secret(VALUE)), open().look?.()]) expect((await failureIn(work ?? Promise.resolve(), [VALUE])).message).toContain('is hidden');
    expect(values()).toEqual(['API_KEY@*=old']);
  });

  it('counts nothing as delivered that did not happen', async () => {
    server.lie = [200, variable({ masked: true })];
    const make = (): Sink => (server.variables.set(SHOP, [variable({ masked: true })]), open());
    const counts = await tryFaults({ server, make, value: VALUE, isTried: () => true, stands: () => server.variables.get(SHOP)?.[0]?.value === VALUE, hidden: [TOKEN] });
    expect(counts.tried).toBe(2 * FAULTS.length);
    expect(counts.refused).toBe(counts.tried);
  });

  it.each(['gitlab:acme#K', 'gitlab:acme/../x#K@', 'gitlab:a b/c#K', 'gitlab:acme/shop#A-B'])('refuses %s', (target) => expect(() => open(target)).toThrow());
});
