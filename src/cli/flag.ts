/** One flag: everything that help, completion and the parser know of it. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** `list` may be given more than once. */
  readonly type: 'boolean' | 'text' | 'list';
  /** What stands for the value in help, e.g. `FILE`. */
  readonly value?: string;
  /** The values that are allowed, where there are few. */
  readonly choices?: readonly string[];
  readonly doc: string;
}

/** Values of flags by name; what was not given is absent. */
export type FlagValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** A text flag's value. */
export function textOf(values: FlagValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** A list flag's values; commas separate, too. */
export function listOf(values: FlagValues, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.flatMap((item: string) => item.split(',')).filter((item) => item !== '') : [];
}

/** A list flag's values as they were given: commas belong to them. */
export function textsOf(values: FlagValues, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

export function isSet(values: FlagValues, name: string): boolean {
  return values[name] === true;
}
