import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { detectManager } from '#app/install-target.ts';
import { readHead } from '#app/read-head.ts';

let root: string;
let outside: string;
beforeEach(() => {
  [root, outside] = ['root', 'outside'].map((name) => realpathSync(mkdtempSync(join(tmpdir(), `stanch-${name}-`)))) as [string, string];
});
afterEach(() => {
  for (const folder of [root, outside]) rmSync(folder, { recursive: true, force: true });
});

const manager = (): string => detectManager({ root, hooksPath: join(root, '.git/hooks'), commonDir: join(root, '.git') });

describe('the head of a file of a work tree', () => {
  it('is its first bytes, through links within', () => {
    mkdirSync(join(root, 'a'));
    writeFileSync(join(root, 'a/b.txt'), 'hello');
    symlinkSync('a/b.txt', join(root, 'link'));
    expect(['a/b.txt', 'link'].map((path) => readHead(root, path, 4)?.toString())).toEqual(['hell', 'hell']);
    expect(readHead(root, 'a/b.txt', 100)?.toString()).toBe('hello');
  });

  it.skipIf(process.platform === 'win32')('is nothing of a pipe, a folder, a link that leads out, or what is gone', () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    mkdirSync(join(root, 'folder'));
    writeFileSync(join(outside, 'a'), 'x');
    symlinkSync(join(outside, 'a'), join(root, 'out'));
    symlinkSync('nowhere', join(root, 'broken'));
    symlinkSync('loop', join(root, 'loop'));
    expect(['pipe', 'folder', 'out', 'broken', 'loop', 'gone', '../x'].map((path) => readHead(root, path, 4))).toEqual(Array.from({ length: 7 }, () => undefined));
  });

  it.skipIf(process.platform === 'win32')('of a package.json names no manager of hooks where it is a pipe or a link out', () => {
    writeFileSync(join(root, 'package.json'), '{"devDependencies": {"husky": "9"}}');
    expect(manager()).toBe('husky');
    rmSync(join(root, 'package.json'));
    execFileSync('mkfifo', [join(root, 'package.json')]);
    expect(manager()).toBe('native');
    rmSync(join(root, 'package.json'));
    writeFileSync(join(outside, 'package.json'), '{"devDependencies": {"husky": "9"}}');
    symlinkSync(join(outside, 'package.json'), join(root, 'package.json'));
    expect(manager()).toBe('native');
  });
});
