import { createHmac, timingSafeEqual } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { writeAtomically } from './atomic-write.ts';

/** What an audit leaves for the next one. It holds no key and does not say where any stands. */
export interface AuditState {
  /** Digest of everything but the repository that findings depend on: rules, settings, program. */
  readonly under: string;
  /** When it was written, ISO 8601. */
  readonly at: string;
  readonly packs: readonly { readonly identity: string; readonly stamp: string; readonly notes: Uint8Array }[];
}

/** `foreign`: not signed with this key, so damaged, edited, or made by somebody else. */
export type StateFault = 'absent' | 'foreign' | 'unsafe';

/*
 * The file: `stanch audit state 1 <HMAC-SHA-256 of all that follows the line, hex>\n`, then zlib of JSON. Nothing behind the
 * first line is looked at before the signature is found to hold.
 */
const HEAD = 'stanch audit state 1 ';
const HEAD_BYTES = HEAD.length + 64 + 1;
const MAX_BYTES = 1 << 28;

function signatureOf(body: Uint8Array, key: Uint8Array): string {
  return createHmac('sha256', key).update('stanch audit state 1\n').update(body).digest('hex');
}

/** Bytes of a plain file; undefined for links, pipes and what is too long. @throws the system's error */
function readPlain(path: string): Buffer | undefined {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(file);
    return stat.isFile() && stat.size <= MAX_BYTES ? readFileSync(file) : undefined;
  } finally {
    closeSync(file);
  }
}

interface Written {
  readonly under: string;
  readonly at: string;
  readonly packs: readonly { readonly identity: string; readonly stamp: string; readonly notes: string }[];
}

function parseState(bytes: Buffer, key: Uint8Array): AuditState | undefined {
  const head = bytes.toString('latin1', 0, HEAD_BYTES);
  const body = bytes.subarray(HEAD_BYTES);
  if (!timingSafeEqual(Buffer.from(`${HEAD}${signatureOf(body, key)}\n`), Buffer.alloc(HEAD_BYTES, head, 'latin1'))) return undefined;
  // Signed by this key: it is what `writeAuditState` wrote.
  const { under, at, packs } = JSON.parse(inflateSync(body).toString('utf8')) as Written;
  return { under, at, packs: packs.map(({ notes, ...rest }) => ({ ...rest, notes: Buffer.from(notes, 'base64') })) };
}

/** Reads the state of an earlier audit. */
export function readAuditState(path: string, key: Uint8Array): AuditState | StateFault {
  try {
    const bytes = readPlain(path);
    return bytes === undefined ? 'unsafe' : (parseState(bytes, key) ?? 'foreign');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'absent';
    // A link, or not ours to read.
    if (typeof code === 'string') return 'unsafe';
    throw error;
  }
}

/**
 * Writes the state in one step, readable by its owner alone. Two audits at once both leave a whole file.
 * @returns false when its folder is a link, which could lead anywhere
 * @throws the system's error
 */
export function writeAuditState(path: string, state: AuditState, key: Uint8Array): boolean {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!lstatSync(folder).isDirectory()) return false;
  const written: Written = { ...state, packs: state.packs.map(({ notes, ...rest }) => ({ ...rest, notes: Buffer.from(notes).toString('base64') })) };
  const body = deflateSync(JSON.stringify(written), { level: 1 });
  writeAtomically(path, Buffer.concat([Buffer.from(`${HEAD}${signatureOf(body, key)}\n`), body]), 0o600);
  return true;
}
