import { relative, resolve } from 'node:path';
import { UsageError } from '#core/errors.ts';
import type { Host } from '#core/ports.ts';

/** The workspace, or a folder below it. @throws UsageError for a path that leads out of it */
export function workspacePath(host: Host, path: string): string {
  const workspace = host.env['GITHUB_WORKSPACE'] ?? host.cwd;
  const full = resolve(workspace, path);
  if (relative(workspace, full).split(/[\\/]/)[0] === '..') throw new UsageError('an input leads out of the workspace', 'inputs path and sarif are relative to the workspace');
  return full;
}
