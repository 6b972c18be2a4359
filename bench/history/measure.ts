import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One run of a command. */
export interface Measurement {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Greatest sum of resident memory over the command and its children, as seen every 20 ms; 0 where /proc is not there. */
  readonly peakMb: number;
  readonly code: number;
  readonly stdout: string;
}

const POLL_MS = 20;
const KEEP = 1 << 20;

/** Resident kilobytes of a process and all its descendants. */
function residentOf(root: number): number {
  const parents = new Map<number, number>();
  const resident = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const text = readFileSync(`/proc/${name}/status`, 'latin1');
      parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(text)?.[1] ?? 0));
      resident.set(Number(name), Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0));
    } catch {
      // The process ended between the listing and the look.
    }
  }
  let sum = 0;
  for (const [id, size] of resident) {
    let at: number | undefined = id;
    while (at !== undefined && at !== 0 && at !== root) at = parents.get(at);
    if (at === root) sum += size;
  }
  return sum;
}

/**
 * Runs a command through bash, whose `time` knows the CPU seconds of all children.
 * @param keep how much of its output is kept: the end of it, or all
 */
export async function measure(command: string, env: NodeJS.ProcessEnv, keep: 'end' | 'all' = 'end'): Promise<Measurement> {
  const child = spawn('bash', ['-c', `TIMEFORMAT='times %R %U %S'; time ( ${command} )`], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  let peak = 0;
  child.stdout.on('data', (bytes: Buffer) => (stdout = (stdout + bytes.toString('latin1')).slice(keep === 'all' ? 0 : -KEEP)));
  child.stderr.on('data', (bytes: Buffer) => (stderr = (stderr + bytes.toString('latin1')).slice(-KEEP)));
  const timer = setInterval(() => (peak = Math.max(peak, child.pid === undefined ? 0 : residentOf(child.pid))), POLL_MS);
  const code = await new Promise<number>((resolve) => child.once('close', (value) => resolve(value ?? -1)));
  clearInterval(timer);
  const [wall = 0, user = 0, system = 0] = (/times ([\d.]+) ([\d.]+) ([\d.]+)\s*$/.exec(stderr)?.slice(1) ?? []).map(Number);
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000, peakMb: peak / 1024, code, stdout };
}

/** Middle value. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
