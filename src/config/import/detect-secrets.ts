import { ConfigError } from '#core/errors.ts';
import { globsOf } from './gitleaks-allowlist.ts';
import { ImportBook, type Imported } from './imported.ts';
import { parseJson } from './parse-json.ts';
import { isTable, numberOf, tablesOf, textOf, textsOf, valueOf, type PlainTable } from './plain-data.ts';

const SHA1 = /^[0-9a-f]{40}$/;
const MAX_ENTRIES = 50_000;
const FILTERS = 'detect_secrets.filters.';
/** Filters whose work stanch does in its own way, whatever they are set to. */
const OWN_WAY = ['allowlist.', 'heuristic.', 'common.is_baseline_file', 'common.is_ignored_due_to_verification_policies', 'gibberish.', 'wordlist.'];

function readFilter(filter: PlainTable, book: ImportBook): void {
  const name = textOf(filter, 'path') ?? '';
  const subject = `filter ${name.replace(FILTERS, '')}`;
  if (name === `${FILTERS}regex.should_exclude_file`) {
    for (const glob of globsOf(textsOf(filter, 'pattern'), { book, subject })) book.exclude.add(glob);
    return;
  }
  if (name.startsWith('file:') || !name.startsWith(FILTERS)) {
    book.note('left-out', subject, 'it is a program of its own, and nothing of it was read');
    return;
  }
  if (!OWN_WAY.some((known) => name.startsWith(FILTERS + known))) book.note('left-out', subject, 'stanch leaves nothing out by lines or values: accept the findings, or write stanch:allow beside them');
}

function readPlugin(plugin: PlainTable, book: ImportBook): void {
  const name = textOf(plugin, 'name') ?? 'without a name';
  if (textOf(plugin, 'path') !== undefined) book.note('left-out', `plugin ${name}`, 'it is a program of its own: write its keys down as an own rule');
  else if (valueOf(plugin, 'limit') !== undefined) book.note('left-out', `plugin ${name}, limit`, 'stanch judges values without a form by more than their entropy: see --confidence');
}

/** `exclude` of releases before 1.0. */
function readOldExclude(table: PlainTable, book: ImportBook): void {
  const exclude = valueOf(table, 'exclude');
  if (!isTable(exclude)) return;
  const files = textOf(exclude, 'files');
  if (files !== undefined) for (const glob of globsOf([files], { book, subject: 'exclude.files' })) book.exclude.add(glob);
  if (textOf(exclude, 'lines') !== undefined) book.note('left-out', 'exclude.lines', 'stanch leaves nothing out by lines: accept the findings, or write stanch:allow beside them');
}

function reasonOf(entry: PlainTable): string {
  const judged = valueOf(entry, 'is_secret');
  const verdict = judged === true ? ', where it was judged to be a real secret' : judged === false ? ', where it was judged to be none' : '';
  return `accepted in a baseline of detect-secrets as ${textOf(entry, 'type') ?? 'a secret'}${verdict}`;
}

function readResults(results: PlainTable, book: ImportBook): void {
  let count = 0;
  for (const path of Object.keys(results)) {
    for (const entry of tablesOf(results, path)) {
      count += 1;
      if (count > MAX_ENTRIES) continue;
      const [sha1, line] = [textOf(entry, 'hashed_secret'), numberOf(entry, 'line_number')];
      const subject = `${path}${line === undefined ? '' : `:${line}`}`;
      if (sha1 === undefined || !SHA1.test(sha1)) book.note('left-out', subject, 'it has no hash of a secret');
      else book.accepted.push({ subject, path: path.replaceAll('\\', '/').replace(/^\.\//, ''), ...(line === undefined ? {} : { line }), sha1, reason: reasonOf(entry) });
      if (valueOf(entry, 'is_secret') === true) book.note('told', subject, 'this was judged to be a real secret: turn it off, then take it out of the baseline');
    }
  }
  if (count > MAX_ENTRIES) book.note('left-out', `results from ${MAX_ENTRIES + 1} on`, `more than ${MAX_ENTRIES} results`);
}

/**
 * A baseline of detect-secrets (`.secrets.baseline`, 0.12 to 1.5): accepted places, excluded files. Its secrets are
 * SHA-1 hashes, which are compared with what stands in those files.
 * @throws ConfigError for what is none
 */
export function importDetectSecrets(text: string, fileName: string): Imported {
  const data = parseJson(text, fileName);
  const results = isTable(data) ? valueOf(data, 'results') : undefined;
  if (!isTable(data) || !isTable(results)) throw new ConfigError(`${fileName}: this is no baseline of detect-secrets, which has results`);
  const book = new ImportBook();
  for (const filter of tablesOf(data, 'filters_used')) readFilter(filter, book);
  for (const plugin of tablesOf(data, 'plugins_used')) readPlugin(plugin, book);
  readOldExclude(data, book);
  readResults(results, book);
  return book.close();
}
