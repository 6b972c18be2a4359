import type { Finding } from '#core/finding.ts';

/** What a comment of ours says about itself, unseen by readers. */
export interface Marker {
  /** Of the finding: made of its rule and of a keyed hash of the key, so that it outlives moves and rebases. */
  readonly id: string;
  readonly state: 'open' | 'gone';
}

const FORM = /<!-- stanch:finding id=([0-9a-f]{12}) fingerprint=[0-9a-f]{32} state=(open|gone) -->\s*$/;

/** The last line of a comment, shown nowhere. */
export function markerText({ id, fingerprint }: Pick<Finding, 'id' | 'fingerprint'>, state: Marker['state']): string {
  return `<!-- stanch:finding id=${id} fingerprint=${fingerprint} state=${state} -->`;
}

/** Whose it is must be asked beside this: anybody can write such a line. */
export function readMarker(body: string): Marker | undefined {
  const [, id, state] = FORM.exec(body) ?? [];
  return id === undefined ? undefined : { id, state: state === 'gone' ? 'gone' : 'open' };
}
