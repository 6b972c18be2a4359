import { spawnSync } from 'node:child_process';
import { pullRequest, startAction } from '../../action/runner.ts';
import { base62 } from '../keys.ts';
import { makeRepo } from '../repo.ts';
import { SERVED } from '../served/facts.ts';
import { serve } from '../served/server.ts';
import type { KeptComment } from '../sinks/comment-server.ts';
import { startGiteaServer } from '../sinks/gitea-server.ts';
import { PROVE_FILE, SECRET_NAME, type Forge } from './forge.ts';

/**
 * Stands in for Gitea where none can be had: a local server that issues tokens and enforces them, another one that keeps
 * secrets, the Action's bundle started as a runner starts it, and a job that is a process with the secret in its environment.
 */
export async function startLocalForge(): Promise<Forge> {
  const facts = SERVED['gitea'];
  if (facts === undefined) throw new Error('no facts of Gitea');
  const issuer = await serve(facts);
  const courier = base62('courier', 40);
  const keeper = await startGiteaServer(courier);
  const kept = new Map<string, string>();
  keeper.secrets.set('repos/alice/shop', kept);
  keeper.jobs.secret = SECRET_NAME;
  const repo = makeRepo();
  const told: KeptComment[] = [];
  keeper.comments.set('api/v1/repos/alice/shop/issues/12/comments', told);
  const statusOf = async (token: string): Promise<number> => (await fetch(`${issuer.base}/api/v1/user`, { headers: { authorization: `token ${token}` } })).status;
  return {
    title: 'local servers in place of Gitea, and jobs that are plain processes',
    isReal: false,
    env: { STANCH_GITEA_URL: issuer.base, STANCH_GITEA_KEY: issuer.operator, STANCH_SINK_GITEA_URL: keeper.base, STANCH_SINK_GITEA_KEY: courier },
    place: `gitea:alice/shop#${SECRET_NAME}`,
    workflow: PROVE_FILE,
    provingRuns: async () => keeper.jobs.runs,
    leaked: issuer.old.value,
    async openPull(path, content) {
      const base = repo.commitFile('README.md', 'a shop\n');
      repo.git('checkout', '-q', '-b', 'topic');
      const head = repo.commitFile(path, content);
      const ran = await startAction(repo, { event: 'pull_request', payload: pullRequest(base, head), sha: head });
      return { number: 12, clone: repo.dir, job: { failed: ran.code !== 0, log: ran.log } };
    },
    proveByJob: async () => {
      const job = spawnSync(process.execPath, ['-e', 'process.stdout.write(process.env.VALUE ?? "")'], { env: { VALUE: kept.get(SECRET_NAME) ?? '' }, encoding: 'utf8' });
      return (await statusOf(job.stdout)) === 200;
    },
    statusOf,
    countTokens: () => Promise.resolve(issuer.live().length),
    request: (number) => `gitea:alice/shop#${number}`,
    comments: () => Promise.resolve(told.map(({ body }) => body)),
    close: async () => {
      await issuer.close();
      await keeper.close();
      repo.cleanup();
    },
  };
}
