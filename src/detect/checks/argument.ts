import { ConfigError } from '#core/errors.ts';

/** A check's argument as an object whose keys are all known. @throws ConfigError */
export function objectArgument(check: string, arg: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof arg !== 'object' || arg === null || Array.isArray(arg)) throw new ConfigError(`check ${check} takes {${keys.join(', ')}}`);
  const stranger = Object.keys(arg).find((key) => !keys.includes(key));
  if (stranger !== undefined) throw new ConfigError(`check ${check} does not know one of these keys`, `it takes ${keys.join(', ')}`);
  return Object.fromEntries(Object.entries(arg));
}

/** A number that is at least zero, or `fallback` where the key is absent. @throws ConfigError */
export function numberArgument(check: string, value: unknown, fallback?: number): number {
  const number = value ?? fallback;
  if (typeof number !== 'number' || !(number >= 0)) throw new ConfigError(`check ${check} takes a number`);
  return number;
}

/** A list of texts; one text stands for a list of one. @throws ConfigError */
export function textsArgument(check: string, value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== 'string') throw new ConfigError(`check ${check} takes text, or a list of texts`);
    return item;
  });
}

/** Refuses an argument where a check takes none. @throws ConfigError */
export function noArgument(check: string, arg: unknown): void {
  if (arg !== true && arg !== undefined && arg !== null) throw new ConfigError(`check ${check} takes no argument`);
}
