import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '#core/errors.ts';
import { writeAtomically } from './atomic-write.ts';
import { formatBaseline, parseBaseline, type Baseline } from './baseline.ts';

/** Where a repository keeps its baseline, relative to its top folder. */
export const BASELINE_PATH = '.stanch/baseline.jsonl';

/**
 * The baseline of a repository at hand.
 * @param root top folder of the work tree
 * @returns undefined when there is none
 * @throws ConfigError when it cannot be read or does not hold
 */
export function readBaseline(root: string, path: string = BASELINE_PATH): Baseline | undefined {
  let text: string;
  try {
    text = readFileSync(join(root, path), 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigError(`${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`, undefined, cause);
  }
  return parseBaseline(text, path);
}

/** Writes the baseline in one step. */
export function writeBaseline(root: string, baseline: Baseline, path: string = BASELINE_PATH): void {
  writeAtomically(join(root, path), formatBaseline(baseline));
}
