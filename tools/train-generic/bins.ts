/** Most cuts that one feature gets. */
const MOST_CUTS = 40;

/** Features of all examples, cut into few steps. */
export interface Bins {
  /** Cuts of each feature, rising. */
  readonly cuts: readonly (readonly number[])[];
  /** Step of each example, feature by feature: how many cuts its value reaches. */
  readonly steps: readonly Uint8Array[];
}

/** Cuts at even distances in the order of the different values. */
function cutsOf(values: readonly number[]): number[] {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const distance = Math.max(1, sorted.length / MOST_CUTS);
  const cuts = new Set<number>();
  for (let at = distance; at < sorted.length; at += distance) {
    const index = Math.floor(at);
    cuts.add(Number((((sorted[index - 1] ?? 0) + (sorted[index] ?? 0)) / 2).toPrecision(4)));
  }
  return [...cuts];
}

/** Cuts every feature into steps. */
export function cutFeatures(rows: readonly Float64Array[]): Bins {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, feature) => rows.map((row) => row[feature] ?? 0));
  const cuts = columns.map(cutsOf);
  const steps = columns.map((column, feature) => Uint8Array.from(column, (value) => (cuts[feature] ?? []).filter((cut) => value >= cut).length));
  return { cuts, steps };
}
