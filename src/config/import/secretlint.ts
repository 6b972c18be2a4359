import { ConfigError } from '#core/errors.ts';
import { ImportBook, type Imported } from './imported.ts';
import { readIgnoreGlob } from './ignore-lines.ts';
import { parseYaml } from './parse-yaml.ts';
import { isTable, tablesOf, textOf, textsOf, valueOf, type PlainTable } from './plain-data.ts';
import { freeId, slugOf } from './slug.ts';
import { takePattern } from './take-pattern.ts';

const PREFIX = /^(?:@secretlint\/)?(?:secretlint-rule-)?/;
const MAX_NESTING = 5;
/** Rules of secretlint, and the built-in rules that look for the same. */
const BUILT_IN: ReadonlyMap<string, readonly string[]> = new Map([
  ['1password', ['1password-service-token', '1password-secret-key', '1password-connect-token']],
  ['anthropic', ['anthropic-api-key', 'anthropic-admin-key']],
  ['aws', ['aws-access-key-id', 'aws-secret-access-key', 'aws-session-key-id', 'aws-session-token']],
  ['basicauth', ['http-basic', 'url-http-basic-url']],
  ['cloudflare', ['cloudflare-global-key', 'cloudflare-user-token', 'cloudflare-account-token', 'cloudflare-origin-ca']],
  ['databricks', ['databricks-pat']],
  ['docker', ['docker-hub-pat', 'docker-hub-oat']],
  ['figma', ['figma-pat', 'figma-pat-legacy']],
  ['gcp', ['gcp-service-account', 'google-api-key']],
  ['github', ['github-pat-classic', 'github-pat-fine-grained', 'github-oauth-token', 'github-server-to-server', 'github-user-to-server', 'github-refresh-token']],
  ['gitlab', ['gitlab-pat', 'gitlab-pat-routable']],
  ['grafana', ['grafana-api-key', 'grafana-cloud-token', 'grafana-sa-token']],
  ['huggingface', ['huggingface-token']],
  ['linear', ['linear-api-key']],
  ['no-k8s-kind-secret', ['kubernetes-k8s-secret-data']],
  ['notion', ['notion-token']],
  ['npm', ['npm-token', 'npm-registry-token', 'npm-auth-basic']],
  ['openai', ['openai-project-key', 'openai-legacy-key']],
  ['privatekey', ['private-key-pem']],
  ['sendgrid', ['sendgrid-key']],
  ['shopify', ['shopify-admin', 'shopify-shpca', 'shopify-shppa', 'shopify-shpss']],
  ['slack', ['slack-bot-token', 'slack-user-token', 'slack-app-token', 'slack-webhook']],
  ['stripe', ['stripe-secret-live', 'stripe-secret-test', 'stripe-restricted-live']],
  ['vercel', ['vercel-vcp', 'vercel-legacy']],
]);
/** Rules that are no rules of keys. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['filter-comments', 'comments of secretlint are not read: write stanch:allow with a reason in their place'],
  ['no-dotenv', 'stanch hygiene tells of dotenv files that are tracked'],
  ['no-homedir', 'stanch looks for keys, not for folders of people'],
]);

/** Ids of built-in rules that the importer names; for the test that they are there. */
export function builtInForSecretlint(): readonly string[] {
  return [...BUILT_IN.values()].flat();
}

/** `/pattern/flags`, or the pattern alone. */
function patternOf(text: string): { readonly regex: string; readonly flags: string } {
  const match = /^\/([\s\S]+)\/([a-z]*)$/.exec(text);
  return match === null ? { regex: text, flags: '' } : { regex: match[1] ?? '', flags: match[2] ?? '' };
}

function addRule(name: string, text: string, book: ImportBook): string | undefined {
  const shape = takePattern({ ...patternOf(text), keywords: [] }, book, `pattern ${name}`);
  if (shape === undefined) return undefined;
  const id = freeId(`secretlint-${slugOf(name)}`, new Set(book.rules.map((rule) => rule.id)));
  const title = (name.trim().length >= 3 ? name.trim() : `Pattern ${name}`).slice(0, 120);
  book.rules.push({ id, foreignId: name, title, severity: 'high', confidence: shape.speaksForItself ? 'high' : 'medium', shape, checks: [] });
  return id;
}

