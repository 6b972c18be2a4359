import { readFilter } from './cel-filter.ts';
import { builtInRulesFor } from './foreign-rules.ts';
import { allowlistsOf, readAllowlist, type AllowedValues } from './gitleaks-allowlist.ts';
import { checksOf, readGitleaksRule } from './gitleaks-rule.ts';
import { ImportBook, type Imported, type ImportedOverride } from './imported.ts';
import { parseToml } from './parse-toml.ts';
import { isTable, strangersOf, tablesOf, textOf, textsOf, valueOf, type PlainTable } from './plain-data.ts';

const KNOWN = ['title', 'description', 'minVersion', 'betterleaksMinVersion', 'extend', 'rules', 'allowlist', 'allowlists', 'filter', 'prefilter'];
/** More rules than anybody has; the rest is told. */
const MAX_RULES = 2_000;

function readExtend(table: PlainTable, book: ImportBook): void {
  const extend = valueOf(table, 'extend');
  if (!isTable(extend) || valueOf(extend, 'useDefault') !== true) book.note('told', 'the rules of stanch', 'run beside those that were taken over; switch off what you do not want under rules.disable');
  if (!isTable(extend)) return;
  for (const key of ['path', 'url']) if (textOf(extend, key) !== undefined) book.note('left-out', `extend.${key}`, 'what it extends was not read: give that file to stanch init --from, too');
  for (const id of textsOf(extend, 'disabledRules')) {
    const builtIn = builtInRulesFor(id);
    if (builtIn === undefined) book.note('left-out', `disabled rule ${id}`, 'no built-in rule is known to be the same; stanch rules list shows them');
    else for (const rule of builtIn) book.disable.add(rule);
  }
}

/** Overrides name rules as the other scanner does; here they are called otherwise. */
function renamed(overrides: readonly ImportedOverride[], book: ImportBook): ImportedOverride[] {
  const own = new Map(book.rules.map((rule) => [rule.foreignId, rule.id]));
  const ids = new Set(own.values());
  return overrides.flatMap((override) => {
    if (override.rules === undefined) return [override];
    const rules = override.rules.flatMap((name) => {
      if (ids.has(name)) return [name];
      const found = [...(own.has(name) ? [own.get(name) ?? name] : []), ...(builtInRulesFor(name) ?? [])];
      if (found.length === 0) book.note('left-out', `paths of rule ${name}`, 'no such rule was taken over, and no built-in one is known to be the same');
      return found;
    });
    return rules.length === 0 ? [] : [{ ...override, rules: [...new Set(rules)] }];
  });
}

/** Values that a list allows for all rules, or for some by name, as checks of those that were taken over. */
function withValues(book: ImportBook, allowed: readonly AllowedValues[]): void {
  for (const [index, rule] of book.rules.entries()) {
    const lists = allowed.filter(({ rules }) => rules === undefined || rules.includes(rule.foreignId));
    const checks = checksOf({ never: lists.flatMap(({ never }) => never), lacks: lists.flatMap(({ lacks }) => lacks) });
    if (checks.length > 0) book.rules[index] = { ...rule, checks: merged(rule.checks, checks) };
  }
}

/** Checks of the same name are one, as their lists are. */
function merged(left: readonly PlainTable[], right: readonly PlainTable[]): PlainTable[] {
  const lists = (name: string): readonly string[] => [...new Set([...left, ...right].flatMap((check) => textsOf(check, name)))];
  const rest = left.filter((check) => !('never' in check) && !('lacks' in check));
  return [...rest, ...checksOf({ never: lists('never'), lacks: lists('lacks') })];
}

function readRules(table: PlainTable, book: ImportBook, tool: string): void {
  const rules = tablesOf(table, 'rules');
  for (const [index, rule] of rules.slice(0, MAX_RULES).entries()) readGitleaksRule(rule, book, { tool, number: index + 1 });
  if (rules.length > MAX_RULES) book.note('left-out', `rules from number ${MAX_RULES + 1} on`, `more than ${MAX_RULES} rules`);
}

/** Filters of betterleaks that hold for all rules. */
function readFilters(table: PlainTable, book: ImportBook): AllowedValues[] {
  return ['prefilter', 'filter'].flatMap((key) => {
    const expression = textOf(table, key);
    if (expression === undefined) return [];
    const filter = readFilter(expression, book, `the ${key}`);
    for (const glob of filter.globs) book.exclude.add(glob);
    if (filter.entropy !== undefined || filter.noWords) book.note('left-out', `the ${key}`, 'what it asks of entropy or words is asked of no rule: give it to the rules');
    return [{ rules: undefined, never: filter.never, lacks: filter.lacks }];
  });
}

/**
 * The configuration of gitleaks (8.x) or betterleaks (1.x) → own rules, excluded paths, overrides, and a list of what
 * could not be taken over. Format: README of gitleaks, docs/config.md of betterleaks.
 * @throws ConfigError for what is no TOML
 */
export function importGitleaks(text: string, fileName: string, tool: 'gitleaks' | 'betterleaks'): Imported {
  const table = parseToml(text, fileName);
  const book = new ImportBook();
  readExtend(table, book);
  readRules(table, book, tool);
  const lists = allowlistsOf(table).map((list, index) => readAllowlist(list, book, { subject: `allow list ${index + 1}` }));
  withValues(book, [...lists, ...readFilters(table, book)]);
  for (const key of strangersOf(table, KNOWN)) book.note('left-out', key, 'this key is not known');
  const imported = book.close();
  return { ...imported, overrides: renamed(imported.overrides, book), notes: book.notes };
}
