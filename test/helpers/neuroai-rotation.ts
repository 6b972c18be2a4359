import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect } from 'vitest';
import { NEUROAI } from '#providers/neuroai.ts';
import { startNeuroai, type ServedKey } from './neuroai-server.ts';
import { allRead, goOn, makeRotation, planRotation, remove, valueIn, type Rotation } from './rotation.ts';

/** A program that goes on with a rotation, to be run as a process of its own. */
export interface RotationProgram {
  readonly path: string;
  remove(): void;
}

export async function buildRotationProgram(): Promise<RotationProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-program-'));
  const path = join(folder, 'child.mjs');
  await build({ entryPoints: [new URL('rotation-child.ts', import.meta.url).pathname], outfile: path, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A planned rotation of one key at a local NeuroAI. */
export interface NeuroaiRotation {
  readonly old: ServedKey;
  readonly rotation: Rotation;
  /** What the program is told; `at` is the moment at which it ends itself. */
  order(at?: number): unknown;
  /** New keys that live. */
  made(): ServedKey[];
  /** Goes on here, and looks: one new key lives and is delivered, and the old one ended, after the new one was read back. */
  expectResumed(words: string): Promise<void>;
  close(): Promise<void>;
}

export async function makeNeuroaiRotation(): Promise<NeuroaiRotation> {
  const server = await startNeuroai();
  const old = server.add('production');
  const rotation = makeRotation(old.value, 1);
  planRotation(rotation, { provider: 'neuroai', oldId: old.id, oldKey: old.value });
  const violations: string[] = [];
  server.hook = (moment, call) => {
    if (moment === 'before' && call === `DELETE /v1/api-keys/${old.id}` && !allRead(rotation)) violations.push(call);
    return 'go';
  };
  const made = (): ServedKey[] => server.keys.filter((key) => key.live && key.name.startsWith('stanch-'));
  const way = { base: server.base, operator: server.operator, oldKey: old.value };
  return {
    old,
    rotation,
    order: (at = -1) => ({ provider: 'neuroai', ...way, rotation, at }),
    made,
    async expectResumed(words) {
      expect(made().length, words).toBeLessThanOrEqual(1);
      expect(await goOn(rotation, { provider: NEUROAI, ...way }), words).toEqual({ state: 'closed' });
      expect([made().length, old.live, server.keys[0]?.live, violations], words).toEqual([1, false, true, []]);
      expect(rotation.files.map(valueIn), words).toEqual([made()[0]?.value]);
    },
    async close() {
      await server.close();
      remove(rotation);
    },
  };
}
