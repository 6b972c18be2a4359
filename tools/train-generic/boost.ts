import type { Model, Split, Tree } from '#detect/generic/score.ts';
import { cutFeatures, type Bins } from './bins.ts';

/** One example: what the classifier sees, whether it is a secret, how much it counts. */
export interface Example {
  readonly values: Float64Array;
  readonly isSecret: boolean;
  readonly weight: number;
}

export interface BoostOptions {
  readonly rounds: number;
  readonly rate: number;
  /** Ridge on the leaves: how many examples' worth of doubt each starts with. */
  readonly ridge: number;
  /** Least sum of weight × p(1-p) on either side of a split. */
  readonly leastHessian: number;
}

/** First and second derivative of the loss, example by example. */
interface Slopes {
  readonly g: Float64Array;
  readonly h: Float64Array;
}

interface Cut {
  readonly feature: number;
  /** Examples of up to this step go low. */
  readonly step: number;
  readonly gain: number;
}

interface Sum {
  g: number;
  h: number;
}

const MOST_STEPS = 42;
const NO_CUT: Cut = { feature: 0, step: 255, gain: 0 };
/** Stands for the cut of a side that is not split: no value reaches it. */
const NEVER = 1e9;

const gainOf = ({ g, h }: Sum, ridge: number): number => (g * g) / (h + ridge);

function sumOf(members: Int32Array, { g, h }: Slopes): Sum {
  const sum = { g: 0, h: 0 };
  for (const index of members) {
    sum.g += g[index] as number;
    sum.h += h[index] as number;
  }
  return sum;
}

/** Sums of the slopes of the members, by step of one feature. */
function sumsByStep(steps: Uint8Array, members: Int32Array, { g, h }: Slopes): Slopes {
  const sums = { g: new Float64Array(MOST_STEPS), h: new Float64Array(MOST_STEPS) };
  for (const index of members) {
    const step = steps[index] as number;
    sums.g[step] = (sums.g[step] as number) + (g[index] as number);
    sums.h[step] = (sums.h[step] as number) + (h[index] as number);
  }
  return sums;
}

/** The cut of the members that gains most. */
function bestCut(bins: Bins, members: Int32Array, { slopes, options }: { readonly slopes: Slopes; readonly options: BoostOptions }): Cut {
  const total = sumOf(members, slopes);
  const base = gainOf(total, options.ridge);
  let best = NO_CUT;
  for (const [feature, steps] of bins.steps.entries()) {
    const count = bins.cuts[feature]?.length ?? 0;
    if (count === 0) continue;
    const sums = sumsByStep(steps, members, slopes);
    const low = { g: 0, h: 0 };
    for (let step = 0; step < count; step++) {
      low.g += sums.g[step] as number;
      low.h += sums.h[step] as number;
      const high = { g: total.g - low.g, h: total.h - low.h };
      if (low.h < options.leastHessian || high.h < options.leastHessian) continue;
      const gain = gainOf(low, options.ridge) + gainOf(high, options.ridge) - base;
      if (gain > best.gain + 1e-9) best = { feature, step, gain };
    }
  }
  return best;
}

function sidesOf(bins: Bins, members: Int32Array, { feature, step }: Cut): readonly [Int32Array, Int32Array] {
  const steps = bins.steps[feature] ?? new Uint8Array();
  return [members.filter((index) => (steps[index] as number) <= step), members.filter((index) => (steps[index] as number) > step)];
}

function toSplit(bins: Bins, { feature, step }: Cut): Split {
  return { feature, cut: bins.cuts[feature]?.[step] ?? NEVER };
}

/** Grows one tree and lays its leaves onto the scores. */
function growTree(bins: Bins, scores: Float64Array, { slopes, options }: { readonly slopes: Slopes; readonly options: BoostOptions }): Tree | null {
  const everyone = Int32Array.from(scores.keys());
  const root = bestCut(bins, everyone, { slopes, options });
  if (root.gain <= 0) return null;
  const leafOf = (members: Int32Array): number => {
    const sum = sumOf(members, slopes);
    const leaf = Number(((options.rate * sum.g) / (sum.h + options.ridge)).toFixed(3));
    for (const index of members) scores[index] = (scores[index] as number) + leaf;
    return leaf;
  };
  const [lowMembers, highMembers] = sidesOf(bins, everyone, root);
  const low = bestCut(bins, lowMembers, { slopes, options });
  const high = bestCut(bins, highMembers, { slopes, options });
  const [lowLow, lowHigh] = sidesOf(bins, lowMembers, low);
  const [highLow, highHigh] = sidesOf(bins, highMembers, high);
  return { root: toSplit(bins, root), low: toSplit(bins, low), high: toSplit(bins, high), leaves: [leafOf(lowLow), leafOf(lowHigh), leafOf(highLow), leafOf(highHigh)] };
}

function slopesOf(examples: readonly Example[], scores: Float64Array): Slopes {
  const g = new Float64Array(examples.length);
  const h = new Float64Array(examples.length);
  for (const [index, { isSecret, weight }] of examples.entries()) {
    const p = 1 / (1 + Math.exp(-(scores[index] as number)));
    g[index] = weight * ((isSecret ? 1 : 0) - p);
    h[index] = weight * p * (1 - p);
  }
  return { g, h };
}

/**
 * Gradient-boosted trees of two levels for the logistic loss, with Newton leaves. Deterministic.
 * Written after T. Chen and C. Guestrin, "XGBoost: A Scalable Tree Boosting System", 2016, section 2.
 */
export function boost(examples: readonly Example[], options: BoostOptions): Model {
  const bins = cutFeatures(examples.map(({ values }) => values));
  const positive = examples.reduce((sum, { isSecret, weight }) => sum + (isSecret ? weight : 0), 0);
  const all = examples.reduce((sum, { weight }) => sum + weight, 0);
  const bias = Number(Math.log(positive / (all - positive)).toFixed(3));
  const scores = new Float64Array(examples.length).fill(bias);
  const trees: Tree[] = [];
  while (trees.length < options.rounds) {
    const tree = growTree(bins, scores, { slopes: slopesOf(examples, scores), options });
    if (tree === null) break;
    trees.push(tree);
  }
  return { bias, trees };
}
