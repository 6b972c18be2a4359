import { wholeChunk } from '#core/chunk.ts';
import type { Detection } from '#core/finding.ts';
import { halvesOf, keyName, type KeyName, type NamedKey } from '#core/key-name.ts';
import type { Oid } from '#core/origin.ts';
import type { Secret } from '#core/secret.ts';
import type { Scanner } from '#detect/scanner.ts';
import type { Git } from '#git/git.ts';
import { pathsHolding } from '#git/grep.ts';
import { readObjects } from '#git/objects.ts';
import { listTree } from '#git/tree-listing.ts';

/** Texts shorter than this stand everywhere. */
const MIN_TEXT = 6;

/** A line of the key to search by: the longest, as keys of several lines begin like all others. */
function lineOf(secret: Secret): string {
  const lines = secret.reveal().split(/[\r\n\0]+/);
  return lines.reduce((longest, line) => (line.length > longest.length ? line : longest), '');
}

/** The keys in some blobs, and where in them each stands. */
export async function readDetections(git: Git, oids: Iterable<Oid>, scanner: Scanner): Promise<Map<Oid, readonly Detection[]>> {
  const found = new Map<Oid, readonly Detection[]>();
  for await (const item of readObjects(git, oids)) {
    if (item.kind === 'fault') continue;
    const result = scanner.scan({ ...wholeChunk({ kind: 'blob', oid: item.oid }, item.bytes), offset: item.offset, last: item.last });
    if (result !== undefined && result.detections.length > 0) found.set(item.oid, result.detections);
  }
  return found;
}

/**
 * Those of some keys that stand anywhere in the files of a commit, under the same rule. Files are chosen by the plain
 * text and judged by the rules; a key that stands there only in an encoding is not seen, and so counts as new.
 * @throws GitError where files of the commit are not here
 */
export async function keysInTree(git: Git, commit: Oid, work: { readonly wanted: readonly NamedKey[]; readonly scanner: Scanner }): Promise<Set<KeyName>> {
  const texts = [...new Set(work.wanted.map(({ secret }) => lineOf(secret)))].filter((text) => text.length >= MIN_TEXT);
  const paths = new Set(pathsHolding(git, commit, texts));
  if (paths.size === 0) return new Set();
  const oids = new Set((await listTree(git, commit)).filter(({ path }) => paths.has(path)).map(({ oid }) => oid));
  const names = [...(await readDetections(git, oids, work.scanner)).values()].flat().flatMap(halvesOf).map(keyName);
  const asked = new Set(work.wanted.map(keyName));
  return new Set(names.filter((name) => asked.has(name)));
}
