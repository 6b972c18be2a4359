/** One question to a feature: values of at least `cut` go high. */
export interface Split {
  readonly feature: number;
  readonly cut: number;
}

/** A tree of two levels. Leaves are log odds: low-low, low-high, high-low, high-high. */
export interface Tree {
  readonly root: Split;
  readonly low: Split;
  readonly high: Split;
  readonly leaves: readonly [number, number, number, number];
}

export interface Model {
  /** Log odds before any tree. */
  readonly bias: number;
  readonly trees: readonly Tree[];
}

function isHigh(values: Float64Array, { feature, cut }: Split): boolean {
  return (values[feature] ?? 0) >= cut;
}

function leafOf(values: Float64Array, { root, low, high, leaves }: Tree): number {
  if (isHigh(values, root)) return isHigh(values, high) ? leaves[3] : leaves[2];
  return isHigh(values, low) ? leaves[1] : leaves[0];
}

/** Probability of a secret: the leaves that the features lead to and the bias, summed as log odds. */
export function probabilityOf(values: Float64Array, { bias, trees }: Model): number {
  let odds = bias;
  for (const tree of trees) odds += leafOf(values, tree);
  return 1 / (1 + Math.exp(-odds));
}
