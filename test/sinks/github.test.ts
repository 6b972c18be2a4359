import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { Sink } from '#sinks/sink.ts';
import { base62 } from '../helpers/keys.ts';
import { failureIn, FAULTS, tryFaults } from '../helpers/sinks/faults.ts';
import { startGitHub, type GitHubServer } from '../helpers/sinks/github-server.ts';
import { openSink } from '../helpers/sinks/open-sink.ts';

const TOKEN = base62('github sink', 40);
const VALUE = base62('github value', 40);
let server: GitHubServer;
beforeEach(async () => void (server = await startGitHub(TOKEN)));
afterEach(async () => {
  await server.close();
  expect(server.complaints).toEqual([]);
});

const open = (target: string, env: Record<string, string> = {}): Sink => openSink(target, { STANCH_SINK_GITHUB_URL: server.base, STANCH_SINK_GITHUB_KEY: TOKEN, ...env });

describe('secrets of GitHub', () => {
  it.each([
    ['github-actions:acme/shop#API_KEY', 'repos/acme/shop/actions/secrets/API_KEY'],
    ['github-environment:acme/shop/stage/eu#API_KEY', 'repos/acme/shop/environments/stage/eu/secrets/API_KEY'],
    ['github-dependabot:acme/shop#API_KEY', 'repos/acme/shop/dependabot/secrets/API_KEY'],
    ['github-codespaces:acme/shop#API_KEY', 'repos/acme/shop/codespaces/secrets/API_KEY'],
  ])('%s is sealed for its own place', async (target, key) => {
    const sink = open(target);
    expect(await sink.look?.()).toBe('is not there yet');
    await sink.write(new Secret(VALUE));
    expect(server.secrets.get(key)?.value).toBe(VALUE);
    await sink.write(new Secret(`${VALUE}2`));
    expect(server.secrets.get(key)?.value).toBe(`${VALUE}2`);
    expect(await sink.look?.()).toMatch(/^is there, changed at 2025/);
  });

  it('says that it cannot be read back, and how a person sees that it works', () => {
    const sink = open('github-actions:acme/shop#API_KEY');
    expect(sink.readBack).toBeUndefined();
    expect(sink.proof).toEqual({ words: expect.stringContaining('Run a job that uses API_KEY of repository acme/shop'), link: `${server.base}/acme/shop/settings/secrets/actions` });
  });

  it('puts the name of an environment into one part of the path', async () => {
    await open('github-environment:acme/shop/stage/eu#API_KEY').look?.();
    expect(server.calls.map(({ path }) => path[4])).toContain('stage/eu');
  });

  it('keeps who may see the secret of an organisation, over all pages', async () => {
    const ids = Array.from({ length: 230 }, (_, index) => index + 1);
    server.secrets.set('orgs/acme/actions/secrets/API_KEY', { value: 'old', visibility: 'selected', ids, changed: 1 });
    server.secrets.set('orgs/acme/dependabot/secrets/API_KEY', { value: 'old', visibility: 'private', changed: 1 });
    await open('github-organisation:acme#API_KEY').write(new Secret(VALUE));
    await open('github-organisation-dependabot:acme#API_KEY').write(new Secret(VALUE));
    expect(server.secrets.get('orgs/acme/actions/secrets/API_KEY')).toMatchObject({ value: VALUE, visibility: 'selected', ids });
    expect(server.secrets.get('orgs/acme/dependabot/secrets/API_KEY')).toMatchObject({ value: VALUE, visibility: 'private' });
  });

  it('makes no secret of an organisation, whose audience it would have to choose', async () => {
    const error = await failureIn(open('github-organisation:acme#API_KEY').write(new Secret(VALUE)), [VALUE, TOKEN]);
    expect(error.message).toContain('has no secret API_KEY yet');
    expect(server.calls.some(({ method }) => method === 'PUT')).toBe(false);
  });

  it('writes again where the time of change is too coarse to tell', async () => {
    const sink = open('github-actions:acme/shop#API_KEY');
    await sink.write(new Secret('old'));
    const seen: number[] = [];
    server.fault = ({ method }) => (method === 'PUT' && seen.push(1) === 1 ? 'lie' : 'none');
    await sink.write(new Secret(VALUE));
    expect([seen.length, server.secrets.get('repos/acme/shop/actions/secrets/API_KEY')?.value]).toEqual([2, VALUE]);
  });

  it('counts nothing as delivered that did not happen', async () => {
    const key = 'repos/acme/shop/actions/secrets/API_KEY';
    server.secrets.set(key, { value: 'old', changed: 1 });
    const counts = await tryFaults({
      server,
      make: () => (server.secrets.set(key, { value: 'old', changed: 1 }), open('github-actions:acme/shop#API_KEY')),
      value: VALUE,
      isTried: () => true,
      stands: () => server.secrets.get(key)?.value === VALUE,
      hidden: [TOKEN],
    });
    expect(counts.tried).toBe(3 * FAULTS.length);
    expect(counts.refused).toBeGreaterThan(36);
  });

  it.each([
    ['github-actions:acme#K', 'OWNER/REPO'],
    ['github-actions:acme/..#K', 'part that is empty'],
    ['github-actions:acme/shop/x#K', 'OWNER/REPO'],
    ['github-actions:acme/shop#GITHUB_KEY', 'GITHUB_'],
    ['github-actions:acme/shop#A-B', 'letters'],
    ['github-actions:acme/shop', 'needs github-actions:OWNER/REPO#NAME'],
    ['github-environment:acme/shop#K', 'OWNER/REPO/ENVIRONMENT'],
    ['github:acme/shop#K', 'no kind of place'],
  ])('refuses %s', (target, words) => expect(() => open(target)).toThrow(words));

  it('needs a token of the environment, and one that fits into a header', () => {
    expect(() => open('github-actions:acme/shop#K', { STANCH_SINK_GITHUB_KEY: '' })).toThrow('a key of yours for GitHub is needed');
    expect(() => open('github-actions:acme/shop#K', { STANCH_SINK_GITHUB_KEY: 'a\nb' })).toThrow('characters that no key has');
  });

  it('speaks in the clear to nobody, and to no private address that was not named', async () => {
    for (const url of ['http://192.0.2.1', 'ftp://127.0.0.1']) await failureIn(open('github-actions:acme/shop#K', { STANCH_SINK_GITHUB_URL: url }).write(new Secret(VALUE)), [VALUE]);
    expect(server.calls).toEqual([]);
  });
});
