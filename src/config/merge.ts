import type { ConfigFile } from './schema.ts';

function joined<T>(under: readonly T[] | undefined, over: readonly T[] | undefined): readonly T[] | undefined {
  if (under === undefined || over === undefined) return over ?? under;
  return [...new Set([...under, ...over])];
}

function mergeGroups<T extends object>(under: T | undefined, over: T | undefined): T | undefined {
  if (under === undefined || over === undefined) return over ?? under;
  return { ...under, ...withoutUndefined(over) };
}

function withoutUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** One configuration over another: lists are joined, groups of keys merged, and of single values the upper one holds. */
export function mergeConfigs(under: ConfigFile, over: ConfigFile): ConfigFile {
  return withoutUndefined({
    ...under,
    ...withoutUndefined(over),
    rules: withLists(mergeGroups(under.rules, over.rules), {
      disable: joined(under.rules?.disable, over.rules?.disable),
      severity: mergeGroups(under.rules?.severity, over.rules?.severity),
    }),
    paths: withLists(mergeGroups(under.paths, over.paths), { exclude: joined(under.paths?.exclude, over.paths?.exclude) }),
    overrides: joined(under.overrides, over.overrides),
    hook: mergeGroups(under.hook, over.hook),
  });
}

function withLists<T extends object>(group: T | undefined, lists: Partial<T>): T | undefined {
  return group === undefined ? undefined : { ...group, ...withoutUndefined(lists) };
}
