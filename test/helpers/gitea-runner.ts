import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Takes one commit, as `actions/checkout` does, which would come from another server. Wants `TOKEN` and `SHA`. */
export const CHECKOUT: string = 'git init -q . && git fetch -q --depth=1 "${GITHUB_SERVER_URL/:\\/\\//:\\/\\/x:$TOKEN@}/$GITHUB_REPOSITORY.git" "$SHA" && git checkout -q --detach FETCH_HEAD';

const SCRIPT = fileURLToPath(new URL('../services/gitea-runner.sh', import.meta.url));

/** Where a runner of jobs registers itself, the folder that it works in, and what is not tried without it. */
interface Place {
  readonly address: string;
  readonly token: string;
  readonly folder: string;
  readonly about: string;
}

/** Starts Gitea's runner of jobs, the head of a process group of its own; undefined where it cannot be had, which is said. */
export async function startGiteaRunner({ address, token, folder, about }: Place): Promise<ChildProcess | undefined> {
  mkdirSync(join(folder, 'work'), { recursive: true });
  const env = { ...process.env, XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), GITEA_ADDRESS: address, GITEA_TOKEN: token };
  const child = spawn(SCRIPT, [folder], { env, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const line = await new Promise<string | undefined>((done) => {
    child.on('error', () => done(undefined));
    child.on('exit', () => done(undefined));
    createInterface({ input: child.stdout }).once('line', done);
  });
  if (line !== undefined) return child;
  process.stderr.write(`\nSKIPPED: test/services/gitea-runner.sh gives no runner here; ${about}\n\n`);
  return undefined;
}
