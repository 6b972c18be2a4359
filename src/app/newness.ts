import { wholeChunk } from '#core/chunk.ts';
import type { Detection } from '#core/finding.ts';
import { halvesOf, keyName, type KeyName } from '#core/key-name.ts';
import type { Oid, Origin } from '#core/origin.ts';
import type { Scanner } from '#detect/scanner.ts';
import { readObjects } from '#git/objects.ts';
import type { Git } from '#git/git.ts';
import type { Change } from '#sources/change.ts';

/** True for a detection that the change brings in; false for one that stood there before. */
export type IsNew = (origin: Origin, detection: Detection) => boolean;

/** The keys that each of some blobs holds, both halves of those that have two. Blobs that are not there hold none: what they held then counts as new. */
async function readKeys(git: Git, oids: Iterable<Oid>, scanner: Scanner): Promise<Map<Oid, ReadonlySet<KeyName>>> {
  const keys = new Map<Oid, ReadonlySet<KeyName>>();
  for await (const item of readObjects(git, oids)) {
    if (item.kind === 'fault') continue;
    const result = scanner.scan({ ...wholeChunk({ kind: 'blob', oid: item.oid }, item.bytes), offset: item.offset, last: item.last });
    if (result !== undefined) keys.set(item.oid, new Set(result.detections.flatMap(halvesOf).map(keyName)));
  }
  return keys;
}

/** What stood before at the place of a change: in the parents' versions, or in files that the same change takes away. */
function oldBlobsOf(change: Change): readonly Oid[] {
  return [...change.parents, ...change.removed];
}

function changesByBlob(changes: readonly Change[]): Map<Oid, Change[]> {
  const byBlob = new Map<Oid, Change[]>();
  for (const change of changes) {
    const list = byBlob.get(change.oid);
    if (list === undefined) byBlob.set(change.oid, [change]);
    else list.push(change);
  }
  return byBlob;
}

/**
 * Judges newness by key, not by line: a key is new where a change brings it to a file whose earlier versions did
 * not hold it. So a line that moves is not new, and neither is a key that a rename carries along.
 * @param found blobs that hold a detection; only their predecessors are read
 */
export async function judgeNewness(git: Git, changes: readonly Change[], work: { readonly found: ReadonlySet<Oid>; readonly scanner: Scanner }): Promise<IsNew> {
  const byBlob = changesByBlob(changes);
  const old = new Set([...work.found].flatMap((oid) => (byBlob.get(oid) ?? []).flatMap(oldBlobsOf)));
  const keys = await readKeys(git, old, work.scanner);
  const known = changes.filter((change) => change.parents.length > 0).map((change) => change.path);
  return (origin, detection) => {
    if (origin.kind === 'names') return !known.some((path) => path.includes(detection.secret.reveal()));
    const own = 'oid' in origin ? byBlob.get(origin.oid) : undefined;
    if (own === undefined) return true;
    const key = keyName(detection);
    const here = 'path' in origin && origin.kind === 'staged' ? own.filter((change) => change.path === origin.path) : own;
    return here.some((change) => !oldBlobsOf(change).some((oid) => keys.get(oid)?.has(key) === true));
  };
}
