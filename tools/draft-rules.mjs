// Drafts rule files from a table of key formats and a list of vendors:
//   node tools/draft-rules.mjs FORMATS.yaml
// Files that do not begin with the line DRAFTED are kept as they are: delete that line to take a file over by hand.
// Corrections stand in draft-overrides.yml, what vendors' own pages say of formats in draft-confirmed.yml, vendors
// without a documented format in draft-vendors.txt.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { assignedRule, namesOf } from './draft-assigned.mjs';
import { prefixedRule } from './draft-prefixed.mjs';
import { fallbackRules, vendorRules } from './draft-vendors.mjs';

const DRAFTED = '# Drafted by tools/draft-rules.mjs; remove this line to keep changes by hand.';
const RULES = new URL('../rules/', import.meta.url);
const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

const overrides = parse(read('draft-overrides.yml'));
const confirmed = parse(read('draft-confirmed.yml'));
const renamed = (provider) => (provider in overrides.providers ? overrides.providers[provider] : provider);

const SMALL = new Map([['ai', 'AI'], ['api', 'API'], ['aws', 'AWS'], ['gcp', 'GCP'], ['ibm', 'IBM'], ['sql', 'SQL'], ['io', '.io'], ['ldap', 'LDAP'], ['ftp', 'FTP'], ['smb', 'SMB'], ['npm', 'npm'], ['jdbc', 'JDBC'], ['odbc', 'ODBC'], ['http', 'HTTP'], ['url', 'URL'], ['ssh', 'SSH'], ['dbt', 'dbt']]);
const display = (slug) => overrides.names?.[slug] ?? slug.split('-').map((word) => SMALL.get(word) ?? word.charAt(0).toUpperCase() + word.slice(1)).join(' ');

/** Rule ids begin with their provider. */
function idOf(entry, provider) {
  const id = entry.id.replace(/^url-(.*)$/, '$1-url');
  if (id === provider || id.startsWith(`${provider}-`)) return id;
  const [first, ...rest] = id.split('-');
  if (rest.length > 0 && (provider.startsWith(first) || provider.split('-').includes(first))) return `${provider}-${rest.join('-')}`;
  return `${provider}-${id}`;
}

function isDrafted(name) {
  return readFileSync(new URL(name, RULES), 'utf8').startsWith(DRAFTED);
}

/** Names under which keys of a provider are kept. */
const namesByProvider = new Map();

function noteNames(provider, names) {
  const known = namesByProvider.get(provider)?.names ?? [];
  namesByProvider.set(provider, { names: [...new Set([...known, ...names])] });
}

/** A format that a vendor's page, or its own code, was read for: no longer a thing of memory. */
function withConfirmation(entry) {
  const found = confirmed[entry.id];
  if (found === undefined) return entry;
  return { ...entry, sources: [found.url], confirm_at: [found.url], confidence: found.confidence ?? entry.confidence, lifecycle: { ...entry.lifecycle, ...found.lifecycle } };
}

function formatsOf(file) {
  const known = new Map(Object.entries(overrides.rules));
  const used = new Set();
  const entries = parse(readFileSync(file, 'utf8'));
  for (const id of Object.keys(confirmed)) if (!entries.some((entry) => entry.id === id)) console.log(`confirmation of nothing: ${id}`);
  const rules = entries.map(withConfirmation).flatMap((entry) => {
    const override = known.get(entry.id);
    const provider = override?.provider ?? renamed(entry.provider);
    used.add(entry.id);
    if (override === null || provider === null) return [];
    const id = idOf(entry, provider);
    const isContextual = override?.contextual ?? (override?.anchors === undefined && entry.specificity === 'contextual');
    const draft = (isContextual ? undefined : prefixedRule(entry, override)) ?? assignedRule(entry, override);
    if (draft === undefined) {
      console.log(`no draft: ${entry.id}`);
      return [];
    }
    noteNames(provider, isContextual ? [...(override?.names ?? []), ...namesOf(entry)] : []);
    const { contextual: _, names: _names, keys: _keys, provider: _provider, ...fields } = override ?? {};
    const rule = Object.fromEntries(Object.entries({ id, ...draft, ...fields }).filter(([, value]) => value !== null));
    return [{ provider, rule }];
  });
  for (const id of known.keys()) if (!used.has(id)) console.log(`override of nothing: ${id}`);
  return rules;
}

/** Rules that stand in no table. */
function extraRules() {
  return overrides.extra.map(({ provider, ...rule }) => ({ provider, rule }));
}

function byProvider(rules) {
  const files = new Map();
  for (const { provider, rule } of rules) {
    const list = files.get(provider) ?? [];
    if (list.some((other) => other.id === rule.id)) throw new Error(`twice: ${rule.id}`);
    list.push(rule);
    files.set(provider, list);
  }
  return files;
}

/** A beginning that says whose key it is: a few characters with a sign behind them, or more. */
const isTelling = (prefix) => /^.{2,}[-_.:~]$/.test(prefix) || prefix.length >= 5;

/** The names of each provider, and how its keys begin. */
function namesAndPrefixes(drafted) {
  return new Map(
    [...namesByProvider].map(([provider, { names }]) => {
      const own = drafted.filter((one) => one.provider === provider && one.rule.secrecy !== 'public-id').map(({ rule }) => String(rule.prefix ?? ''));
      return [provider, { names, prefixes: [...new Set(own.filter(isTelling))].sort() }];
    }),
  );
}

const drafted = formatsOf(process.argv[2]);
const files = byProvider([...drafted, ...extraRules(), ...fallbackRules(namesAndPrefixes(drafted), display, overrides), ...vendorRules(read('draft-vendors.txt'), new Set(drafted.map(({ provider }) => provider)))]);
for (const name of readdirSync(RULES)) if (name.endsWith('.yml') && isDrafted(name)) rmSync(new URL(name, RULES));
let count = 0;
for (const [provider, rules] of files) {
  const name = `${provider}.yml`;
  if (existsSync(new URL(name, RULES))) continue;
  count += rules.length;
  writeFileSync(new URL(name, RULES), `${DRAFTED}\n${stringify({ provider, name: display(provider), rules }, { lineWidth: 160, singleQuote: true })}`);
}
console.log(`${count} rules drafted for ${files.size} providers`);
