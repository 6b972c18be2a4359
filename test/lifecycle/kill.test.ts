import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectEnded, makeFaultWorld, ROTATABLE } from '../helpers/fault-world.ts';
import { buildRotationProgram, makeNeuroaiRotation, type RotationProgram } from '../helpers/neuroai-rotation.ts';

let program: RotationProgram;

beforeAll(async () => {
  program = await buildRotationProgram();
});
afterAll(() => program.remove());

function runChild(order: unknown): Promise<NodeJS.Signals | null> {
  const process_ = spawn(process.execPath, [program.path, JSON.stringify(order)], { stdio: 'ignore' });
  return new Promise((done) => process_.on('close', (_, signal) => done(signal)));
}

describe('kill -9', () => {
  it('at every moment of a rotation loses nothing', async () => {
    let killed = 0;
    for (let at = 1; ; at++) {
      const world = await makeNeuroaiRotation();
      const signal = await runChild(world.order(at));
      await world.expectResumed(`moment ${at}`);
      await world.close();
      if (signal === null) break;
      killed += 1;
    }
    expect(killed).toBeGreaterThan(30);
    process.stdout.write(`neuroai: killed at ${killed} of ${killed} moments, nothing lost\n`);
  });

  // Every moment of every provider is tried without processes in fault-matrix.test.ts; here each third is, with them, and
  // every one with STANCH_EVERY_MOMENT=1, which takes minutes.
  const step = process.env['STANCH_EVERY_MOMENT'] === '1' ? 1 : 3;
  it.each(ROTATABLE.map((id) => [id] as const))('of %s loses nothing', async (id) => {
    let killed = 0;
    for (let at = 1; ; at += step) {
      const world = await makeFaultWorld(id);
      const signal = await runChild({ ...world.order, at });
      await world.finish();
      expectEnded(world, `moment ${at}`);
      await world.close();
      if (signal === null) break;
      killed += 1;
    }
    expect(killed).toBeGreaterThan(5);
    process.stdout.write(`${id.padEnd(24)} killed at ${killed} of ${killed} moments, nothing lost\n`);
  }, 360_000);
});
