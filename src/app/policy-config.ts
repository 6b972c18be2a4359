import { CONFIG_FILES, PACKAGE_FILE } from '#config/defaults.ts';
import { readExtended } from '#config/extend.ts';
import type { ConfigFile } from '#config/schema.ts';
import { ConfigError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { packageSpeaks } from './find-config.ts';

/** Reads files of one commit by their paths; those that it does not have are left out. */
export type ReadTexts = (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** The configuration of a commit, with what it extends. */
export interface PolicyConfig {
  readonly file: ConfigFile;
  /** The files that it was put together of. */
  readonly paths: readonly string[];
}

/** Thrown and caught here: the merging of files is synchronous, the reading of a commit is not. */
class Wanted extends Error {
  readonly path: string;

  constructor(path: string) {
    super('wanted');
    this.path = path;
  }
}

function findStart(texts: ReadonlyMap<string, string>, configPath: string | undefined): string | undefined {
  if (configPath !== undefined) {
    if (texts.has(configPath)) return configPath;
    throw new ConfigError(`${printable(configPath)}: not in the commit that the policy is read from`, 'the policy comes from the base, not from the change itself');
  }
  const isSilent = !packageSpeaks(texts.get(PACKAGE_FILE) ?? '');
  const [first, second] = [...CONFIG_FILES, PACKAGE_FILE].filter((name) => texts.has(name) && (name !== PACKAGE_FILE || !isSilent));
  if (first !== undefined && second !== undefined) throw new ConfigError(`${first} and ${second} both configure stanch`, 'keep one of them, or name one with --config');
  return first;
}

function mergeFrom(start: string, texts: ReadonlyMap<string, string>): ConfigFile {
  return readExtended(start, (path) => {
    const text = texts.get(path);
    if (text === undefined) throw new Wanted(path);
    return text;
  });
}

/**
 * The configuration of a commit: the file of the usual names, or the one that was named, and all that it extends, each
 * from the same commit.
 * @throws ConfigError where there are two, one is missing, or one does not hold
 */
export async function readPolicyConfig(read: ReadTexts, configPath: string | undefined): Promise<PolicyConfig> {
  const texts = new Map(await read(configPath === undefined ? [...CONFIG_FILES, PACKAGE_FILE] : [configPath]));
  const start = findStart(texts, configPath);
  if (start === undefined) return { file: {}, paths: [] };
  const paths = [start];
  for (;;) {
    try {
      return { file: mergeFrom(start, texts), paths };
    } catch (error) {
      if (!(error instanceof Wanted)) throw error;
      const text = (await read([error.path])).get(error.path);
      if (text === undefined) throw new ConfigError(`${printable(error.path)}: extended, but it is not in the commit that the policy is read from`, 'paths count from the top folder of the repository');
      texts.set(error.path, text);
      paths.push(error.path);
    }
  }
}
