import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { resolveSettings, type Flags, type ResolveOptions } from '#config/resolve.ts';
import type { ConfigFile } from '#config/schema.ts';
import type { ScanSettings } from '#config/settings.ts';
import { ConfigError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { findConfigs } from './find-config.ts';

export { findConfig } from './find-config.ts';

export interface SettingsRequest extends ResolveOptions {
  readonly flags: Flags;
  /** A configuration file that was named; else the top folder is looked at. */
  readonly configPath?: string;
}

/** More than a configuration may have by far. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Text of a configuration.
 * @param name how to call it in messages
 * @throws ConfigError for what is no regular file (a pipe would never end) or too large
 */
function readText(path: string, name: string = path): string {
  let text: string;
  try {
    const status = statSync(path);
    if (!status.isFile()) throw new ConfigError(`${printable(name)}: no regular file`);
    if (status.size > MAX_BYTES) throw new ConfigError(`${printable(name)}: larger than ${MAX_BYTES} bytes`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`${printable(name)}: cannot be read`, undefined, error);
  }
  return text;
}

/**
 * A configuration of the repository, or a file that it extends. A link must not lead out of the repository, where other
 * people's files are.
 */
function readInside(root: string, path: string, isFirst: boolean): string {
  let real: string;
  try {
    real = realpathSync(join(root, path));
  } catch (error) {
    throw new ConfigError(`${printable(path)}: extended, but it cannot be read`, 'paths count from the top folder of the repository', error);
  }
  if (!real.startsWith(`${realpathSync(root)}${sep}`)) throw new ConfigError(`${printable(path)}: ${isFirst ? 'a link that' : 'extended, but it'} leads out of the repository`);
  return readText(real, path);
}

/** The configuration of a folder. @throws ConfigError where there are two: neither may be passed over in silence */
function onlyConfig(root: string): string | undefined {
  const [first, second] = findConfigs(root);
  if (first !== undefined && second !== undefined) throw new ConfigError(`${first} and ${second} both configure stanch`, 'keep one of them, or name one with --config');
  return first;
}

/** The configuration file with what it extends, empty where there is none. Parsers are loaded only for what there is to parse. */
async function readConfig({ root, configPath }: SettingsRequest): Promise<ConfigFile> {
  const found = configPath ?? onlyConfig(root);
  if (found === undefined) return {};
  const { readExtended } = await import('#config/extend.ts');
  return readExtended(found, (path) => (path === configPath ? readText(path) : readInside(root, path, path === found)));
}

/**
 * Settings of a run: flags, then the configuration file with what it extends, then defaults.
 * @throws ConfigError naming file, line and key
 */
export async function readSettings(request: SettingsRequest): Promise<ScanSettings> {
  const file = await readConfig(request);
  const settings = resolveSettings(request.flags, file, request);
  if (settings.ownRules === undefined || existsSync(settings.ownRules)) return settings;
  // The usual folder need not be there; one that was named must.
  if (file.rules?.own !== undefined) throw new ConfigError(`${printable(file.rules.own)}: the folder of own rules is not there`, 'rules.own counts from the top folder of the repository');
  return { ...settings, ownRules: undefined };
}
