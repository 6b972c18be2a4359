/** Hash of a repository's object names. */
export type ObjectHash = 'sha1' | 'sha256';

/** Bytes of one object name. */
export function hashBytesOf(hash: ObjectHash): 20 | 32 {
  return hash === 'sha1' ? 20 : 32;
}

/** Lower-case hex of `length` bytes at `at`. */
export function hexAt(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('hex');
}

