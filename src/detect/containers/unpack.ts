import { sniffContainer, type ContainerKind, type Entry, type UnpackBudget, type Unpacked } from './container.ts';
import { readPrivateKey } from '../checks/private-key-body.ts';
import { gzipName } from './gzip-name.ts';
import { inflateWithin } from './inflate.ts';
import { unpackPdf } from './pdf.ts';
import { unpackSqlite } from './sqlite.ts';
import { untar } from './tar.ts';
import { unzip } from './zip.ts';

const LABEL = 'PRIVATE KEY';

/** A private key in DER, written as the block of text (RFC 7468) that its rule knows. */
function keyOfDer(bytes: Buffer): Entry[] {
  if (readPrivateKey(bytes) === undefined) return [];
  const lines = bytes.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return [{ name: '', bytes: Buffer.from(`-----BEGIN ${LABEL}-----\n${lines}\n-----END ${LABEL}-----\n`) }];
}

function oneStream(inner: Buffer | null, nameOf: (inner: Buffer) => string): Unpacked {
  return { entries: inner === null ? [] : [{ name: nameOf(inner), bytes: inner }], isWhole: inner !== null };
}

/** Opens one container, one level deep. Never throws: what cannot be opened leaves the result not whole. */
export function unpack(kind: ContainerKind, bytes: Buffer, budget: UnpackBudget): Unpacked {
  switch (kind) {
    case 'zip':
      return unzip(bytes, budget);
    case 'tar':
      return untar(bytes, budget);
    case 'pdf':
      return unpackPdf(bytes, budget);
    case 'sqlite':
      return unpackSqlite(bytes, budget);
    case 'der':
      return { entries: keyOfDer(bytes), isWhole: true };
    case 'archive':
      return { entries: [], isWhole: false };
    case 'gzip':
      // What is in a packed tar is known by the names that the tar gives.
      return oneStream(inflateWithin(bytes, kind, budget), (inner) => (sniffContainer(inner) === 'tar' ? '' : gzipName(bytes)));
    case 'zlib':
      return oneStream(inflateWithin(bytes, kind, budget), () => '');
  }
}
