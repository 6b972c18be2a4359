import { isAbsolute, relative, resolve } from 'node:path';
import { UsageError } from '#core/errors.ts';
import type { Host } from '#core/ports.ts';

/** Where the runner keeps the checkout. */
export function workspaceOf({ env, cwd }: Host): string {
  return env['GITHUB_WORKSPACE'] ?? cwd;
}

/** The workspace, or a folder below it. @throws UsageError for a path that leads out of it */
export function workspacePath(host: Host, path: string): string {
  const workspace = workspaceOf(host);
  const full = resolve(workspace, path);
  const way = relative(workspace, full);
  // From one drive to another there is no relative way.
  if (isAbsolute(way) || way.split(/[\\/]/)[0] === '..') throw new UsageError('an input leads out of the workspace', 'inputs path and sarif are relative to the workspace');
  return full;
}
