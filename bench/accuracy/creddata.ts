import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAtLeast, type Confidence } from '#core/severity.ts';
import { isConfidence, labelledUnits, readTruth, scoreUnits, type Hit, type Label, type Unit } from './labels.ts';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher, makeScanner } from '#detect/scanner.ts';
import { readRules } from '../../tools/read-rules.ts';

/*
 * Scores all rules against labelled credentials in real files:
 * `npx tsx bench/accuracy/creddata.ts TRUTH.jsonl FILES [--level=medium] [--missed] [--wrong] [--strict] [--by-rule]`.
 * FILES is the folder into which the archive was unpacked. How it is scored stands in `labels.ts`.
 */

const SHOWN = 150;

/** Every finding of at least `floor`, as path and lines. */
function scanFiles(folder: string, paths: readonly string[], floor: Confidence): Hit[] {
  const scanner = makeScanner(makeMatcher(readRules().map((rule) => compileRule(rule))), { depth: 2 });
  return paths.flatMap((path) => {
    const bytes = readFileSync(join(folder, path));
    const result = scanner.scan({ kind: 'chunk', origin: { kind: 'stdin', path }, bytes, offset: 0, last: true });
    return (result?.detections ?? [])
      .filter((found) => isAtLeast(found.confidence, floor))
      .map((found) => ({ path, line: found.start.line, lastLine: found.end.line, ruleId: found.ruleId, confidence: found.confidence }));
  });
}

function ratio(part: number, whole: number): string {
  return `${part}/${whole} = ${whole === 0 ? '-' : (part / whole).toFixed(3)}`;
}

function f1({ hits, missed, wrong }: { hits: number; missed: number; wrong: number }): number {
  return hits === 0 ? 0 : (2 * hits) / (2 * hits + missed + wrong);
}

/** A generator with a fixed start, so that the interval is the same at each run. */
function makeDice(): () => number {
  let state = 12345;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
}

/** Middle 95 % of F1 when whole repositories are drawn again, with repetition. */
function bootstrap(units: readonly Unit[], strays: ReadonlyMap<string, number>): { plain: string; strict: string } {
  const repositories = [...new Set(units.map((unit) => unit.repository))];
  const sums = new Map(repositories.map((name) => [name, scoreUnits(units.filter((unit) => unit.repository === name))]));
  const dice = makeDice();
  const rounds = Array.from({ length: 1000 }, () => {
    const total = { hits: 0, missed: 0, wrong: 0, strays: 0 };
    for (let draw = 0; draw < repositories.length; draw++) {
      const name = repositories[Math.floor(dice() * repositories.length)] ?? '';
      const sum = sums.get(name);
      total.hits += sum?.hits ?? 0;
      total.missed += sum?.missed ?? 0;
      total.wrong += sum?.wrong ?? 0;
      total.strays += strays.get(name) ?? 0;
    }
    return { plain: f1(total), strict: f1({ ...total, wrong: total.wrong + total.strays }) };
  });
  const interval = (of: (round: { plain: number; strict: number }) => number): string => {
    const sorted = rounds.map(of).sort((a, b) => a - b);
    return `${sorted[25]?.toFixed(3)} to ${sorted[975]?.toFixed(3)}`;
  };
  return { plain: interval((round) => round.plain), strict: interval((round) => round.strict) };
}

function lineOf(folder: string, path: string, line: number): string {
  return (readFileSync(join(folder, path), 'latin1').split('\n')[line - 1] ?? '').trim().slice(0, SHOWN);
}

function printTable(title: string, counts: ReadonlyMap<string, number>): void {
  console.log(`\n${title}`);
  for (const [name, count] of [...counts].sort((a, b) => b[1] - a[1]).slice(0, 30)) console.log(`${String(count).padStart(6)} ${name}`);
}

function countBy<T>(list: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of list) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

function report(labels: readonly Label[], hits: readonly Hit[], show: { folder: string; args: readonly string[] }): void {
  const { units, strays } = labelledUnits(labels, hits);
  const score = scoreUnits(units);
  const wrong = units.filter((unit) => !unit.isTrue && unit.rules.length > 0);
  const missed = units.filter((unit) => unit.isTrue && unit.rules.length === 0);
  const byRepository = countBy(strays, (stray) => stray.path.slice(0, stray.path.indexOf('/')));
  const ranges = bootstrap(units, byRepository);
  console.log(`precision   ${ratio(score.hits, score.hits + score.wrong)}`);
  console.log(`recall      ${ratio(score.hits, score.hits + score.missed)}`);
  console.log(`F1          ${f1(score).toFixed(3)}   95 % by repository: ${ranges.plain}`);
  console.log(`strict F1   ${f1({ ...score, wrong: score.wrong + strays.length }).toFixed(3)}   95 % by repository: ${ranges.strict}; ${strays.length} findings on unlabelled lines`);
  printTable('missed, by category', countBy(missed, (unit) => unit.category));
  printTable('wrong, by rule and category', countBy(wrong, (unit) => `${unit.rules.join(',')} / ${unit.category}`));
  printTable('on unlabelled lines, by rule', countBy(strays, (stray) => stray.ruleId));
  if (show.args.includes('--missed')) for (const unit of missed) console.log(`T ${unit.path}:${unit.line}\t${unit.category}\t${lineOf(show.folder, unit.path, unit.line)}`);
  if (show.args.includes('--wrong')) for (const unit of wrong) console.log(`F ${unit.path}:${unit.line}\t${unit.rules.join(',')}\t${unit.category}\t${lineOf(show.folder, unit.path, unit.line)}`);
  if (show.args.includes('--strict')) for (const stray of strays) console.log(`- ${stray.path}:${stray.line}\t${stray.ruleId} ${stray.confidence}\t${lineOf(show.folder, stray.path, stray.line)}`);
}

function main(args: readonly string[]): void {
  const [truth = '', folder = ''] = args.filter((arg) => !arg.startsWith('--'));
  const level = args.find((arg) => arg.startsWith('--level='))?.slice('--level='.length) ?? 'medium';
  if (!existsSync(truth) || !existsSync(folder)) {
    console.error(`!!! no labels at "${truth}" or no files in "${folder}": NOTHING WAS MEASURED. Give the labels and the folder of the unpacked files.`);
    return;
  }
  if (!isConfidence(level)) throw new RangeError('--level is high, medium or low');
  const labels = readTruth(readFileSync(truth, 'utf8'));
  const paths = [...new Set(labels.map((label) => label.path))].filter((path) => existsSync(join(folder, path)));
  console.log(`${labels.length} labels in ${paths.length} files, confidence ${level} and above`);
  report(labels, scanFiles(folder, paths, level), { folder, args });
}

main(process.argv.slice(2));
