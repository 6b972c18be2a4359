import { parse, TomlError } from 'smol-toml';
import { ConfigError } from '#core/errors.ts';
import { isTable, type PlainTable } from './plain-data.ts';

/**
 * TOML (1.1) → plain data.
 * @throws ConfigError naming the line; it quotes nothing of the file, which may hold a key
 */
export function parseToml(text: string, fileName: string): PlainTable {
  try {
    const data: unknown = parse(text, { maxDepth: 50 });
    if (isTable(data)) return data;
  } catch (error) {
    const line = error instanceof TomlError ? `:${error.line}` : '';
    throw new ConfigError(`${fileName}${line}: this is no TOML`, undefined, error);
  }
  throw new ConfigError(`${fileName}: this is no TOML`);
}
