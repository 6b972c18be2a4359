import { IncompleteError } from '#core/errors.ts';
import type { Oid } from '#core/origin.ts';

/** A file as it was in a parent and as it is now. Modes and ids are zero where there is no file. */
export interface RawChange {
  readonly mode: number;
  readonly oid: Oid;
  /** One entry a parent, in their order. */
  readonly before: readonly { readonly mode: number; readonly oid: Oid }[];
  /** Letters of git, one a parent: A D M T U. */
  readonly status: string;
  readonly path: Buffer;
}

/** What `diff-tree --stdin` or `diff-index` says: a commit's id before its changes, then these. */
export type RawItem = { readonly kind: 'commit'; readonly oid: Oid } | { readonly kind: 'change'; readonly change: RawChange };

const COLON = 58;

/**
 * Reads `--raw -z --no-abbrev --no-renames` output, however it is cut (gitformat: git-diff-index(1), RAW OUTPUT FORMAT).
 * `:<mode> <mode> <oid> <oid> <status> NUL <path> NUL`, for merges with `-c` one colon, mode and id more a parent.
 */
export class RawDiffParser {
  #rest: Buffer = Buffer.alloc(0);

  *push(bytes: Buffer): Generator<RawItem, void, undefined> {
    const buffer = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    for (;;) {
      const end = buffer.indexOf(0, at);
      if (end < 0) break;
      if (buffer[at] !== COLON) {
        yield { kind: 'commit', oid: buffer.toString('latin1', at, end) };
        at = end + 1;
        continue;
      }
      const pathEnd = buffer.indexOf(0, end + 1);
      if (pathEnd < 0) break;
      yield { kind: 'change', change: parseChange(buffer.toString('latin1', at, end), buffer.subarray(end + 1, pathEnd)) };
      at = pathEnd + 1;
    }
    this.#rest = buffer.subarray(at);
  }

  /** @throws IncompleteError when the output ended inside an entry */
  close(): void {
    if (this.#rest.length > 0) throw new IncompleteError('a list of changes from git ends inside an entry');
  }
}

/** All changes of a complete `diff-index` output. */
export function parseRawDiff(bytes: Buffer): RawChange[] {
  const parser = new RawDiffParser();
  const items = [...parser.push(bytes)];
  parser.close();
  return items.flatMap((item) => (item.kind === 'change' ? [item.change] : []));
}

function parseChange(line: string, path: Buffer): RawChange {
  const parents = line.lastIndexOf(':') + 1;
  const words = line.slice(parents).split(' ');
  const modes = words.slice(0, parents + 1).map((mode) => Number.parseInt(mode, 8));
  const oids = words.slice(parents + 1, 2 * parents + 2);
  const [mode, oid, status] = [modes[parents], oids[parents], words[2 * parents + 2]];
  if (mode === undefined || oid === undefined || status === undefined) throw new IncompleteError('a list of changes from git has an unknown line');
  return { mode, oid, status, path, before: oids.slice(0, parents).map((old, index) => ({ mode: modes[index] ?? 0, oid: old })) };
}

/** True for the id that stands for no object. */
export function isNullOid(oid: Oid): boolean {
  return /^0+$/.test(oid);
}
