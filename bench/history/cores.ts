import { join } from 'node:path';
import { quote, type Place } from './contestants.ts';
import { measure } from './measure.ts';
import { printTable } from './table.ts';

const CORES = [1, 2, 4, 8, 16] as const;

/** Time until all batches are done when each of `cores` threads takes the next one as soon as it is free, as they do; all but the first have to start. */
export function makespan(batches: readonly number[], cores: number, startMs = 0): number {
  const free = Array.from({ length: cores }, (_, core) => (core === 0 ? 0 : startMs));
  for (const batch of batches) {
    const next = free.indexOf(Math.min(...free));
    free[next] = (free[next] ?? 0) + batch;
  }
  return Math.max(...free);
}

/**
 * Says what more cores would give: batches are timed in one thread and handed out on paper.
 * @param serialMs time of an audit in which no worker scans
 */
export async function printCores(repository: string, { dist, own }: Place, serialMs: number): Promise<void> {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const run = await measure(`${quote(process.execPath)} ${quote(own.cores)} ${quote(repository)} ${quote(join(dist, 'rules.pack'))} ${quote(own.worker)}`, env, 'all');
  if (run.code !== 0) return;
  const { startMs, batches } = JSON.parse(run.stdout) as { startMs: number; batches: number[] };
  const parallel = batches.reduce((a, b) => a + b, 0);
  const longest = batches.reduce((a, b) => Math.max(a, b), 0);
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  const limit = serialMs + startMs + longest;
  console.log(`serial ${seconds(serialMs)} s, start of a worker ${seconds(startMs)} s, parallel ${seconds(parallel)} s in ${batches.length} batches, the longest ${seconds(longest)} s`);
  const times = CORES.map((cores) => serialMs + makespan(batches, cores, startMs));
  printTable(['cores (simulated)', ...CORES.map(String), 'limit'], [
    ['seconds', ...times.map(seconds), seconds(limit)],
    ['times quicker', ...times.map((time) => ((times[0] ?? 0) / time).toFixed(1)), ((times[0] ?? 0) / limit).toFixed(1)],
  ]);
}
