import { hostname, userInfo } from 'node:os';

type Env = Readonly<Record<string, string | undefined>>;

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry of their own, as in many containers.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Who is at work, for journal and receipt: the person and run of a build server, else the user of this machine. */
export function operatorName(env: Env): string {
  const { GITHUB_ACTOR: actor, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  if (actor !== undefined && actor !== '' && repository !== undefined && run !== undefined) return `${actor}, run ${env['GITHUB_SERVER_URL'] ?? ''}/${repository}/actions/runs/${run}`;
  return `${userName()}@${hostname()}`;
}
