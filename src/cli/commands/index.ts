import type { Command } from '../command.ts';
import { completionCommand } from './completion.ts';

/** Every command by its name, in the order in which help shows them, and how to load it: one that is called loads what it needs, and no other. */
const LOADERS: ReadonlyMap<string, () => Promise<Command>> = new Map<string, () => Promise<Command>>([
  ['audit', async () => (await import('./audit.ts')).AUDIT],
  ['scan', async () => (await import('./scan.ts')).SCAN],
  ['staged', async () => (await import('./staged.ts')).STAGED],
  ['range', async () => (await import('./range.ts')).RANGE],
  ['ci', async () => (await import('./ci.ts')).CI],
  ['init', async () => (await import('./init.ts')).INIT],
  ['hook', async () => (await import('./hook.ts')).HOOK],
  ['hygiene', async () => (await import('./hygiene.ts')).HYGIENE],
  ['baseline', async () => (await import('./baseline.ts')).BASELINE],
  ['allow', async () => (await import('./allow.ts')).ALLOW],
  ['rules', async () => (await import('./rules.ts')).RULES],
  ['explain', async () => (await import('./explain.ts')).EXPLAIN],
  ['report', async () => (await import('./report.ts')).REPORT],
  ['respond', async () => (await import('./respond.ts')).RESPOND],
  ['verify', async () => (await import('./verify.ts')).VERIFY],
  ['rotate', async () => (await import('./rotate.ts')).ROTATE],
  ['revoke', async () => (await import('./revoke.ts')).REVOKE],
  ['resume', async () => (await import('./resume.ts')).RESUME],
  ['receipt', async () => (await import('./receipt.ts')).RECEIPT],
  ['history-advice', async () => (await import('./history-advice.ts')).HISTORY_ADVICE],
  ['doctor', async () => (await import('./doctor.ts')).DOCTOR],
  ['completion', () => Promise.resolve(completionCommand(allCommands))],
]);

/** Names of all commands. */
export const COMMAND_NAMES: readonly string[] = [...LOADERS.keys()];

/** A command by its name; undefined where there is none. */
export async function loadCommand(name: string): Promise<Command | undefined> {
  return LOADERS.get(name)?.();
}

/** All of them, for help and completion. */
export async function allCommands(): Promise<readonly Command[]> {
  return Promise.all([...LOADERS.values()].map((load) => load()));
}
