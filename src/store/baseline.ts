import { randomBytes } from 'node:crypto';
import { ConfigError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';

/** One accepted finding: a key under a rule, wherever it stands. `path` tells people where it was seen. */
export interface BaselineEntry {
  /** Keyed hash of the key under the salt of the header, 32 hex digits. */
  readonly fingerprint: string;
  readonly rule: string;
  readonly path: string;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner?: string;
  /** Last day on which it counts, `YYYY-MM-DD`. */
  readonly until?: string;
}

/** A baseline file: the salt that keys its fingerprints and its entries, sorted by rule and fingerprint. */
export interface Baseline {
  readonly salt: string;
  readonly entries: readonly BaselineEntry[];
}

const VERSION = 1;
const HEX_32 = /^[0-9a-f]{32}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const CONFLICT = /^(<{7}|={7}|>{7}|\|{7})( |$)/;
const FIELDS = ['fingerprint', 'rule', 'path', 'reason', 'owner', 'until'] as const;

/** A new empty baseline with a salt of its own. */
export function newBaseline(): Baseline {
  return { salt: randomBytes(16).toString('hex'), entries: [] };
}

/** Text key of an entry: the same key under the same rule is one entry. */
export function entryKey(entry: Pick<BaselineEntry, 'rule' | 'fingerprint'>): string {
  return `${entry.rule}:${entry.fingerprint}`;
}

/**
 * Reads a baseline: one JSON object a line, the header first, then one entry a line. Blank lines are allowed, and so
 * are entries and headers that stand twice, as a union merge leaves them.
 * @param name what to call the file in messages
 * @throws ConfigError naming the line
 */
export function parseBaseline(text: string, name: string = '.stanch/baseline.jsonl'): Baseline {
  let salt: string | undefined;
  const entries: BaselineEntry[] = [];
  for (const [index, line] of text.replace(/^\uFEFF/, '').split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const where = `${name}:${index + 1}`;
    const record = parseLine(line, where);
    if ('stanch' in record) salt = checkHeader(record, salt, where);
    else if (salt === undefined) throw new ConfigError(`${where}: the first line must be the header of a baseline`, 'stanch baseline create makes a new one');
    else entries.push(checkEntry(record, where));
  }
  if (salt === undefined) throw new ConfigError(`${name} is empty`, 'stanch baseline create makes a new one');
  return { salt, entries: sortEntries(entries) };
}

/** The text of a baseline. Sorted and without times or line numbers, so that two branches merge without a conflict. */
export function formatBaseline(baseline: Baseline): string {
  const header = { stanch: 'baseline', version: VERSION, salt: baseline.salt };
  const lines = sortEntries(baseline.entries).map((entry) => Object.fromEntries(FIELDS.flatMap((field) => (entry[field] === undefined ? [] : [[field, entry[field]]]))));
  return `${[header, ...lines].map((line) => JSON.stringify(line)).join('\n')}\n`;
}

/** Adds entries, or replaces those of the same rule and key. */
export function addEntries(baseline: Baseline, entries: readonly BaselineEntry[]): Baseline {
  for (const entry of entries) checkEntry({ ...entry }, 'the new entry');
  const replaced = new Set(entries.map(entryKey));
  return { salt: baseline.salt, entries: sortEntries([...baseline.entries.filter((entry) => !replaced.has(entryKey(entry))), ...entries]) };
}

/** One entry a rule and fingerprint; of two, the one that ends first stays, as it is the more careful. */
function sortEntries(entries: readonly BaselineEntry[]): BaselineEntry[] {
  const order = (entry: BaselineEntry): string => `${entryKey(entry)} ${entry.until ?? '9'} ${entry.reason}`;
  const sorted = [...entries].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return sorted.filter((entry, index) => index === 0 || entryKey(entry) !== entryKey(sorted[index - 1] ?? entry));
}

function parseLine(line: string, where: string): Record<string, unknown> {
  if (CONFLICT.test(line)) throw new ConfigError(`${where}: holds the marks of a merge conflict`, 'keep the lines of both sides and delete the marks');
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new ConfigError(`${where}: is not a line of JSON`, undefined, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ConfigError(`${where}: must be a JSON object`);
  return value as Record<string, unknown>;
}

function checkHeader(record: Record<string, unknown>, known: string | undefined, where: string): string {
  const { stanch, version, salt } = record;
  if (stanch !== 'baseline') throw new ConfigError(`${where}: "stanch" must be "baseline"`);
  if (version !== VERSION) throw new ConfigError(`${where}: "version" must be ${VERSION}`, 'a newer stanch wrote it: update this one');
  if (typeof salt !== 'string' || !HEX_32.test(salt)) throw new ConfigError(`${where}: "salt" must be 32 hex digits`);
  if (known !== undefined && known !== salt) throw new ConfigError(`${where}: a second header with another salt`, 'two baselines were merged: keep one and run stanch baseline create again');
  return salt;
}

function checkEntry(record: Record<string, unknown>, where: string): BaselineEntry {
  const stranger = Object.keys(record).find((key) => !FIELDS.includes(key as (typeof FIELDS)[number]));
  if (stranger !== undefined) throw new ConfigError(`${where}: unknown key "${printable(stranger.slice(0, 40))}"`, `known keys: ${FIELDS.join(', ')}`);
  const text = (key: string): string => {
    const value = record[key];
    if (typeof value === 'string') return value;
    throw new ConfigError(`${where}: "${key}" must be a text`);
  };
  const entry = { fingerprint: text('fingerprint'), rule: text('rule'), path: text('path'), reason: text('reason') };
  if (!HEX_32.test(entry.fingerprint)) throw new ConfigError(`${where}: "fingerprint" must be 32 hex digits`);
  if (entry.reason.trim() === '') throw new ConfigError(`${where}: "reason" must say why this is accepted`);
  const until = record['until'] === undefined ? {} : { until: text('until') };
  if (until.until !== undefined && !isDate(until.until)) throw new ConfigError(`${where}: "until" must be a date, YYYY-MM-DD`);
  return { ...entry, ...(record['owner'] === undefined ? {} : { owner: text('owner') }), ...until };
}

/** True for a day that exists, as `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return DATE.test(text) && Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}
