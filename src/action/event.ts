import { readFileSync } from 'node:fs';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Oid } from '#core/origin.ts';
import type { Env } from './inputs.ts';
import { checkEvent, type EventFile } from './schema.ts';

/** What the runner says about the run: the documented GITHUB_* variables, and the event. */
export interface RunnerEvent {
  readonly name: string;
  readonly file: EventFile;
  /** `owner/name`. */
  readonly repository: string;
  /** The commit that the run is about; on pull requests the merge of head and base. */
  readonly sha: Oid | undefined;
  readonly ref: string;
  readonly serverUrl: string;
  /** True on Gitea and Forgejo, whose runners speak GitHub's words. */
  readonly isGitea: boolean;
  readonly apiUrl: string;
  /** A page that shows this run; undefined where the runner tells no run. */
  readonly runUrl: string | undefined;
  /** Path of the workflow in this repository; undefined where it is of another one. */
  readonly workflow: string | undefined;
}

/** An event file is a few hundred kilobytes at most. */
const MAX_BYTES = 64 * 1024 * 1024;

function readEventFile(path: string | undefined): EventFile {
  if (path === undefined || path === '') throw new UsageError('GITHUB_EVENT_PATH is not set', 'the Action runs inside a workflow; elsewhere use the command line');
  let raw: unknown;
  try {
    const text = readFileSync(path);
    if (text.length > MAX_BYTES) throw new UsageError('the event file is larger than any event');
    raw = JSON.parse(text.toString('utf8'));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('the event file cannot be read', 'GITHUB_EVENT_PATH must name the JSON that the runner wrote', error);
  }
  const checked = checkEvent(raw);
  if (!checked.ok) throw new UsageError(`the event file does not hold${checked.field === '' ? '' : `: ${printable(checked.field)}`}`, 'GITHUB_EVENT_PATH must name the JSON that the runner wrote');
  return checked.event;
}

function runUrlOf(env: Env, repositoryUrl: string): string | undefined {
  const id = env['GITHUB_RUN_ID'] ?? '';
  return /^\d+$/.test(id) ? `${repositoryUrl}/actions/runs/${id}` : undefined;
}

/** `owner/name/.github/workflows/x.yml@ref`. */
function workflowOf(env: Env, repository: string): string | undefined {
  const [path = ''] = (env['GITHUB_WORKFLOW_REF'] ?? '').split('@');
  const prefix = `${repository}/`;
  return path.toLowerCase().startsWith(prefix.toLowerCase()) ? path.slice(prefix.length) : undefined;
}

function urlOf(env: Env, name: string, otherwise: string): string {
  const text = (env[name] ?? '').replace(/\/+$/, '') || otherwise;
  if (!/^https?:\/\/[^\s@?#]+$/.test(text)) throw new UsageError(`${name} is no address`);
  return text;
}

/**
 * Reads what the runner says. Every text in the event may come from a stranger.
 * @throws UsageError where it is missing, does not hold, or speaks of another repository
 */
export function readEvent(env: Env): RunnerEvent {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new UsageError('GITHUB_REPOSITORY is not set', 'the Action runs inside a workflow; elsewhere use the command line');
  const file = readEventFile(env['GITHUB_EVENT_PATH']);
  const named = file.repository?.full_name ?? repository;
  if (named.toLowerCase() !== repository.toLowerCase()) throw new UsageError(`the event speaks of ${printable(named)}, the run is for ${repository}`);
  const serverUrl = urlOf(env, 'GITHUB_SERVER_URL', 'https://github.com');
  return {
    name: env['GITHUB_EVENT_NAME'] ?? '',
    file,
    repository,
    sha: /^[0-9a-f]{40,64}$/.test(env['GITHUB_SHA'] ?? '') ? env['GITHUB_SHA'] : undefined,
    ref: env['GITHUB_REF'] ?? '',
    serverUrl,
    isGitea: env['GITEA_ACTIONS'] === 'true' || env['FORGEJO_ACTIONS'] === 'true',
    apiUrl: urlOf(env, 'GITHUB_API_URL', 'https://api.github.com'),
    runUrl: runUrlOf(env, `${serverUrl}/${repository}`),
    workflow: workflowOf(env, repository),
  };
}
