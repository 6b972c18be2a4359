import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAtLeast } from '#core/severity.ts';
import { featuresOf } from '#detect/generic/features.ts';
import { makeJudge, type Model } from '#detect/generic/score.ts';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher, makeScanner } from '#detect/scanner.ts';
import { labelledUnits, readTruth, scoreUnits, type Hit, type Label } from '../../bench/accuracy/labels.ts';
import { readRules } from '../read-rules.ts';
import { boost, type BoostOptions, type Example } from './boost.ts';
import { CLEAN_CACHE, readCleanList } from './clean-list.ts';
import { cleanRows } from './clean.ts';
import { crossValidate, type Judged } from './cross-validate.ts';
import { isJudged } from './candidates.ts';
import { invent } from './generate.ts';
import { labelledRows, taught } from './labelled.ts';
import { writeModel } from './write-model.ts';

/*
 * Trains the classifier of the generic detector:
 * `npx tsx tools/train-generic/train.ts TRUTH.jsonl FILES [--clean=CACHE] [--write]`.
 * FILES is the folder of the unpacked labelled files, CACHE what `fetch-clean.ts` has filled. Prints what is reached
 * when each repository is judged by a model that was learnt without it, and how many candidates of the clean packages
 * that do not teach pass. The same labelled files give the same model, byte for byte.
 */

const OPTIONS: BoostOptions = { rounds: 75, rate: 0.2, ridge: 4, leastHessian: 1 };
/** Least probabilities, read off the printed tables. */
const THRESHOLDS = { high: 0.91, medium: 0.45, low: 0.2 };
const CLEAN_WEIGHT = 0.25;
const INVENTED = 1500;
const INVENTED_WEIGHT = 0.1;
const LEVELS: readonly number[] = [0.2, 0.3, 0.4, 0.45, 0.48, 0.5, 0.55, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92];

const learn = (examples: readonly Example[]): Model => boost(examples, OPTIONS);

function inventedRows(): Example[] {
  return invent(INVENTED).map(({ candidate, isSecret }) => ({ values: featuresOf(candidate), isSecret, weight: INVENTED_WEIGHT }));
}

/** What all other rules find in the labelled files. */
function otherHits(folder: string, labels: readonly Label[]): Hit[] {
  const scanner = makeScanner(makeMatcher(readRules().map((rule) => compileRule(rule))), { depth: 2 });
  const paths = [...new Set(labels.map(({ path }) => path))].filter((path) => existsSync(join(folder, path)));
  return paths.flatMap((path) => {
    const result = scanner.scan({ kind: 'chunk', origin: { kind: 'stdin', path }, bytes: readFileSync(join(folder, path)), offset: 0, last: true });
    return (result?.detections ?? [])
      .filter(({ ruleId, confidence }) => ruleId !== 'generic-secret' && isAtLeast(confidence, 'medium'))
      .map(({ ruleId, confidence, start, end }): Hit => ({ path, line: start.line, lastLine: end.line, ruleId, confidence }));
  });
}

function toHit({ row: { path, candidate } }: Judged): Hit {
  return { path, line: candidate.line, lastLine: candidate.line, ruleId: 'generic-secret', confidence: 'medium' };
}

function printScores(labels: readonly Label[], others: readonly Hit[], { judged, clean }: { readonly judged: readonly Judged[]; readonly clean: readonly number[] }): void {
  console.log('least p  precision  recall  F1     strict F1    clean candidates that pass');
  for (const least of LEVELS) {
    const own = judged.filter(({ row, probability }) => probability >= least && isJudged(row.candidate)).map(toHit);
    const { units, strays } = labelledUnits(labels, [...others, ...own]);
    const { hits, missed, wrong } = scoreUnits(units);
    const f1 = (extra: number): string => ((2 * hits) / (2 * hits + missed + wrong + extra)).toFixed(3);
    const passing = clean.filter((probability) => probability >= least).length;
    console.log(`${least.toFixed(2).padEnd(9)}${(hits / (hits + wrong)).toFixed(3).padEnd(11)}${(hits / (hits + missed)).toFixed(3).padEnd(8)}${f1(0).padEnd(7)}${f1(strays.length).padEnd(13)}${passing} of ${clean.length}`);
  }
}

function optionValue(args: readonly string[], name: string): string | undefined {
  return args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}

function main(args: readonly string[]): void {
  const [truth = '', folder = ''] = args.filter((arg) => !arg.startsWith('--'));
  const labels = readTruth(readFileSync(truth, 'utf8'));
  const rows = labelledRows(labels, folder);
  const clean = cleanRows(readCleanList(), { cache: optionValue(args, 'clean') ?? CLEAN_CACHE, weight: CLEAN_WEIGHT });
  const always = [...clean.taught, ...inventedRows()];
  const judged = crossValidate(rows, always, learn);
  const model = learn([...taught(rows), ...always]);
  const judge = makeJudge(model);
  console.log(`${taught(rows).length} labelled candidates, ${clean.taught.length} clean ones and ${always.length - clean.taught.length} invented ones teach`);
  printScores(labels, otherHits(folder, labels), { judged, clean: clean.measured.filter(({ candidate }) => isJudged(candidate)).map(({ values }) => judge(values)) });
  if (args.includes('--write')) writeModel(model, THRESHOLDS);
}

main(process.argv.slice(2));
