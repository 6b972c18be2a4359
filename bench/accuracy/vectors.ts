import { existsSync, readFileSync } from 'node:fs';
import type { Detection } from '#core/finding.ts';
import { isAtLeast, type Confidence } from '#core/severity.ts';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher, makeScanner, type Scanner } from '#detect/scanner.ts';
import type { Rule } from '#ruleset/rule.ts';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { readRules } from '../../tools/read-rules.ts';
import { publicTextTest } from './public-text.ts';

/*
 * Scores the rules against labelled samples: `npx tsx bench/accuracy/vectors.ts [--missed|--missed-secrets|--public|--fired] [--level=low] FILE.jsonl`.
 * `--missed-secrets` leaves out text that is public by itself (`public-text.ts`), `--public` shows what that is.
 * `--level=low` counts less sure findings too; else those count that an audit reports. A line holds `id, provider, positive, text, secret, name`; text and secret are base64 of UTF-8.
 */

interface Sample {
  readonly id: string;
  readonly provider: string;
  readonly positive: boolean;
  readonly text: string;
  readonly secret: string | null;
}

interface Score {
  readonly sample: Sample;
  readonly text: string;
  readonly named: boolean;
  readonly strict: boolean;
  readonly found: readonly Detection[];
}

const slug = (text: string): string => text.toLowerCase().replaceAll(/[-_]/g, '');
const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

/** Same vendor: one slug begins with the other, `-` and `_` left out. */
function isSameProvider(a: string, b: string): boolean {
  return slug(a).startsWith(slug(b)) || slug(b).startsWith(slug(a));
}

/** True when the finding stands where the labelled text stands, whatever it was decoded to. */
function coversPlace({ span }: Detection, secret: string, text: string): boolean {
  const at = text.indexOf(secret);
  if (at < 0) return false;
  const start = Buffer.byteLength(text.slice(0, at));
  const end = start + Buffer.byteLength(secret);
  return (span.start <= start && span.end >= end) || (start <= span.start && end >= span.end);
}

/** The finding covers the labelled text, lies in it, or there is no labelled text. */
function isRightText(detection: Detection, secret: string | null, text: string): boolean {
  if (secret === null) return true;
  const value = detection.secret.reveal();
  return coversPlace(detection, secret, text) || value.includes(secret) || secret.includes(value) || (detection.pair !== undefined && secret.includes(detection.pair.secret.reveal()));
}

function scoreOf(sample: Sample, { scanner, providerOf, level }: { readonly scanner: Scanner; readonly providerOf: ReadonlyMap<string, string>; readonly level: Confidence }): Score {
  const text = decode(sample.text);
  const result = scanner.scan({ kind: 'chunk', origin: { kind: 'stdin', path: '-' }, bytes: Buffer.from(text, 'utf8'), offset: 0, last: true });
  const found = (result?.detections ?? []).filter(({ confidence }) => isAtLeast(confidence, level));
  const secret = sample.secret === null ? null : decode(sample.secret);
  const named = found.some((detection) => {
    // Rules that are no file, such as the generic detector, name no vendor.
    const provider = providerOf.get(detection.ruleId);
    return provider !== undefined && isSameProvider(provider, sample.provider) && isRightText(detection, secret, text);
  });
  return { sample, text, named, strict: found.some((detection) => isRightText(detection, secret, text)), found };
}

function share(part: number, whole: number): string {
  return `${part}/${whole} = ${whole === 0 ? '-' : (part / whole).toFixed(4)}`;
}

function macroOf(scores: readonly Score[]): number {
  const groups = groupByProvider(scores);
  const shares = [...groups.values()].map((list) => list.filter((score) => score.named).length / list.length);
  return shares.reduce((sum, value) => sum + value, 0) / shares.length;
}

function groupByProvider(scores: readonly Score[]): Map<string, Score[]> {
  const groups = new Map<string, Score[]>();
  for (const score of scores) groups.set(score.sample.provider, [...(groups.get(score.sample.provider) ?? []), score]);
  return groups;
}

function show(scores: readonly Score[]): void {
  for (const { sample, text, found } of scores) {
    const secret = sample.secret === null ? '-' : decode(sample.secret).slice(0, 60);
    console.log(`${sample.provider}\t${found.map((detection) => detection.ruleId).join(',') || '-'}\t${JSON.stringify(text.slice(0, 200))}\t${JSON.stringify(secret)}`);
  }
}

/** The labelled text is public by its place or name, or by a form that a rule of its vendor calls public. */
function isPublic({ provider, secret }: Sample, { text, rules }: { readonly text: string; readonly rules: readonly Rule[] }): boolean {
  const publicRules = rules.filter((rule) => rule.secrecy === 'public-id' && isSameProvider(rule.provider, provider));
  return secret !== null && publicTextTest(publicRules)(decode(secret), text);
}

function main(args: readonly string[]): void {
  const file = args.find((arg) => !arg.startsWith('--')) ?? '';
  if (!existsSync(file)) {
    console.error(`!!! no samples at "${file}": NOTHING WAS MEASURED. Give the path of a .jsonl file.`);
    return;
  }
  const level = args.includes('--level=low') ? 'low' : 'medium';
  const rules = makeRuleset(readRules()).rules;
  const providerOf = new Map(rules.map((rule) => [rule.id, rule.provider]));
  const scanner = makeScanner(makeMatcher(rules.map((rule) => compileRule(rule))), { depth: 2 });
  const samples = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line): Sample => JSON.parse(line));
  const scores = samples.map((sample) => scoreOf(sample, { scanner, providerOf, level }));
  const positives = scores.filter((score) => score.sample.positive);
  const negatives = scores.filter((score) => !score.sample.positive);
  const secrets = positives.filter(({ sample, text }) => sample.secret === null || !isPublic(sample, { text, rules }));
  if (args.includes('--public')) show(positives.filter((score) => !secrets.includes(score)));
  if (args.includes('--missed-secrets')) show(secrets.filter((score) => !score.named));
  if (args.includes('--missed')) show(positives.filter((score) => !score.named));
  if (args.includes('--fired')) show(negatives.filter((score) => score.named));
  console.log(`rules             ${rules.length} of ${new Set(providerOf.values()).size} providers`);
  console.log(`named recall      ${share(positives.filter((score) => score.named).length, positives.length)}`);
  console.log(`of secrets alone  ${share(secrets.filter((score) => score.named).length, secrets.length)}; macro ${macroOf(secrets).toFixed(4)} over ${groupByProvider(secrets).size} providers; ${positives.length - secrets.length} samples are public by themselves`);
  console.log(`macro recall      ${macroOf(positives).toFixed(4)} over ${groupByProvider(positives).size} providers`);
  console.log(`strict recall     ${share(positives.filter((score) => score.strict).length, positives.length)}`);
  console.log(`negatives fired   ${share(negatives.filter((score) => score.named).length, negatives.length)}`);
}

main(process.argv.slice(2));
