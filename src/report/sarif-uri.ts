import type { Location } from '#core/finding.ts';

/** Name of the folder that relative URIs count from, as code scanning knows it. */
export const SOURCE_ROOT = '%SRCROOT%';

/** A relative URI reference (RFC 3986): each segment encoded by itself, so that no name can climb or add a query. */
export function toUri(path: string): string {
  return path
    .split('/')
    .map((segment) => (segment === '..' || segment === '.' ? '%2E'.repeat(segment.length) : encodeURIComponent(segment.replaceAll(/[\ud800-\udfff]/gu, '\ufffd'))))
    .join('/');
}

/** Where a reader is sent: the file, or a made-up name under `.git/` for what is no file. */
export function uriOf({ origin, path }: Pick<Location, 'origin' | 'path'>): { readonly uri: string; readonly uriBaseId?: string } {
  // Two slashes at the start would name a host.
  if (path.startsWith('/')) return { uri: `file:///${toUri(path.replace(/^\/+/, ''))}` };
  if (path !== '') return { uri: toUri(path), uriBaseId: SOURCE_ROOT };
  const oid = 'oid' in origin && origin.oid !== '' ? `/${origin.oid}` : '';
  return { uri: `.git/${origin.kind}${oid}`, uriBaseId: SOURCE_ROOT };
}
