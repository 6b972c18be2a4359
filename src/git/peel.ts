import type { Oid } from '#core/origin.ts';
import { IncompleteError } from '#core/errors.ts';
import type { Git } from './git.ts';
import { readHeadersSync, readObjectsSync } from './objects.ts';
import { parseTag } from './tag-object.ts';

/** What tips are and lead to. */
export interface Peeled {
  readonly commits: readonly Oid[];
  /** Annotated tags on the way, tags of tags too. */
  readonly tags: readonly Oid[];
  /** Trees and blobs that a tag names directly. */
  readonly others: readonly Oid[];
}

/** Follows tags down to what they name. @throws IncompleteError when a tip is not there */
export function peelTips(git: Git, tips: readonly Oid[]): Peeled {
  const found = { commits: new Set<Oid>(), tags: new Set<Oid>(), others: new Set<Oid>() };
  for (let next = [...new Set(tips)]; next.length > 0; ) {
    const tags: Oid[] = [];
    for (const { oid, type } of readHeadersSync(git, next)) {
      if (type === undefined) throw new IncompleteError(`object ${oid} is not in this repository`);
      if (type === 'tag' && !found.tags.has(oid)) tags.push(oid);
      if (type === 'commit') found.commits.add(oid);
      else if (type !== 'tag') found.others.add(oid);
    }
    for (const oid of tags) found.tags.add(oid);
    next = readObjectsSync(git, tags).flatMap((item) => (item.kind === 'piece' && item.offset === 0 ? [parseTag(item.bytes).object] : []));
  }
  return { commits: [...found.commits], tags: [...found.tags], others: [...found.others] };
}
