import type { ContainerKind, Entry, UnpackBudget, Unpacked } from './container.ts';
import { inflateWithin } from './inflate.ts';
import { untar } from './tar.ts';
import { unzip } from './zip.ts';

/** Opens one container, one level deep. Never throws: what cannot be opened leaves the result not whole. */
export function unpack(kind: ContainerKind, bytes: Buffer, budget: UnpackBudget): Unpacked {
  switch (kind) {
    case 'zip':
      return unzip(bytes, budget);
    case 'tar':
      return untar(bytes, budget);
    case 'gzip': {
      const inner = inflateWithin(bytes, 'gzip', budget);
      const entries: Entry[] = inner === null ? [] : [{ name: '', bytes: inner }];
      return { entries, isWhole: inner !== null };
    }
  }
}
