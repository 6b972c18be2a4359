import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Env } from './inputs.ts';

/** What later steps may read; the names are those of action.yml. */
export interface Outputs {
  readonly findings: number;
  readonly 'new-findings': number;
  /** Path of the SARIF file; empty where none was written. */
  readonly sarif: string;
  readonly 'exit-code': number;
}

/** `name<<delimiter`, value, delimiter: a value can end its block only by guessing the delimiter. */
function outputText(name: string, value: string): string {
  const delimiter = `stanch-${randomBytes(12).toString('hex')}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

/** Hands outputs to the runner by the file that it names; a runner that names none takes none. */
export function writeOutputs(env: Env, outputs: Outputs): void {
  const path = env['GITHUB_OUTPUT'] ?? '';
  if (path === '') return;
  appendFileSync(path, Object.entries(outputs).map(([name, value]) => outputText(name, String(value))).join(''));
}

/** The runner throws a larger summary away whole. */
const MAX_SUMMARY = 1024 * 1024;

/** Adds to the summary of the job. @returns false where the runner takes none, or not as much */
export function writeSummary(env: Env, markdown: string): boolean {
  const path = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (path === '' || Buffer.byteLength(markdown) >= MAX_SUMMARY) return false;
  appendFileSync(path, markdown);
  return true;
}
