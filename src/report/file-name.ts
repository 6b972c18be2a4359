import { printable } from '#core/escape.ts';
import type { Location } from '#core/finding.ts';

/** A file to show a key in: its path, or a made-up name under `.git/` for what is no file. */
export function fileNameOf({ origin, path }: Pick<Location, 'origin' | 'path'>): string {
  if (path !== '') return printable(path);
  const oid = 'oid' in origin && origin.oid !== '' ? `/${origin.oid}` : '';
  return `.git/${origin.kind}${oid}`;
}
