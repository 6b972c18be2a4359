import { readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { ConfigError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { Secret } from '#core/secret.ts';
import { isFields, textField, type Fields } from '#http/answer.ts';
import type { TlsMaterial } from '#http/request-policy.ts';
import { firstOf } from '../api.ts';
import type { Env, SinkWorld } from '../sink-kind.ts';

/** A token of a service account, instead of what the kubeconfig says. */
export const KUBERNETES_KEYS: readonly string[] = ['STANCH_SINK_KUBERNETES_KEY'];

/** Where a cluster is, and who speaks with it. */
export interface Cluster {
  readonly server: string;
  readonly context: string;
  readonly token?: Secret;
  readonly tls: TlsMaterial;
}

/** An entry of the file and the folder that its paths start from. */
interface Entry {
  readonly fields: Fields;
  readonly folder: string;
}

/** Settings that would send keys elsewhere, unchecked, or run a program that the file names. */
const REFUSED_CLUSTER = ['insecure-skip-tls-verify', 'proxy-url'] as const;
const REFUSED_USER = ['username', 'password', 'as', 'as-groups', 'as-uid', 'as-user-extra'] as const;
const PROGRAMS = ['exec', 'auth-provider'] as const;

function pathsOf(env: Env, cwd: string): readonly string[] {
  const own = firstOf(env, ['KUBECONFIG']);
  if (own !== undefined) return own.split(delimiter).filter((path) => path !== '').map((path) => resolve(cwd, path));
  const home = firstOf(env, ['HOME', 'USERPROFILE']);
  if (home === undefined) throw new UsageError('no kubeconfig is known', 'set KUBECONFIG');
  return [join(home, '.kube', 'config')];
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${printable(path)} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`, 'KUBECONFIG says where the kubeconfig is');
  }
}

function readConfig(path: string): Entry {
  let value: unknown;
  try {
    value = parse(readText(path), { maxAliasCount: 0 });
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    // The parser's words show the line, which may hold a token.
    value = undefined;
  }
  if (!isFields(value)) throw new ConfigError(`${printable(path)} is no kubeconfig`);
  return { fields: value, folder: dirname(path) };
}

/** The part of a list that has the name; where files are joined, the first one counts. */
function named(configs: readonly Entry[], list: string, part: string, name: string): Entry {
  for (const { fields, folder } of configs) {
    const entries = fields[list];
    const found = Array.isArray(entries) ? entries.filter(isFields).find((entry) => entry['name'] === name) : undefined;
    if (isFields(found?.[part])) return { fields: found[part], folder };
  }
  throw new ConfigError(`the kubeconfig has no ${part} ${printable(name)}`);
}

function refuse(fields: Fields, names: readonly string[]): void {
  const found = names.find((name) => fields[name] !== undefined && fields[name] !== false && fields[name] !== '');
  if (found !== undefined) throw new ConfigError(`the kubeconfig says ${found}, which is not done here`);
}

/** Text that stands in the file as base64, or in another file. */
function materialOf({ fields, folder }: Entry, name: string): string | undefined {
  const [data, path] = [textField(fields, `${name}-data`), textField(fields, name)];
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  return path === undefined ? undefined : readText(resolve(folder, path));
}

const present = <T extends string>(name: T, value: string | undefined): Partial<Record<T, string>> => (value === undefined ? {} : ({ [name]: value } as Partial<Record<T, string>>));

function tokenOf(user: Entry | undefined, env: Env): Secret | undefined {
  const path = user === undefined ? undefined : textField(user.fields, 'tokenFile');
  const text = firstOf(env, KUBERNETES_KEYS) ?? (path === undefined || user === undefined ? textField(user?.fields, 'token') : readText(resolve(user.folder, path)).trim());
  if (text !== undefined && /[^\u0021-\u007e]/.test(text)) throw new ConfigError('the token for Kubernetes has characters that no token has');
  return text === undefined ? undefined : new Secret(text);
}

function userOf(configs: readonly Entry[], name: string, env: Env): { readonly token?: Secret; readonly tls: TlsMaterial } {
  // A token of the environment needs no user: that one may be a program, which we do not run.
  if (firstOf(env, KUBERNETES_KEYS) !== undefined) return { tls: {}, ...tokenPart(tokenOf(undefined, env)) };
  const user = named(configs, 'users', 'user', name);
  refuse(user.fields, REFUSED_USER);
  const program = PROGRAMS.find((one) => user.fields[one] !== undefined);
  if (program !== undefined) throw new ConfigError(`the kubeconfig gets its token from a program (${program}), which is not run here`, `set ${KUBERNETES_KEYS[0] ?? ''} to a token of a service account`);
  const tls = { ...present('cert', materialOf(user, 'client-certificate')), ...present('key', materialOf(user, 'client-key')) };
  const token = tokenOf(user, env);
  if (token === undefined && (tls.cert === undefined || tls.key === undefined)) throw new ConfigError(`the user ${printable(name)} of the kubeconfig has no token and no certificate`);
  return { tls, ...tokenPart(token) };
}

const tokenPart = (token: Secret | undefined): { readonly token?: Secret } => (token === undefined ? {} : { token });

/**
 * The cluster of a context (https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/). Programs, proxies and
 * clusters without checked certificates are refused.
 * @param wanted name of the context; empty for the current one
 * @throws ConfigError, UsageError
 */
export function readCluster(wanted: string, { env, cwd }: SinkWorld): Cluster {
  const configs = pathsOf(env, cwd).map(readConfig);
  const context = wanted === '' ? configs.map(({ fields }) => textField(fields, 'current-context')).find((name) => name !== undefined) : wanted;
  if (context === undefined) throw new ConfigError('the kubeconfig has no current context', 'name one: NAMESPACE/SECRET@CONTEXT#KEY');
  const { fields } = named(configs, 'contexts', 'context', context);
  const cluster = named(configs, 'clusters', 'cluster', textField(fields, 'cluster') ?? '');
  refuse(cluster.fields, REFUSED_CLUSTER);
  const server = textField(cluster.fields, 'server');
  if (server === undefined) throw new ConfigError(`the cluster of ${printable(context)} has no server`);
  const user = userOf(configs, textField(fields, 'user') ?? '', env);
  const tls = { ...user.tls, ...present('ca', materialOf(cluster, 'certificate-authority')), ...present('servername', textField(cluster.fields, 'tls-server-name')) };
  return { server, context, tls, ...tokenPart(user.token) };
}
