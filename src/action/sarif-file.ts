import { closeSync, constants, lstatSync, mkdirSync, mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '#core/errors.ts';
import type { Host } from '#core/ports.ts';
import type { Inputs } from './inputs.ts';
import { workspaceOf, workspacePath } from './workspace.ts';

/** The folders on the way to a path, the path itself last. */
function stepsTo(workspace: string, path: string): string[] {
  const parts = relative(workspace, path).split(sep);
  return parts.map((_part, at) => join(workspace, ...parts.slice(0, at + 1)));
}

/**
 * Where the workflow wants the SARIF file; undefined where it does not say. The workspace holds files of a stranger, and a link among them could lead the writing to any
 * file of the runner.
 * @throws UsageError for a path out of the workspace, through a link, or of a folder
 */
export function sarifPathOf(host: Host, { sarif }: Pick<Inputs, 'sarif'>): string | undefined {
  if (sarif === undefined) return undefined;
  const path = workspacePath(host, sarif);
  const workspace = resolve(workspaceOf(host));
  for (const step of stepsTo(workspace, path)) {
    const status = lstatSync(step, { throwIfNoEntry: false });
    if (status === undefined) return path;
    if (status.isSymbolicLink()) throw new UsageError('input sarif leads through a link that lies in the checkout', 'name a place that the change cannot write to, or leave the input out');
    if (status.isDirectory() === (step === path)) throw new UsageError('input sarif names no file', 'it is a path below the workspace, such as results/stanch.sarif');
  }
  return path;
}

/**
 * Writes the file; a link that has come to stand there since is not followed. Without a path it goes into a folder of its
 * own in the runner's temporary one, so that two steps of a job leave two files.
 * @throws UsageError where it cannot be written
 */
export function writeSarif({ env }: Host, named: string | undefined, text: string): string {
  try {
    const path = named ?? join(mkdtempSync(join(env['RUNNER_TEMP'] ?? tmpdir(), 'stanch-sarif-')), 'stanch.sarif');
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0), 0o600);
    try {
      writeFileSync(file, text);
    } finally {
      closeSync(file);
    }
    return path;
  } catch (error) {
    throw new UsageError(`the SARIF file cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, 'name another place with input sarif', error);
  }
}
