import type { Location } from '#core/finding.ts';

/** A relative URI reference (RFC 3986): each segment encoded by itself, so that no name can climb or add a query. */
export function toUri(path: string): string {
  return path
    .split('/')
    .map((segment) => (segment === '..' || segment === '.' ? '%2E'.repeat(segment.length) : encodeURIComponent(segment.replaceAll(/[\ud800-\udfff]/gu, '\ufffd'))))
    .join('/');
}

/** Where a reader is sent: the file, or a made-up name under `.git/` for what is no file. */
export function uriOf({ origin, path }: Location): string {
  if (path !== '') return toUri(path);
  const oid = 'oid' in origin && origin.oid !== '' ? `/${origin.oid}` : '';
  return `.git/${origin.kind}${oid}`;
}
