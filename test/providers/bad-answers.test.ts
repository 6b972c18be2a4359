import { afterAll, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import { HttpError } from '#http/http-error.ts';
import type { HttpResponse } from '#http/http.ts';
import type { ProviderContext } from '#providers/provider.ts';
import { PROVIDERS as ALL } from '#providers/registry.ts';
import { SERVED } from '../helpers/served/facts.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const HTML = { 'content-type': 'text/html' };
const page = '<html><title>Sign in to the guest network</title></html>';
const answer = (status: number, body: string, headers: Record<string, string> = JSON_TYPE): HttpResponse => ({ status, headers: { date: new Date().toUTCString(), ...headers }, body });

/** Answers that say nothing about a key, whoever seems to give them. */
const BAD: readonly (readonly [name: string, make: (key: string) => HttpResponse | HttpError])[] = [
  ['a captive page', () => answer(200, page, HTML)],
  ['a captive page that repeats the key', (key) => answer(200, `${page}${key}`, HTML)],
  ['a page that says it is JSON', () => answer(200, page)],
  ['JSON cut off', () => answer(200, '{"valid":true,"ok":true,"da')],
  ['an empty object', () => answer(200, '{}')],
  ['null', () => answer(200, 'null')],
  ['a text', () => answer(200, '"ok"')],
  ['nothing', () => answer(204, '')],
  ['the key alone', (key) => answer(200, JSON.stringify({ echo: key }))],
  ['a yes of prototypes', () => answer(200, '{"__proto__":{"ok":true,"valid":true},"constructor":1}')],
  ['a redirect', () => answer(302, '', { location: 'https://attacker.example/' })],
  ['a lasting redirect', () => answer(308, '{}', { ...JSON_TYPE, location: 'https://attacker.example/' })],
  ['a refusal by a proxy', () => answer(401, page, HTML)],
  ['a refusal without words', () => answer(401, '', {})],
  ['a proxy that asks', () => answer(407, page, HTML)],
  ['a wall', () => answer(403, page, HTML)],
  ['not found', () => answer(404, page, HTML)],
  ['gone', () => answer(410, page, HTML)],
  ['too slow', () => answer(408, page, HTML)],
  ['too early', () => answer(425, '{}')],
  ['too many', () => answer(429, '{}', { ...JSON_TYPE, 'retry-after': '1' })],
  ['a failure', () => answer(500, '{}')],
  ['a bad gateway', () => answer(502, page, HTML)],
  ['away', () => answer(503, '{}')],
  ['a gateway that waited', () => answer(504, page, HTML)],
  ['a status that there is none of', () => answer(299, '{}')],
  ['no answer in time', () => new HttpError('timeout', 'host.example', 'no answer in time')],
  ['a cut', () => new HttpError('network', 'host.example', 'no answer (ECONNRESET)')],
  ['an endless body', () => new HttpError('too-large', 'host.example', 'the answer is too large')],
];

/** Those that a local server of their facts is there for. */
const PROVIDERS = ALL.filter(({ id }) => id in SERVED);

let tried = 0;
afterAll(() => void process.stdout.write(`bad answers: ${tried} tried (${PROVIDERS.length} providers x ${BAD.length} answers), none taken for a yes or a no\n`));

it('tries many', () => expect(PROVIDERS.length).toBeGreaterThan(60));

describe.each(PROVIDERS.map((provider) => [provider.id, provider] as const))('%s', (id, provider) => {
  const facts = SERVED[id];
  const key = facts?.mint(0).value ?? '';
  const secret = new Secret(key);
  const contextFor = (make: (key: string) => HttpResponse | HttpError): ProviderContext => ({
    http: {
      send: async () => {
        const made = make(key);
        if (made instanceof HttpError) throw made;
        return made;
      },
    },
    base: 'https://provider.example',
    operator: new Secret(facts?.operator ?? 'operator'),
    clock: Date,
    settings: facts?.settings ?? {},
  });

  it.each(BAD)('%s', async (_name, make) => {
    tried += 1;
    const context = contextFor(make);
    const verdict = await provider.verify?.(secret, context).catch((error: unknown) => error);
    if (!(verdict instanceof HttpError)) expect(verdict).toMatchObject({ state: 'unknown' });
    const identity = await provider.identify?.(secret, context).catch((error: unknown) => error);
    // What is read off the key itself needs no answer; everything else must have one.
    const readOff = ['discord-webhook', 'noorle', 'slack-webhook', 'twilio'].includes(id);
    if (!readOff) expect(identity).not.toMatchObject({ exact: true });
    for (const words of [verdict, identity]) expect(`${String(words)}${JSON.stringify(words) ?? ''}`).not.toContain(key);
    const old = { id: facts?.mint(0).id ?? '', value: secret };
    const made = provider.create?.('label', context, old);
    if (made !== undefined) await expect(made).rejects.toThrow();
    const keys = provider.list?.(context, old);
    if (keys !== undefined) await expect(keys).rejects.toThrow();
  });
});
