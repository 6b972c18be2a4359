import { StanchError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { proxyFor } from '#http/proxy.ts';
import type { RunResult } from '../result.ts';
import { openApi, type Api } from './api.ts';
import { apiFailure } from './api-failure.ts';
import { createCheckRun } from './check-run.ts';
import { openGiteaDesk } from './gitea-desk.ts';
import { openGithubDesk } from './github-desk.ts';
import { syncThreads } from './sync-threads.ts';
import type { ThreadDesk } from './thread-desk.ts';
import { uploadSarif } from './upload-sarif.ts';

/** What the workflow wants on GitHub beside annotations and summary. */
export interface Wanted {
  readonly comments: boolean;
  readonly checkRun: boolean;
  readonly sarif: boolean;
}

/** A finished run, and all that is to be told of it. */
export interface Telling {
  readonly wanted: Wanted;
  readonly result: RunResult;
  /** True on Gitea and Forgejo, whose API has reviews of its own and neither check runs nor alerts. */
  readonly isGitea: boolean;
  /** `owner/name`. */
  readonly repository: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly version: string;
  /** The commit and ref of the run, as the runner names them; uploads go by these. */
  readonly sha: string | undefined;
  readonly ref: string;
  readonly summary: string;
  readonly sarif: string;
  readonly signal: AbortSignal;
  /** For the variables that name a proxy. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Milliseconds for all talk with GitHub. */
const BUDGET = 60_000;

interface Task {
  /** What it is called where it fails. */
  readonly name: string;
  readonly run: (api: Api, say: (line: string) => void) => Promise<void>;
}

function commentTask({ result, repository, token, isGitea }: Telling): Task[] {
  const { pull } = result;
  if (pull === undefined) return [];
  const [owner = '', repo = ''] = repository.split('/');
  const place = { owner, repo, number: pull.number };
  const desk = (api: Api): ThreadDesk => (isGitea ? openGiteaDesk(api, place, pull.head) : openGithubDesk(api, place, { head: pull.head, token }));
  return [{ name: 'comments', run: (api, say) => syncThreads({ desk: desk(api), token, result, say }) }];
}

function checkTask({ result, repository, summary }: Telling): Task[] {
  const [owner = '', repo = ''] = repository.split('/');
  const head = result.pull?.head ?? result.head;
  return head === undefined ? [] : [{ name: 'check run', run: (api) => createCheckRun({ api, owner, repo, head, result, summary }) }];
}

/**
 * A change that is no pull request is left out: an upload for a branch replaces the one before it, and one that holds
 * only the last push would close the alerts of all others.
 */
function sarifTask({ result, repository, sha, ref, sarif }: Telling): Task[] {
  const [owner = '', repo = ''] = repository.split('/');
  const isWhole = result.standing === undefined || result.pull !== undefined;
  const isMerge = result.pull === undefined || /^refs\/pull\/\d+\//.test(ref);
  const place = isMerge ? { sha, ref } : { sha: result.pull.head, ref: `refs/pull/${result.pull.number}/head` };
  const run: Task['run'] = async (api, say) => {
    if (!isWhole) return say('SARIF not uploaded: it holds one push, and would close the alerts of all earlier ones');
    if (place.sha === undefined) return say('SARIF not uploaded: GITHUB_SHA is not set');
    const id = await uploadSarif({ api, owner, repo, sha: place.sha, ref: place.ref, sarif });
    say(`SARIF uploaded, number ${printable(id)}`);
  };
  return [{ name: 'SARIF upload', run }];
}

function tasksOf(telling: Telling): Task[] {
  const { comments, checkRun, sarif } = telling.wanted;
  if (telling.isGitea) return comments ? commentTask(telling) : [];
  return [...(comments ? commentTask(telling) : []), ...(checkRun ? checkTask(telling) : []), ...(sarif ? sarifTask(telling) : [])];
}

/** What made a task fail, and whether the next one would fail as well. */
function whyNot(error: unknown, { token, result }: Telling): { readonly text: string; readonly isLast: boolean } {
  if (error instanceof StanchError) return { text: error.message, isLast: false };
  const { kind, text } = apiFailure(error, token);
  if (kind !== 'refused') return { text, isLast: kind !== 'invalid' };
  return { text: `${text}; ${result.pull?.isFork === true ? 'runs for forks may only read' : 'see the permissions of the job'}`, isLast: false };
}

/**
 * Tells a run on GitHub: comments, a check run, alerts. Nothing of it decides the run; what cannot be told there is said
 * in the lines that are given back, and stands in annotations and summary all the same.
 */
export async function tellGithub(telling: Telling): Promise<string[]> {
  const lines: string[] = [];
  const tasks = tasksOf(telling);
  const signal = AbortSignal.any([telling.signal, AbortSignal.timeout(BUDGET)]);
  const { apiUrl: url, token, version, env } = telling;
  const api = openApi({ url, token, version, signal, proxy: proxyFor(url, env) });
  for (const [at, { name, run }] of tasks.entries()) {
    try {
      await run(api, (line) => lines.push(line));
    } catch (error) {
      const { text, isLast } = whyNot(error, telling);
      const names = isLast ? tasks.slice(at).map((task) => task.name) : [name];
      lines.push(`no ${names.join(', no ')}: ${text}`);
      if (isLast) break;
    }
  }
  return lines;
}
