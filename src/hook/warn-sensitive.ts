import { printable } from '#core/escape.ts';
import type { Notice } from '#core/report.ts';
import { nameKindOf } from '#hygiene/sensitive-name.ts';
import type { Change } from '#sources/change.ts';

/** More are counted, not listed. */
const MAX_LISTED = 5;

function describe(path: string): string | undefined {
  const kind = nameKindOf(path);
  if (kind?.kind === 'env') return 'a dotenv file';
  return kind?.kind === 'credential' && kind.proof === undefined ? kind.what : undefined;
}

/** What the commit adds that by its name alone is no file to share. Told, and no reason to stop: some are shared on purpose. */
export function sensitiveNotices(changes: readonly Change[]): Notice[] {
  const added = changes.filter(({ parents }) => parents.length === 0).flatMap(({ path }) => {
    const what = describe(path);
    return what === undefined ? [] : [{ path, what }];
  });
  const listed = added.slice(0, MAX_LISTED).map(({ path, what }): Notice => ({
    level: 'warning',
    code: 'sensitive-file',
    message: `this commit adds ${printable(path)}: ${what}. stanch hygiene --fix keeps such files out of git`,
  }));
  return added.length > MAX_LISTED ? [...listed, { level: 'warning', code: 'sensitive-file', message: `and ${added.length - MAX_LISTED} more such files` }] : listed;
}
