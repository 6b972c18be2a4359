import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_FILES } from '#config/defaults.ts';
import { parseConfig } from '#config/parse.ts';
import { resolveSettings, type Flags, type ResolveOptions } from '#config/resolve.ts';
import type { ScanSettings } from '#config/settings.ts';
import { ConfigError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';

export interface SettingsRequest extends ResolveOptions {
  readonly flags: Flags;
  /** A configuration file that was named; else the top folder is looked at. */
  readonly configPath?: string;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${printable(path)}: cannot be read`, undefined, error);
  }
}

/** The configuration file of a folder, if it has one. */
export function findConfig(root: string): string | undefined {
  return CONFIG_FILES.find((name) => existsSync(join(root, name)));
}

/**
 * Settings of a run: flags, then the configuration file, then defaults.
 * @throws ConfigError naming file, line and key
 */
export function readSettings(request: SettingsRequest): ScanSettings {
  const found = request.configPath ?? findConfig(request.root);
  const file = found === undefined ? {} : parseConfig(readText(request.configPath ?? join(request.root, found)), found);
  const settings = resolveSettings(request.flags, file, request);
  const hasOwnRules = settings.ownRules !== undefined && existsSync(settings.ownRules);
  return hasOwnRules ? settings : { ...settings, ownRules: undefined };
}
