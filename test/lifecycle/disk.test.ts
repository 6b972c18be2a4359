import { spawn } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildRotationProgram, makeNeuroaiRotation, type RotationProgram } from '../helpers/neuroai-rotation.ts';

let program: RotationProgram;

beforeAll(async () => {
  program = await buildRotationProgram();
});
afterAll(() => program.remove());

/** Goes on in a process that may write files of so many blocks of 512 bytes and no more, as on a disk that fills up. */
function runWithin(blocks: number, order: unknown): Promise<number | null> {
  const process_ = spawn('/bin/sh', ['-c', 'ulimit -f "$1"; exec "$2" "$3" "$4"', 'sh', String(blocks), process.execPath, program.path, JSON.stringify(order)], { stdio: 'ignore' });
  return new Promise((done) => process_.on('close', (code) => done(code)));
}

describe.skipIf(process.platform === 'win32')('a disk that is full', () => {
  it('at whatever place loses nothing', async () => {
    let failed = 0;
    for (let blocks = 0; ; blocks++) {
      const world = await makeNeuroaiRotation();
      const code = await runWithin(blocks, world.order());
      if (blocks === 0) expect([world.made().length, world.old.live]).toEqual([0, true]);
      await world.expectResumed(`${blocks} blocks`);
      await world.close();
      if (code === 0) break;
      failed += 1;
    }
    expect(failed).toBeGreaterThan(3);
    process.stdout.write(`disk: full at ${failed} of ${failed} sizes, nothing lost\n`);
  }, 60_000);

  it.skipIf(process.getuid?.() === 0)('and a journal that cannot be written begins nothing', async () => {
    const world = await makeNeuroaiRotation();
    const files = readdirSync(world.rotation.state).map((name) => join(world.rotation.state, name));
    for (const file of files) chmodSync(file, 0o400);
    expect(await runWithin(1_000_000, world.order())).not.toBe(0);
    expect([world.made().length, world.old.live]).toEqual([0, true]);
    for (const file of files) chmodSync(file, 0o600);
    await world.expectResumed('written again');
    await world.close();
  });
});
