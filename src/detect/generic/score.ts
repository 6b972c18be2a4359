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

/**
 * Makes the judge of a model: features to the probability of a secret, which is the leaves that they lead to and the
 * bias, summed as log odds. The trees are laid out flat, because every candidate goes through all of them.
 */
export function makeJudge({ bias, trees }: Model): (values: Float64Array) => number {
  const splits = trees.flatMap(({ root, low, high }) => [root, low, high]);
  const features = Int32Array.from(splits, ({ feature }) => feature);
  const cuts = Float64Array.from(splits, ({ cut }) => cut);
  const leaves = Float64Array.from(trees.flatMap((tree) => tree.leaves));
  return (values) => {
    let odds = bias;
    for (let tree = 0; tree < trees.length; tree++) {
      const root = tree * 3;
      const side = Number((values[features[root] as number] as number) >= (cuts[root] as number));
      const next = root + 1 + side;
      const leaf = Number((values[features[next] as number] as number) >= (cuts[next] as number));
      odds += leaves[tree * 4 + side * 2 + leaf] as number;
    }
    return 1 / (1 + Math.exp(-odds));
  };
}
