import { afterEach, expect, test, vi } from 'vitest';
import { join } from 'node:path';
import { chooseEngine } from '#engine/choose-engine.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';

const repos: TestRepo[] = [];
afterEach(() => {
  vi.unstubAllGlobals();
  for (const repo of repos.splice(0)) repo.cleanup();
});

function commonDir(): string {
  const repo = makeRepo();
  repos.push(repo);
  return join(repo.dir, '.git');
}

test('packs are read directly where that is possible', () => {
  expect(chooseEngine({ commonDir: commonDir(), env: {} })).toEqual({ engine: 'pack', reason: 'packs are read directly' });
});

test('git packs where objects are elsewhere, and a part of the history; it reads where WebAssembly is off', () => {
  const folder = commonDir();
  expect(chooseEngine({ commonDir: folder, env: { GIT_OBJECT_DIRECTORY: join(folder, 'nowhere') } }).engine).toBe('stream');
  expect(chooseEngine({ commonDir: folder, env: {}, since: '2 days ago' }).engine).toBe('stream');
  vi.stubGlobal('WebAssembly', undefined);
  expect(chooseEngine({ commonDir: folder, env: {} }).reason).toContain('WebAssembly');
  expect(() => chooseEngine({ commonDir: folder, env: {}, forced: 'pack' })).toThrow('cannot run here');
});

test('what was asked for wins', () => {
  expect(chooseEngine({ commonDir: commonDir(), env: {}, forced: 'cat-file' })).toEqual({ engine: 'cat-file', reason: 'asked for' });
});
