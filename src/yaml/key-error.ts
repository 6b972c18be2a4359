import { ConfigError } from '#core/errors.ts';
import type { LineOf } from './read-yaml.ts';
import type { SchemaProblem } from './schema.ts';

/** A key that was mistyped may be shown; anything else, a key in the other sense among it, may not. */
const SHOWABLE = /^(?:[a-z_-]{1,24}|\d{1,4})$/i;

function keyText(path: readonly PropertyKey[]): string {
  return path.map((part) => (SHOWABLE.test(String(part)) ? String(part) : '…')).join('.');
}

/** Where a problem is told. */
export interface KeyPlace {
  readonly fileName: string;
  readonly lineOf: LineOf;
  /** What to call the whole file. */
  readonly whole: string;
  /** Where the format is told, for problems that know no better. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A problem as people read it: file, line, key, what is expected and what is there. */
export function keyError({ path, message, hint }: Omit<SchemaProblem, 'path'> & { readonly path: readonly PropertyKey[] }, place: KeyPlace): ConfigError {
  const key = keyText(path);
  return new ConfigError(`${place.fileName}:${place.lineOf(path)}: ${key === '' ? place.whole : key} ${message}`, hint ?? place.hint, place.cause);
}
