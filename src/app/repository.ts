import { openClient, type RepositoryInfo } from '#git/client.ts';
import { openGit, type Git } from '#git/git.ts';
import type { Baseline } from '#store/baseline.ts';
import { readBaseline } from '#store/baseline-file.ts';
import type { Context } from './scan-settings.ts';

/** An opened repository: how to call git in it, what is known of it, and its baseline. */
export interface Repository {
  readonly git: Git;
  readonly info: RepositoryInfo;
  readonly baseline: Baseline | undefined;
}

/**
 * Opens the repository that holds `folder`.
 * @throws UsageError when there is none, or git is missing or too old; ConfigError when its baseline is broken
 */
export async function openRepository(folder: string, context: Pick<Context, 'env' | 'settings' | 'signal'>): Promise<Repository> {
  const git = openGit({ cwd: folder, env: context.env, ...(context.signal === undefined ? {} : { signal: context.signal }) });
  const client = await openClient(git);
  const [info] = await Promise.all([client.info(), client.version()]);
  return { git, info, baseline: info.topLevel === undefined ? undefined : readBaseline(info.topLevel, context.settings.baseline) };
}
