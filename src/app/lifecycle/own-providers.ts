import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { ConfigError } from '#core/errors.ts';
import { readDescription } from '#providers/described/check-description.ts';
import { toProvider } from '#providers/described/to-provider.ts';
import type { Provider } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';
import { readYaml, type YamlLimits } from '#yaml/read-yaml.ts';

/** Variable that names a file, or a folder of files, with descriptions of the operator's own. */
export const OWN_PROVIDERS = 'STANCH_PROVIDERS';
const MOST_BYTES = 256 * 1024;
const LIMITS: YamlLimits = { characters: MOST_BYTES, aliases: 50 };

/** The folder of the repository around a path; undefined where there is none. */
function repositoryAround(path: string): string | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Whoever can write such a file can send keys anywhere: not the repository at hand, and nobody but the operator. */
function checkOwner(file: string, cwd: string): void {
  const repository = repositoryAround(realpathSync(cwd));
  const isInside = repository !== undefined && !relative(repository, file).startsWith('..') && !isAbsolute(relative(repository, file));
  if (isInside) throw new ConfigError(`${OWN_PROVIDERS}: the file lies in the repository at hand`, 'a repository must not say where keys are sent: keep the file elsewhere');
  const { mode, size, uid } = statSync(file);
  const isForeign = process.getuid !== undefined && uid !== process.getuid() && uid !== 0;
  if (process.platform !== 'win32' && ((mode & 0o022) !== 0 || isForeign)) throw new ConfigError(`${OWN_PROVIDERS}: others can write the file`, 'chmod go-w on it');
  if (size > MOST_BYTES) throw new ConfigError(`${OWN_PROVIDERS}: the file is too large`);
}

function filesOf(path: string): readonly string[] {
  const real = realpathSync(path);
  if (!statSync(real).isDirectory()) return [real];
  const names = readdirSync(real).filter((name) => /\.ya?ml$/.test(name));
  return names.toSorted().map((name) => realpathSync(join(real, name)));
}

function readFile(file: string, cwd: string): readonly Provider[] {
  checkOwner(file, cwd);
  const { raw, lineOf } = readYaml(readFileSync(file, 'utf8'), file, LIMITS);
  const isList = Array.isArray(raw);
  const entries: readonly unknown[] = isList ? raw : [raw];
  return entries.map((entry, index) => {
    const place = { fileName: file, lineOf: (path: readonly PropertyKey[]) => lineOf(isList ? [index, ...path] : path), whole: 'the description', hint: 'docs/own-providers.md tells the format' };
    // What its keys are made of is not known here.
    return { ...toProvider(readDescription(entry, place)), isChosen: true };
  });
}

/**
 * Providers that the operator described; none where the variable is not set.
 * @throws ConfigError for a path that is not absolute or not the operator's, a mistake in a file, or a name twice
 */
export function ownProviders(env: Readonly<Record<string, string | undefined>>, cwd: string): readonly Provider[] {
  const path = env[OWN_PROVIDERS];
  if (path === undefined || path === '') return [];
  if (!isAbsolute(path) || !existsSync(path)) throw new ConfigError(`${OWN_PROVIDERS} must be the whole path of a file or folder that is there`);
  const own = filesOf(path).flatMap((file) => readFile(file, cwd));
  const names = [...PROVIDERS, ...own].map(({ id }) => id);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ConfigError(`${OWN_PROVIDERS}: there are two providers named ${twice}`);
  return own;
}
