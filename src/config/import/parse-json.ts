import { ConfigError } from '#core/errors.ts';

/** JSON → plain data. @throws ConfigError that quotes nothing of the file */
export function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // The parser's own words quote the text, which may hold a key: they are no cause to keep.
    throw new ConfigError(`${fileName}: this is no JSON`);
  }
}
