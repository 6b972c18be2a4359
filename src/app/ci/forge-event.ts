import { readFileSync } from 'node:fs';
import { UsageError } from '#core/errors.ts';
import { needed, textIn } from './variables.ts';
import type { Env } from './ci-run.ts';

/** An event file is a few hundred kilobytes at most. */
const MAX_BYTES = 64 * 1_024 * 1_024;

/** Fields of an event by their paths, as variables: the same readers check them. */
export type EventFields = Readonly<Record<string, string | undefined>>;

const PATHS = ['action', 'changes.base.ref.from', 'changes.base.sha.from', 'ref', 'before', 'after', 'repository.default_branch', 'repository.full_name', 'pull_request.number', 'pull_request.head.sha', 'pull_request.head.ref', 'pull_request.base.sha', 'merge_group.head_sha', 'merge_group.base_sha'] as const;

function fieldAt(data: unknown, path: string): string | undefined {
  let at: unknown = data;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return typeof at === 'string' || typeof at === 'number' ? String(at) : undefined;
}

/** Reads the file that GITHUB_EVENT_PATH names. @throws UsageError where it is not there or is no JSON */
export function readForgeEvent(env: Env): EventFields {
  const path = needed(textIn(env, 'GITHUB_EVENT_PATH'), 'GITHUB_EVENT_PATH');
  let data: unknown;
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_BYTES) throw new UsageError('the event file is larger than any event');
    data = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('the event file cannot be read', 'GITHUB_EVENT_PATH must name the JSON that the runner wrote', error);
  }
  return Object.fromEntries(PATHS.map((name) => [name, fieldAt(data, name)]));
}