/** Globs in which alone a pattern holds. */
function limitTo(globs: readonly string[], ids: readonly string[], book: ImportBook, subject: string): void {
  const kept = new ImportBook();
  for (const glob of globs) readIgnoreGlob(glob, kept, `${subject}, filePathGlobs`);
  book.notes.push(...kept.notes);
  if (kept.exclude.size === 0) return;
  book.overrides.push({ paths: ['*'], rules: ids, off: true, reason: 'this rule holds in some paths only' }, { paths: [...kept.exclude], rules: ids, off: false, reason: 'where this rule holds' });
}

function readPatterns(options: PlainTable, book: ImportBook): void {
  for (const [index, entry] of tablesOf(options, 'patterns').entries()) {
    const name = textOf(entry, 'name') ?? `pattern ${index + 1}`;
    const ids = [...textsOf(entry, 'pattern'), ...textsOf(entry, 'patterns')].flatMap((text) => addRule(name, text, book) ?? []);
    const globs = textsOf(entry, 'filePathGlobs');
    if (globs.length > 0 && ids.length > 0) limitTo(globs, ids, book, `pattern ${name}`);
  }
}

function tellOptions(entry: PlainTable, book: ImportBook, subject: string): void {
  const options = valueOf(entry, 'options');
  if (isTable(options)) {
    if (textsOf(options, 'allows').length > 0) book.note('left-out', `${subject}, allows`, 'values cannot be allowed for a built-in rule by a pattern: accept the finding with stanch allow');
    for (const key of Object.keys(options)) if (!['allows', 'patterns'].includes(key)) book.note('left-out', `${subject}, ${key}`, 'stanch has no such option');
  }
  if (textsOf(entry, 'allowMessageIds').length > 0) book.note('left-out', `${subject}, allowMessageIds`, 'stanch tells kinds of keys apart by rules: switch them off under rules.disable');
  if (textOf(entry, 'severity') !== undefined) book.note('left-out', `${subject}, severity`, 'severities are set under rules.severity');
}

/** A rule that is a program: only whether it runs can be taken over. */
function readProgram(entry: PlainTable, book: ImportBook, name: string): void {
  const subject = `rule ${name}`;
  const builtIn = BUILT_IN.get(name);
  if (builtIn === undefined) {
    book.note('left-out', subject, OTHERS.get(name) ?? 'it is a program of its own, and no built-in rule is known to be the same; stanch rules list shows them');
    return;
  }
  if (valueOf(entry, 'disabled') !== true) tellOptions(entry, book, subject);
  else for (const rule of builtIn) book.disable.add(rule);
}

function readRule(entry: PlainTable, book: ImportBook, depth: number): void {
  const id = textOf(entry, 'id');
  if (id === undefined) return book.note('left-out', 'a rule', 'it has no id');
  const name = id.replace(PREFIX, '');
  const options = valueOf(entry, 'options');
  if (name.startsWith('preset-')) {
    if (depth > 0) for (const inner of tablesOf(entry, 'rules')) readRule(inner, book, depth - 1);
  } else if (name !== 'pattern') readProgram(entry, book, name);
  else if (isTable(options) && valueOf(entry, 'disabled') !== true) readPatterns(options, book);
}

/**
 * A configuration of secretlint (`.secretlintrc.json`, `.yml`): patterns become own rules, rules that are off are
 * switched off.
 * @throws ConfigError for what is none
 */
export function importSecretlint(text: string, fileName: string): Imported {
  const data = parseYaml(text, fileName);
  if (!isTable(data) || !Array.isArray(valueOf(data, 'rules'))) throw new ConfigError(`${fileName}: this is no configuration of secretlint, which has a list of rules`);
  const book = new ImportBook();
  for (const entry of tablesOf(data, 'rules')) readRule(entry, book, MAX_NESTING);
  return book.close();
}
