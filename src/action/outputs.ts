import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { UsageError } from '#core/errors.ts';
import type { Env } from './inputs.ts';

/** What later steps may read; the names are those of action.yml. */
export interface Outputs {
  /** Empty where the run could not be done: nobody knows then. */
  readonly findings: number | '';
  readonly 'new-findings': number | '';
  /** Path of the SARIF file; empty where none was written. */
  readonly sarif: string;
  readonly 'exit-code': number;
}

/** `name<<delimiter`, value, delimiter: a value can end its block only by guessing the delimiter. */
function outputText(name: string, value: string): string {
  const delimiter = `stanch-${randomBytes(12).toString('hex')}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

/** @throws UsageError naming the variable; the path may lead anywhere, and the reason is the system's word for it */
function append(name: string, path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (error) {
    throw new UsageError(`${name} names a file that cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, 'the runner makes it; is the disk full, or was the variable set anew?', error);
  }
}

/** Hands outputs to the runner by the file that it names; a runner that names none takes none. */
export function writeOutputs(env: Env, outputs: Outputs): void {
  const path = env['GITHUB_OUTPUT'] ?? '';
  if (path === '') return;
  append('GITHUB_OUTPUT', path, Object.entries(outputs).map(([name, value]) => outputText(name, String(value))).join(''));
}

/** The runner throws a larger summary away whole. */
const MAX_SUMMARY = 1024 * 1024;

/** Adds to the summary of the job. @returns false where the runner takes none, or not as much */
export function writeSummary(env: Env, markdown: string): boolean {
  const path = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (path === '' || Buffer.byteLength(markdown) >= MAX_SUMMARY) return false;
  append('GITHUB_STEP_SUMMARY', path, markdown);
  return true;
}
