import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher, makeScanner } from '#detect/scanner.ts';
import { readRules } from '../../tools/read-rules.ts';

/*
 * Counts findings in code that is taken to be clean: `npx tsx bench/accuracy/clean-code.ts FOLDER… [--show]`.
 * Keys that packages publish on purpose (test keys, samples) count like all others; look at each.
 */

const SOURCE = /\.(?:[cm]?[jt]sx?|json|md|ya?ml|py|rs|toml|c|h|go|sh|css|html)$/;
const MAX_BYTES = 2 * 1024 * 1024;

function* filesOf(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else if (entry.isFile() && SOURCE.test(entry.name) && statSync(path).size <= MAX_BYTES) yield path;
  }
}

function main(args: readonly string[]): void {
  const scanner = makeScanner(makeMatcher(readRules().map((rule) => compileRule(rule))), { depth: 1 });
  const counts = new Map<string, number>();
  const rules = new Map<string, number>();
  let lines = 0;
  let bytes = 0;
  for (const file of args.filter((arg) => !arg.startsWith('--')).flatMap((folder) => [...filesOf(folder)])) {
    const content = readFileSync(file);
    bytes += content.length;
    lines += content.toString('latin1').split('\n').length;
    const result = scanner.scan({ kind: 'chunk', origin: { kind: 'stdin', path: file }, bytes: content, offset: 0, last: true });
    for (const found of result?.detections ?? []) {
      counts.set(found.confidence, (counts.get(found.confidence) ?? 0) + 1);
      rules.set(`${found.confidence} ${found.ruleId}`, (rules.get(`${found.confidence} ${found.ruleId}`) ?? 0) + 1);
      if (args.includes('--show')) console.log(`${found.confidence}\t${found.ruleId}\t${file}:${found.start.line}\t${JSON.stringify(found.secret.reveal().slice(0, 60))}`);
    }
  }
  console.log(`${lines} lines, ${(bytes / 1e6).toFixed(1)} MB`);
  for (const [confidence, count] of [...counts].sort()) console.log(`${confidence.padEnd(8)} ${count}, ${((count / lines) * 1e6).toFixed(1)} per million lines`);
  for (const [rule, count] of [...rules].sort((a, b) => b[1] - a[1]).slice(0, 40)) console.log(`${String(count).padStart(6)} ${rule}`);
}

main(process.argv.slice(2));
