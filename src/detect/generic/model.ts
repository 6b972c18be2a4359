import { askFor, FEATURES, type Asked } from './features.ts';
import { BIAS, THRESHOLDS, TREES, type NamedTree } from './model-data.ts';
import { lazily } from '#core/lazily.ts';
import { makeJudge, type Model, type Split } from './score.ts';
import type { Confidence } from '#core/severity.ts';

function splitOf(name: string, cut: number): Split {
  const feature = FEATURES.indexOf(name);
  if (feature < 0) throw new RangeError(`the model asks for a feature ${name} that is not measured; train it anew`);
  return { feature, cut };
}

function treeOf([root, low, high, leaves]: NamedTree): Model['trees'][number] {
  return { root: splitOf(...root), low: splitOf(...low), high: splitOf(...high), leaves };
}

/** The measures that some tree asks for. */
export const ASKED: Asked = askFor((feature) => TREES.some(([root, low, high]) => [root, low, high].some(([name]) => name === feature)));

const judge = lazily(() => makeJudge({ bias: BIAS, trees: TREES.map(treeOf) }));

/** Probability, 0 to 1, that a candidate with these features is a secret. */
export function judgeFeatures(values: Float64Array): number {
  return judge()(values);
}

/** How sure a probability makes; null below what is worth saying. */
export function confidenceOf(probability: number): Confidence | null {
  if (probability >= THRESHOLDS.high) return 'high';
  if (probability >= THRESHOLDS.medium) return 'medium';
  return probability >= THRESHOLDS.low ? 'low' : null;
}
