import { Secret } from '#core/secret.ts';
import { makeHttp } from '#http/send.ts';
import { PROVIDERS } from '#providers/registry.ts';

/** One process that asks about a key at an address, so that it can trust another certificate; its words come as JSON in argv. */
const { provider: id, base, key } = JSON.parse(process.argv[2] ?? '{}') as { provider: string; base: string; key: string };
const provider = PROVIDERS.find((candidate) => candidate.id === id);
const context = { http: makeHttp({ privateHosts: new Set() }), base, clock: Date, settings: {} };
const verdict = await provider?.verify?.(new Secret(key), context).catch((error: unknown) => ({ state: 'failed', why: error instanceof Error ? error.message : '' }));
process.stdout.write(JSON.stringify(verdict));
