import { spawnSync, type SpawnSyncOptions } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** One thing to time: a command line in a folder. */
export interface Contestant {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Wall times of one contestant in milliseconds, sorted. */
export interface Timing {
  readonly name: string;
  readonly median: number;
  readonly best: number;
  readonly worst: number;
}

function median(sorted: readonly number[]): number {
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** A clean environment: a certificate bundle in `NODE_EXTRA_CA_CERTS` costs Node 20 about 29 ms a start. */
function cleanEnv(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _dropped, ...env } = process.env;
  return { ...env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...extra };
}

function runOnce({ command, cwd, env }: Contestant): number {
  const [program, ...args] = command;
  const options: SpawnSyncOptions = { cwd, env: cleanEnv(env), stdio: ['ignore', 'ignore', 'pipe'] };
  const start = performance.now();
  const result = spawnSync(program, args, options);
  const elapsed = performance.now() - start;
  if (result.error !== undefined || result.status === null || result.status > 1) {
    throw new Error(`${command.join(' ')} ended with ${result.status ?? result.signal}: ${String(result.stderr)}`);
  }
  return elapsed;
}

/**
 * Times contestants in turn, round after round, so that a noisy minute hits all of them alike.
 * The first round warms up and is not counted.
 */
export function interleave(contestants: readonly Contestant[], rounds: number): Timing[] {
  const times = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const contestant of contestants) {
      const elapsed = runOnce(contestant);
      if (round > 0) times.get(contestant.name)?.push(elapsed);
    }
  }
  return [...times].map(([name, list]) => {
    const sorted = list.sort((a, b) => a - b);
    return { name, median: median(sorted), best: sorted[0] ?? Number.NaN, worst: sorted.at(-1) ?? Number.NaN };
  });
}
