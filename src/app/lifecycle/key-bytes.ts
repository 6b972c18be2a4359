import type { Finding } from '#core/finding.ts';
import { fingerprintOf } from '#core/fingerprint.ts';
import type { Oid } from '#core/origin.ts';
import { Secret } from '#core/secret.ts';
import type { Git } from '#git/git.ts';
import { readObjectsSync } from '#git/objects.ts';

/** Where the very bytes of a key stand in an object. */
export interface KeyBytes {
  readonly type: 'blob' | 'commit' | 'tag';
  readonly oid: Oid;
  readonly start: number;
  readonly length: number;
  /** False for keys of several lines, which a list of texts to replace cannot hold. */
  readonly isOneLine: boolean;
}

const MOST_BYTES = 64 * 1024 * 1024;

function bytesOf(git: Git, oid: Oid): Buffer {
  const items = readObjectsSync(git, [oid], MOST_BYTES);
  return Buffer.concat(items.flatMap((item) => (item.kind === 'fault' ? [] : [item.bytes])));
}

/**
 * An object of the repository in which the key stands in the clear, byte for byte; checked by its fingerprint.
 * @returns undefined where every place is encoded, or in no object
 */
export function findKeyBytes(finding: Finding, git: Git, salts: readonly string[]): KeyBytes | undefined {
  for (const { origin, span, encoding } of finding.locations) {
    if (encoding !== undefined || (origin.kind !== 'blob' && origin.kind !== 'commit' && origin.kind !== 'tag')) continue;
    const bytes = bytesOf(git, origin.oid).subarray(span.start, span.end);
    const isKey = (['utf8', 'latin1'] as const).some((form) => salts.some((salt) => fingerprintOf(new Secret(bytes.toString(form)), salt) === finding.fingerprint));
    if (isKey) return { type: origin.kind, oid: origin.oid, start: span.start, length: bytes.length, isOneLine: !bytes.includes(10) };
  }
  return undefined;
}
