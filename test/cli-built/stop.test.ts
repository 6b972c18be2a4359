import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startCli } from '../helpers/run-cli.ts';

describe('Ctrl-C', () => {
  it('a second time ends a run that waits, with the code of an interrupt', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stanch-stop-'));
    let timer: NodeJS.Timeout | undefined;
    // Standard input stays open, so nothing but a signal can end it.
    const ended = await startCli(['scan', '-'], { cwd: folder }, (child) => {
      timer = setInterval(() => child.kill('SIGINT'), 1_500);
    });
    clearInterval(timer);
    rmSync(folder, { recursive: true });
    expect(ended.code).toBe(130);
    expect(ended.stderr).toBe('');
  });
});
