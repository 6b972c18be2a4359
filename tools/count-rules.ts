import { readFileSync } from 'node:fs';
import type { Rule } from '#ruleset/rule.ts';
import { readRules } from './read-rules.ts';
import { readSafeShapes } from './redos/safe-shapes.ts';
import { shapesOf } from './redos/shapes.ts';

/*
 * Prints what `npm run test:rules` has gone through: rules, providers, samples, near-misses, checksums, patterns proved
 * safe. Ends with 1 where a pattern is not proved safe yet: `npm run test:redos` asks for those.
 */

const number = (count: number): string => count.toLocaleString('en-US');

function countBy(rules: readonly Rule[], key: 'confidence' | 'secrecy'): string {
  const counts = new Map<string, number>();
  for (const rule of rules) counts.set(rule[key], (counts.get(rule[key]) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `${number(count)} ${name}`).join(', ');
}

function memoryCount(rules: readonly Rule[]): number {
  const ids = new Set(rules.map((rule) => rule.id));
  const lines = readFileSync(new URL('from-memory.txt', import.meta.url), 'utf8').split('\n');
  return lines.filter((line) => !line.startsWith('#') && ids.has(line.split(' ')[0] ?? '')).length;
}

function main(): number {
  const rules = readRules();
  const [shapes, safe] = [shapesOf(rules), readSafeShapes()];
  const open = shapes.filter(({ key }) => !safe.has(key));
  const sum = (of: (rule: Rule) => number): string => number(rules.reduce((total, rule) => total + of(rule), 0));
  const lines: readonly (readonly [string, string])[] = [
    ['providers', number(new Set(rules.map((rule) => rule.provider)).size)],
    ['rules', `${number(rules.length)} (${countBy(rules, 'secrecy')})`],
    ['confidence', countBy(rules, 'confidence')],
    ['rest on memory', `${number(memoryCount(rules))}, at low confidence unless confirmed since`],
    ['samples', sum((rule) => rule.samples.hit.length)],
    ['near-misses', sum((rule) => rule.samples.miss.length)],
    ['checksums', number(rules.filter((rule) => rule.checks.some(({ name }) => name === 'checksum')).length)],
    ['ReDoS', `${number(shapes.length - open.length)} of ${number(shapes.length)} shapes of patterns proved safe${open.length === 0 ? '' : `; npm run test:redos asks for ${number(open.length)}`}`],
  ];
  for (const [name, text] of lines) console.log(`${name.padEnd(16)}${text}`);
  return open.length;
}

process.exitCode = main() === 0 ? 0 : 1;
