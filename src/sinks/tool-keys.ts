import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isFields } from '#http/answer.ts';
import { firstOf } from './api.ts';
import type { Env } from './sink-kind.ts';

/** The operator's key as a provider's own command line keeps it. */
export interface ToolKey {
  readonly value: string;
  /** The file, and the part of it, for the plan. */
  readonly from: string;
}

/** Command lines whose files are read. */
export type Tool = 'aws' | 'gh' | 'glab' | 'vault' | 'psql' | 'mysql';

const MOST_BYTES = 64 * 1024;
const OTHERS_MAY_WRITE = 0o022;
const OTHERS_MAY_DO_ANYTHING = 0o077;

/** A file of the operator; undefined where there is none, or where somebody else could have written it. */
function readOwn(path: string, forbidden: number): string | undefined {
  try {
    const { mode, size, uid } = statSync(path);
    const isOwn = process.getuid === undefined || ((uid === process.getuid() || uid === 0) && (mode & forbidden) === 0);
    return isOwn && size <= MOST_BYTES ? readFileSync(path, 'utf8') : undefined;
  } catch {
    // Not there or not readable: then the tool has no key for us, and the variable is asked for.
    return undefined;
  }
}

function homeFile(env: Env, ...parts: readonly string[]): string | undefined {
  const home = firstOf(env, ['HOME', 'USERPROFILE']);
  return home === undefined ? undefined : join(home, ...parts);
}

function configFile(env: Env, own: string, ...parts: readonly string[]): string | undefined {
  const folder = firstOf(env, [own]);
  if (folder !== undefined) return join(folder, ...parts.slice(1));
  const config = firstOf(env, ['XDG_CONFIG_HOME']);
  return config === undefined ? homeFile(env, '.config', ...parts) : join(config, ...parts);
}

/** One section of a file of settings, `name = value` a line. */
function sectionOf(text: string, section: string): Readonly<Record<string, string>> {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const start = lines.findIndex((line) => line.replaceAll(/\s/g, '') === `[${section}]`);
  if (start === -1) return {};
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('['));
  const own = lines.slice(start + 1, length === -1 ? undefined : start + 1 + length);
  return Object.fromEntries(own.flatMap((line): [string, string][] => {
    const [, name, value] = /^(\w[\w-]*)\s*=\s*(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value.replace(/^(["'])(.*)\1$/, '$2')]];
  }));
}

/** https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html */
function awsKey(env: Env): ToolKey | undefined {
  const path = firstOf(env, ['AWS_SHARED_CREDENTIALS_FILE']) ?? homeFile(env, '.aws', 'credentials');
  const profile = firstOf(env, ['AWS_PROFILE']) ?? 'default';
  const fields = sectionOf((path === undefined ? undefined : readOwn(path, OTHERS_MAY_WRITE)) ?? '', profile);
  const { aws_access_key_id: id, aws_secret_access_key: secret, aws_session_token: session } = fields;
  if (path === undefined || id === undefined || secret === undefined) return undefined;
  return { value: [id, secret, ...(session === undefined ? [] : [session])].join(':'), from: `${path} [${profile}]` };
}

/** https://developer.hashicorp.com/vault/docs/commands/token-helper: the file that the usual helper keeps. */
function vaultKey(env: Env): ToolKey | undefined {
  const path = homeFile(env, '.vault-token');
  const value = (path === undefined ? undefined : readOwn(path, OTHERS_MAY_WRITE))?.trim();
  return path === undefined || value === undefined || value === '' ? undefined : { value, from: path };
}

/** The entry of a host in a YAML file: a token is sent to that host and to no other. */
function hostKey(path: string | undefined, entry: (file: unknown) => unknown, name: string): ToolKey | undefined {
  const text = path === undefined ? undefined : readOwn(path, OTHERS_MAY_WRITE);
  if (path === undefined || text === undefined) return undefined;
  let file: unknown;
  try {
    file = parse(text, { maxAliasCount: 0 });
  } catch {
    // The words of the parser would repeat a line; without a key the variable is asked for.
    return undefined;
  }
  const fields = entry(file);
  const value = isFields(fields) ? fields[name] : undefined;
  return typeof value === 'string' && value !== '' ? { value, from: path } : undefined;
}

const hostOf = (base: string): string => (URL.canParse(base) ? new URL(base).host : '');

/** Tokens that `gh auth login --insecure-storage` keeps in its file; those in the keyring of the system stay there. */
function ghKey(env: Env, base: string): ToolKey | undefined {
  const host = hostOf(base).replace(/^api\.github\.com$/, 'github.com');
  return hostKey(configFile(env, 'GH_CONFIG_DIR', 'gh', 'hosts.yml'), (file) => (isFields(file) ? file[host] : undefined), 'oauth_token');
}

function glabKey(env: Env, base: string): ToolKey | undefined {
  const entry = (file: unknown): unknown => (isFields(file) && isFields(file['hosts']) ? file['hosts'][hostOf(base)] : undefined);
  return hostKey(configFile(env, 'GLAB_CONFIG_DIR', 'glab-cli', 'config.yml'), entry, 'token');
}

/** https://www.postgresql.org/docs/current/libpq-pgpass.html: host:port:database:user:password, the first line that fits. */
function psqlKey(env: Env, base: string): ToolKey | undefined {
  const path = firstOf(env, ['PGPASSFILE']) ?? homeFile(env, '.pgpass');
  if (path === undefined || !URL.canParse(base)) return undefined;
  const { hostname, port } = new URL(base);
  const wanted = [hostname, port === '' ? '5432' : port, undefined, firstOf(env, ['PGUSER'])];
  const lines = (readOwn(path, OTHERS_MAY_DO_ANYTHING) ?? '').split(/\r?\n/).filter((line) => !line.startsWith('#'));
  for (const line of lines) {
    const pieces = (line.match(/(?:\\.|[^:\\])+/g) ?? []).map((piece) => piece.replaceAll(/\\(.)/g, '$1'));
    const [user, password] = [pieces[3] === '*' ? wanted[3] : pieces[3], pieces[4]];
    const fits = wanted.every((want, at) => want === undefined || pieces[at] === '*' || pieces[at] === want);
    if (fits && user !== undefined && password !== undefined) return { value: `${user}:${password}`, from: path };
  }
  return undefined;
}

/** https://dev.mysql.com/doc/refman/8.4/en/option-files.html, the group of clients; only where it names no other host. */
function mysqlKey(env: Env, base: string): ToolKey | undefined {
  const path = homeFile(env, '.my.cnf');
  const { user, password, host } = sectionOf((path === undefined ? undefined : readOwn(path, OTHERS_MAY_WRITE)) ?? '', 'client');
  const isOurs = URL.canParse(base) && (host === undefined || host === new URL(base).hostname);
  return path === undefined || user === undefined || password === undefined || !isOurs ? undefined : { value: `${user}:${password}`, from: `${path} [client]` };
}

const READERS: Readonly<Record<Tool, (env: Env, base: string) => ToolKey | undefined>> = { aws: awsKey, gh: ghKey, glab: glabKey, vault: vaultKey, psql: psqlKey, mysql: mysqlKey };

/**
 * The key of a tool for an address; only where no variable gives one.
 * @param base of the service that it would be sent to
 */
export function toolKeyOf(tool: Tool, env: Env, base: string): ToolKey | undefined {
  return READERS[tool](env, base);
}
