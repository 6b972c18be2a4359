import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';

/** As much as a file of own rules may have. */
const MAX_BYTES = 512 * 1024;

/**
 * The text of a rule file that was named.
 * @throws UsageError for what cannot be read, is no regular file (a pipe would never end), or is too large
 */
export function readRuleText(path: string): string {
  const shown = printable(path);
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw new UsageError(`cannot read ${shown}`, undefined, error);
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw new UsageError(`${shown}: no regular file`);
    if (status.size > MAX_BYTES) throw new UsageError(`${shown}: larger than ${MAX_BYTES} bytes`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
