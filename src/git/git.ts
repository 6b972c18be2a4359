import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { gitEnvironment, type Environment } from './environment.ts';

/** A git to call and the place to call it in. Made once by `openGit`; every function of this room takes it. */
export interface Git {
  /** Absolute path of the program. */
  readonly program: string;
  readonly cwd: string;
  /** Clean environment of the children. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends running children when it fires. */
  readonly signal?: AbortSignal;
}

export interface GitOptions {
  readonly cwd: string;
  readonly env: Environment;
  readonly signal?: AbortSignal;
}

/**
 * Finds git and fixes the environment of its children. Starts no process and does not look at the repository.
 * @throws UsageError when no git stands on the PATH
 */
export function openGit(options: GitOptions): Git {
  const { cwd, signal } = options;
  const env = gitEnvironment(options.env);
  return { program: findProgram(options.env), cwd, env, ...(signal === undefined ? {} : { signal }) };
}

/** The first git on the PATH. Relative entries are left out: a repository could hold a program named git. */
function findProgram(env: Environment): string {
  const windows = process.platform === 'win32';
  const path = env['PATH'] ?? env['Path'] ?? '';
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const candidate = join(folder, windows ? 'git.exe' : 'git');
    if (isProgram(candidate)) return candidate;
  }
  throw new UsageError('git was not found', 'install git 2.25 or newer and make sure that it stands on the PATH');
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not ours to run: the next folder of the PATH is asked.
    return false;
  }
}
