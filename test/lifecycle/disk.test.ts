import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NEUROAI } from '#providers/neuroai.ts';
import { startNeuroai, type NeuroaiServer, type ServedKey } from '../helpers/neuroai-server.ts';
import { allRead, goOn, makeRotation, planRotation, remove, valueIn, type Rotation } from '../helpers/rotation.ts';

let folder: string;
let child: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stanch-disk-'));
  child = join(folder, 'child.mjs');
  await build({ entryPoints: [new URL('../helpers/rotation-child.ts', import.meta.url).pathname], outfile: child, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Goes on in a process that may write files of so many blocks of 512 bytes and no more, as on a disk that fills up. */
function runWithin(blocks: number, order: unknown): Promise<number | null> {
  const process_ = spawn('/bin/sh', ['-c', 'ulimit -f "$1"; exec "$2" "$3" "$4"', 'sh', String(blocks), process.execPath, child, JSON.stringify(order)], { stdio: 'ignore' });
  return new Promise((done) => process_.on('close', (code) => done(code)));
}

interface DiskWorld {
  readonly server: NeuroaiServer;
  readonly old: ServedKey;
  readonly rotation: Rotation;
  readonly violations: string[];
}

async function setUp(): Promise<DiskWorld> {
  const server = await startNeuroai();
  const old = server.add('production');
  const rotation = makeRotation(old.value, 1);
  planRotation(rotation, { provider: 'neuroai', oldId: old.id, oldKey: old.value });
  const violations: string[] = [];
  server.hook = (moment, call) => {
    if (moment === 'before' && call === `DELETE /v1/api-keys/${old.id}` && !allRead(rotation)) violations.push(call);
    return 'go';
  };
  return { server, old, rotation, violations };
}

const orderOf = ({ server, old, rotation }: DiskWorld): unknown => ({ provider: 'neuroai', base: server.base, operator: server.operator, oldKey: old.value, rotation, at: -1 });
const made = ({ server }: DiskWorld): ServedKey[] => server.keys.filter((key) => key.live && key.name.startsWith('stanch-'));

async function expectResumed(world: DiskWorld): Promise<void> {
  const { server, old, rotation, violations } = world;
  expect(made(world).length).toBeLessThanOrEqual(1);
  expect(await goOn(rotation, { provider: NEUROAI, base: server.base, operator: server.operator, oldKey: old.value })).toEqual({ state: 'closed' });
  expect([made(world).length, old.live, violations]).toEqual([1, false, []]);
  expect(rotation.files.map(valueIn)).toEqual([made(world)[0]?.value]);
}

describe.skipIf(process.platform === 'win32')('a disk that is full', () => {
  it('at whatever place loses nothing', async () => {
    let failed = 0;
    for (let blocks = 0; ; blocks++) {
      const world = await setUp();
      const code = await runWithin(blocks, orderOf(world));
      if (blocks === 0) expect([made(world).length, world.old.live]).toEqual([0, true]);
      await expectResumed(world);
      await world.server.close();
      remove(world.rotation);
      if (code === 0) break;
      failed += 1;
    }
    expect(failed).toBeGreaterThan(3);
    process.stdout.write(`disk: full at ${failed} of ${failed} sizes, nothing lost\n`);
  }, 60_000);

  it.skipIf(process.getuid?.() === 0)('and a journal that cannot be written begins nothing', async () => {
    const world = await setUp();
    const files = readdirSync(world.rotation.state).map((name) => join(world.rotation.state, name));
    for (const file of files) chmodSync(file, 0o400);
    expect(await runWithin(1_000_000, orderOf(world))).not.toBe(0);
    expect([made(world).length, world.old.live]).toEqual([0, true]);
    for (const file of files) chmodSync(file, 0o600);
    await expectResumed(world);
    await world.server.close();
    remove(world.rotation);
  });
});
