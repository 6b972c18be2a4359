import { writeFileSync } from 'node:fs';
import { FEATURES } from '#detect/generic/features.ts';
import type { Model, Split } from '#detect/generic/score.ts';

export interface Thresholds {
  readonly high: number;
  readonly medium: number;
  readonly low: number;
}

function splitText({ feature, cut }: Split): string {
  return `['${FEATURES[feature] ?? ''}', ${cut}]`;
}

/** The model as source text, features by their names, so that a change of the weights can be read. */
export function modelText({ bias, trees }: Model, thresholds: Thresholds): string {
  const lines = trees.map(({ root, low, high, leaves }) => `  [${splitText(root)}, ${splitText(low)}, ${splitText(high)}, [${leaves.join(', ')}]],`);
  return `/* Written by tools/train-generic/train.ts; do not edit. How it was made and what it reaches stands in docs/accuracy.md. */

/** A feature and the value from which on it is high. */
export type NamedSplit = readonly [feature: string, cut: number];
/** A question, the second one if the answer is low, the one if it is high, and the log odds of the four answers. */
export type NamedTree = readonly [root: NamedSplit, low: NamedSplit, high: NamedSplit, leaves: readonly [number, number, number, number]];

/** Least probability of each confidence. */
export const THRESHOLDS: { readonly high: number; readonly medium: number; readonly low: number } = { high: ${thresholds.high}, medium: ${thresholds.medium}, low: ${thresholds.low} };
/** Log odds before any tree. */
export const BIAS = ${bias};
export const TREES: readonly NamedTree[] = [
${lines.join('\n')}
];
`;
}

export function writeModel(model: Model, thresholds: Thresholds): void {
  writeFileSync(new URL('../../src/detect/generic/model-data.ts', import.meta.url), modelText(model, thresholds));
}
