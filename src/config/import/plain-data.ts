/** Parsed data of a foreign file: nothing is known of its shape. */
export type PlainTable = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is PlainTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a key of its own; never one that every object has. */
export function valueOf(table: PlainTable, key: string): unknown {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Text of a key, or undefined where there is none. */
export function textOf(table: PlainTable, key: string): string | undefined {
  const value = valueOf(table, key);
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(table: PlainTable, key: string): number | undefined {
  const value = valueOf(table, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The texts of a list; a text alone stands for a list of one. */
export function textsOf(table: PlainTable, key: string): readonly string[] {
  const value = valueOf(table, key);
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === 'string');
}

/** The tables of a list; a table alone stands for a list of one. */
export function tablesOf(table: PlainTable, key: string): readonly PlainTable[] {
  const value = valueOf(table, key);
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter(isTable);
}

/** Keys that are none of the known ones. */
export function strangersOf(table: PlainTable, known: readonly string[]): readonly string[] {
  return Object.keys(table).filter((key) => !known.includes(key));
}
