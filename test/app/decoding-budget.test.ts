import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '#app/audit.ts';
import { scanFiles } from '#app/scan.ts';
import { contextIn, SETTINGS } from '../helpers/context.ts';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';

const encoded = (times: number): string => `%${'25'.repeat(times)}41`;
/** Each level of it is read in stretches that overlap. */
const BOMB = `${encoded(20).repeat(30)}${Array.from({ length: 10 }, (_, times) => encoded(times)).join('')}`.repeat(6);

describe('text that is made to keep decoders busy', () => {
  let repo: TestRepo;
  beforeAll(() => {
    repo = makeRepo();
    repo.commitFile('plain.txt', `token = ${githubToken('plain')}\n`);
    repo.commitFile('bomb.txt', `token = ${githubToken('beside')}\n\n${BOMB}\n`);
  });
  afterAll(() => repo.cleanup());

  const context = (): ReturnType<typeof contextIn> => contextIn(repo.dir, { settings: { ...SETTINGS, depth: 8 } });

  it.each(['pack', 'cat-file'] as const)('is told in the ledger, and hides no key, by the engine %s', async (engine) => {
    const { report } = await audit({ folder: repo.dir, unreachable: false, workTree: false, engine }, context());
    expect(report.ledger.complete).toBe(false);
    expect(report.ledger.skipped).toMatchObject([{ reason: 'decoding-budget', count: 1, examples: [{ origin: { kind: 'blob' } }] }]);
    expect(report.findings.map(({ locations }) => locations[0]?.path).sort()).toEqual(['bomb.txt', 'plain.txt']);
  });

  it('is told of files, too', async () => {
    const { report } = await scanFiles({ paths: ['bomb.txt'], noIgnore: true, stdin: Readable.from([]) }, context());
    expect(report.ledger.skipped).toMatchObject([{ reason: 'decoding-budget', count: 1, examples: [{ origin: { kind: 'file', path: 'bomb.txt' } }] }]);
    expect(report.findings).toHaveLength(1);
  });

  it('is opened as far as was asked where that costs little', async () => {
    const { report } = await audit({ folder: repo.dir, unreachable: false, workTree: false }, contextIn(repo.dir, { settings: { ...SETTINGS, depth: 1 } }));
    expect(report.ledger.complete).toBe(true);
  });
});

const bytesOf = (text: string): string[] => Buffer.from(text).toString('hex').match(/../g) ?? [];

describe('a key that is spelled', () => {
  it.each([
    ['with names of HTML', (seed: string): string => githubToken(seed).replace('_', '&lowbar;')],
    ['in hex with spaces', (seed: string): string => `token = ${bytesOf(`token = ${githubToken(seed)}`).join(' ')}`],
    ['as a list of bytes', (seed: string): string => `{0x${bytesOf(`token = ${githubToken(seed)}`).join(', 0x')}}`],
  ])('%s is found by both engines, in every version of a file', async (_, key) => {
    const repo = makeRepo();
    const page = (middle: string): string => `${'<p>some words &amp; others</p>\n'.repeat(200)}${middle}${'<p>more words &nbsp; here</p>\n'.repeat(200)}`;
    for (const [index, seed] of ['one', 'two', 'three'].entries()) repo.commitFile('page.html', page(`<b class="${index}">${key(seed)}</b>\n`));
    repo.commitFile('page.html', page('<b>nothing</b>\n'));
    repo.git('gc', '-q', '--aggressive');
    const found = await Promise.all(
      (['pack', 'cat-file'] as const).map(async (engine) => {
        const { evidence } = await audit({ folder: repo.dir, unreachable: false, workTree: false, engine }, contextIn(repo.dir));
        return [...evidence.values()].map((secret) => secret.reveal()).sort();
      }),
    );
    expect(found[0]).toEqual(['one', 'two', 'three'].map((seed) => githubToken(seed)).sort());
    expect(found[1]).toEqual(found[0]);
    repo.cleanup();
  });
});
