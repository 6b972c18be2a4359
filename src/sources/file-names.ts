import { decodePath, encodePath } from '#git/path.ts';

/**
 * Names for the globber. Its patterns do not match names with line ends, and it takes names as text, so a name that
 * is not plain printable text goes under a token of private-use characters and is looked up again for every file
 * access and for every report.
 */
const PLAIN = /^[\x20-\x5b\x5d-\x7e\u00a1-\u1fff\u2030-\ud7ff\uf900-\ufdcf]+$/;
const MARK = '\u{f0000}';

export class FileNames {
  readonly #tokens = new Map<string, string>();
  readonly #paths = new Map<string, string>();

  /** The name that the globber gets for the bytes of a directory entry. */
  toGlob(bytes: Buffer): string {
    const path = decodePath(bytes);
    // A backslash is a separator to the globber, and starts the escapes of a path's text.
    if (PLAIN.test(path) && !path.includes('\\')) return path;
    const known = this.#tokens.get(path);
    if (known !== undefined) return known;
    const token = `${MARK}${this.#tokens.size}${MARK}`;
    this.#tokens.set(path, token);
    this.#paths.set(token, path);
    return token;
  }

  /** Path text (see `git/path.ts`) of a globber's path. */
  toPath(globPath: string): string {
    if (!globPath.includes(MARK)) return globPath;
    return globPath.split('/').map((segment) => this.#paths.get(segment) ?? segment).join('/');
  }

  /** Bytes of a globber's path, for the file system. */
  toBytes(globPath: string): Buffer {
    return encodePath(this.toPath(globPath));
  }
}
