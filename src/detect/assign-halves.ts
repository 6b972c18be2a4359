import type { Span } from '#core/span.ts';

/** Halves of one kind of key, in order of place; none overlaps another. */
export interface Halves<T extends Span> {
  readonly carriers: readonly T[];
  readonly partners: readonly T[];
  /** Greatest distance in bytes at which a partner may stand. */
  readonly within: (partner: T) => number;
}

/** So many halves in a row are weighed against each other; lists of thousands are no settings. */
const MOST_TOGETHER = 64;
/** One pair more is worth any distance: `MOST_TOGETHER` distances are less than this. */
const PAIR = 1e9;

/** Bytes between two halves. */
export function distanceOf(a: Span, b: Span): number {
  return a.start < b.start ? b.start - a.end : a.start - b.end;
}

interface Cluster<T> {
  readonly carriers: T[];
  readonly partners: T[];
}

/** Halves that stand so far apart that none of one group reaches into the next. */
function clustersOf<T extends Span>({ carriers, partners, within }: Halves<T>): Cluster<T>[] {
  const reach = partners.reduce((most, partner) => Math.max(most, within(partner)), 0);
  const ofPartners = new Set(partners);
  const clusters: Cluster<T>[] = [];
  let size = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const half of [...carriers, ...partners].sort((a, b) => a.start - b.start)) {
    const isNext = clusters.length === 0 || size === MOST_TOGETHER || half.start - end > reach;
    if (isNext) clusters.push({ carriers: [], partners: [] });
    size = isNext ? 1 : size + 1;
    end = half.end;
    const cluster = clusters.at(-1);
    (ofPartners.has(half) ? cluster?.partners : cluster?.carriers)?.push(half);
  }
  return clusters;
}

/** Worth of a pair; none where the halves stand too far apart. */
function worthOf<T extends Span>(carrier: T | undefined, partner: T | undefined, within: (partner: T) => number): number {
  if (carrier === undefined || partner === undefined) return 0;
  const distance = distanceOf(carrier, partner);
  return distance <= within(partner) ? PAIR - distance : 0;
}

/** Greatest worth of the first `i` carriers with the first `j` partners, at `i * (partners + 1) + j`. */
function worthTable<T extends Span>({ carriers, partners }: Cluster<T>, within: (partner: T) => number): Float64Array {
  const width = partners.length + 1;
  const best = new Float64Array((carriers.length + 1) * width);
  for (let i = 1; i <= carriers.length; i++) {
    for (let j = 1; j < width; j++) {
      const worth = worthOf(carriers[i - 1], partners[j - 1], within);
      const paired = worth === 0 ? 0 : (best[(i - 1) * width + j - 1] ?? 0) + worth;
      best[i * width + j] = Math.max(paired, best[(i - 1) * width + j] ?? 0, best[i * width + j - 1] ?? 0);
    }
  }
  return best;
}

function assignCluster<T extends Span>(cluster: Cluster<T>, within: (partner: T) => number, assigned: Map<T, T>): void {
  const { carriers, partners } = cluster;
  if (carriers.length === 0 || partners.length === 0) return;
  const width = partners.length + 1;
  const best = worthTable(cluster, within);
  // Of two that are as good, the earlier partner: identifiers mostly come first.
  for (let i = carriers.length, j = partners.length; i > 0 && j > 0; ) {
    const here = best[i * width + j];
    const [carrier, partner] = [carriers[i - 1], partners[j - 1]];
    if (here === best[i * width + j - 1]) j -= 1;
    else if (here === best[(i - 1) * width + j]) i -= 1;
    else {
      if (carrier !== undefined && partner !== undefined) assigned.set(carrier, partner);
      i -= 1;
      j -= 1;
    }
  }
}

/**
 * Gives each half its own other half where several keys of one kind stand below each other, as profiles of
 * `.aws/credentials` do: as many pairs as can be, and of these the ones that stand nearest. Pairs do not cross: on a line
 * that is never nearer. What remains goes with none.
 */
export function assignHalves<T extends Span>(halves: Halves<T>): Map<T, T> {
  const assigned = new Map<T, T>();
  for (const cluster of clustersOf(halves)) assignCluster(cluster, halves.within, assigned);
  return assigned;
}
