import { keyError } from '#yaml/key-error.ts';
import { readYaml } from '#yaml/read-yaml.ts';
import { PACKAGE_FILE, PACKAGE_KEY } from './defaults.ts';
import { checkConfig, type ConfigFile } from './schema.ts';

const LIMITS = { characters: 256 * 1024, aliases: 20 };

/**
 * Text of a configuration file (YAML 1.2 core schema, or JSON, which is a part of it) → its content. Of a
 * package.json only the key `stanch` counts.
 * @throws ConfigError naming file, line and key; it quotes no value but a word that is nearly a known one
 */
export function parseConfig(text: string, fileName: string): ConfigFile {
  const { raw, lineOf } = readYaml(text, fileName, LIMITS);
  const group = isPackage(fileName) ? [PACKAGE_KEY] : [];
  const result = checkConfig(group.length === 0 ? raw : ownKey(raw, PACKAGE_KEY));
  if (result.ok) return result.config;
  const { problem } = result;
  throw keyError({ ...problem, path: [...group, ...problem.path] }, { fileName, lineOf, whole: 'the configuration', hint: 'see schema/config.json for the keys' });
}

function isPackage(fileName: string): boolean {
  return fileName.split(/[/\\]/).at(-1) === PACKAGE_FILE;
}

function ownKey(raw: unknown, key: string): unknown {
  return typeof raw === 'object' && raw !== null && Object.hasOwn(raw, key) ? (raw as Record<string, unknown>)[key] : undefined;
}
