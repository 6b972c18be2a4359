import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { testEnvironment } from './repo.ts';

/** The built program. `npm test` builds it first. */
export const BIN: string = fileURLToPath(new URL('../../dist/stanch.cjs', import.meta.url));

if (!existsSync(BIN)) throw new Error('dist/ is not built: npm run build');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the built program in a clean environment. */
export function runCli(args: readonly string[], { cwd, input = '', env = {} }: RunOptions): Ended {
  const result = spawnSync(process.execPath, [BIN, ...args], { cwd, input, env: { ...testEnvironment(cwd), ...env }, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** Starts the built program and does something to it while it runs. */
export function startCli(args: readonly string[], options: RunOptions, meddle: (child: ReturnType<typeof spawn>) => void): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: options.cwd, env: { ...testEnvironment(options.cwd), ...options.env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (texts.stdout += data.toString('utf8')));
  child.stderr.on('data', (data: Buffer) => (texts.stderr += data.toString('utf8')));
  meddle(child);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...texts })));
}
