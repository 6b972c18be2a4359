import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NEUROAI } from '#providers/neuroai.ts';
import { expectEnded, makeFaultWorld, ROTATABLE } from '../helpers/fault-world.ts';
import { startNeuroai } from '../helpers/neuroai-server.ts';
import { allRead, goOn, makeRotation, planRotation, remove, valueIn } from '../helpers/rotation.ts';

let folder: string;
let child: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stanch-kill-'));
  child = join(folder, 'child.mjs');
  await build({ entryPoints: [new URL('../helpers/rotation-child.ts', import.meta.url).pathname], outfile: child, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runChild(order: unknown): Promise<NodeJS.Signals | null> {
  const process_ = spawn(process.execPath, [child, JSON.stringify(order)], { stdio: 'ignore' });
  return new Promise((done) => process_.on('close', (_, signal) => done(signal)));
}

describe('kill -9', () => {
  it('at every moment of a rotation loses nothing', async () => {
    let killed = 0;
    for (let at = 1; ; at++) {
      const server = await startNeuroai();
      const old = server.add('production');
      const rotation = makeRotation(old.value, 1);
      planRotation(rotation, { provider: 'neuroai', oldId: old.id, oldKey: old.value });
      const violations: string[] = [];
      server.hook = (moment, call) => {
        if (moment === 'before' && call === `DELETE /v1/api-keys/${old.id}` && !allRead(rotation)) violations.push(call);
        return 'go';
      };
      const signal = await runChild({ provider: 'neuroai', base: server.base, operator: server.operator, oldKey: old.value, rotation, at });
      const live = (): typeof server.keys => server.keys.filter((key) => key.live && key.name.startsWith('stanch-'));
      expect(live().length, `moment ${at}`).toBeLessThanOrEqual(1);
      expect(await goOn(rotation, { provider: NEUROAI, base: server.base, operator: server.operator, oldKey: old.value })).toEqual({ state: 'closed' });
      expect([live().length, old.live, server.keys[0]?.live, violations]).toEqual([1, false, true, []]);
      expect(rotation.files.map(valueIn)).toEqual([live()[0]?.value]);
      await server.close();
      remove(rotation);
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
