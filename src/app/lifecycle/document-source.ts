import { realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Source, SourceItem } from '#core/chunk.ts';
import type { Location } from '#core/finding.ts';
import type { Oid, Origin } from '#core/origin.ts';
import type { Git } from '#git/git.ts';
import { readObjects } from '#git/objects.ts';
import { itemsOf } from '#sources/git-items.ts';
import { readFileItems } from '#sources/read-file.ts';

/** Where documents are read again. */
export interface Places {
  /** Absent outside a repository. */
  readonly git?: Git;
  /** Folders that paths of files may be relative to. */
  readonly roots: readonly string[];
}

async function* objectItems(git: Git, oid: Oid, origin: Origin): AsyncGenerator<SourceItem, void, undefined> {
  for await (const item of readObjects(git, [oid])) yield* itemsOf(item, origin);
}

/** The file below a root; a report may have been changed on its way, so nothing outside is opened. */
function fileUnder(root: string, path: string): string | undefined {
  try {
    const [top, real] = [realpathSync(root), realpathSync(resolve(root, path))];
    return real.startsWith(top.endsWith(sep) ? top : `${top}${sep}`) ? real : undefined;
  } catch {
    // Not there: the caller says that the place is gone.
    return undefined;
  }
}

async function* fileItems(roots: readonly string[], origin: Origin & { readonly path: string }): AsyncGenerator<SourceItem, void, undefined> {
  const file = roots.map((root) => fileUnder(root, origin.path)).find((found) => found !== undefined);
  if (file === undefined) yield { kind: 'skip', origin, reason: 'missing-object' };
  else yield* readFileItems(Buffer.from(file), origin);
}

/**
 * The one document at a place of a report, to be read again.
 * @returns undefined for a place that cannot be opened by itself: names of files and refs, and what came by a pipe
 */
export function documentSource({ origin, path }: Location, { git, roots }: Places): Source | undefined {
  const scope = 'one document';
  switch (origin.kind) {
    case 'file':
      return { scope, items: () => fileItems(roots, origin) };
    case 'blob':
    case 'staged':
      return git === undefined ? undefined : { scope, items: () => objectItems(git, origin.oid, path === '' ? origin : { kind: 'blob', oid: origin.oid, path }) };
    case 'commit':
    case 'tag':
      return git === undefined ? undefined : { scope, items: () => objectItems(git, origin.oid, origin) };
    case 'stdin':
    case 'names':
    case 'refs':
    case 'message':
      return undefined;
  }
}
