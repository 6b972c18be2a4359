import type { Detection, Facts } from '#core/finding.ts';

/**
 * Facts of a detection, with a name for the one stream of a gzip whose header gives none: that of its file, without
 * `.gz`, as `gunzip` would call it.
 * @param path of the document that it was made in
 */
export function nameStream({ facts, encoding }: Detection, path: string): Facts {
  const inside = facts['inside'];
  const [, name = ''] = /([^/]+)\.gz$/i.exec(path) ?? [];
  return encoding[0] === 'gzip' && inside?.startsWith(':') === true && name !== '' ? { ...facts, inside: `${name}${inside}` } : facts;
}
