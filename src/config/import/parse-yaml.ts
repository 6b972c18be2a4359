import { parseDocument } from 'yaml';
import { ConfigError } from '#core/errors.ts';

/** Times that an alias may be unfolded. */
const MAX_ALIASES = 20;

/** YAML 1.2, of which JSON is a part → plain data. @throws ConfigError naming the line; it quotes nothing of the file */
export function parseYaml(text: string, fileName: string): unknown {
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { version: '1.2', schema: 'core', logLevel: 'error' });
  const [broken] = document.errors;
  if (broken !== undefined) throw new ConfigError(`${fileName}:${broken.linePos?.[0].line ?? 1}: this is neither JSON nor YAML`);
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    // The parser's own words name an alias, nothing that helps.
    throw new ConfigError(`${fileName}: its aliases unfold to too much`);
  }
}
