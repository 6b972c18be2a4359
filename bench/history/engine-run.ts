/**
 * Scans one history with one engine and prints one line of JSON: figures, no keys.
 * Usage: engine-run REPO RULES.pack pack|cat-file [workers] [worker program]
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { LedgerBook } from '#core/ledger.ts';
import { makePackMatcher, makeScanner } from '#detect/scanner.ts';
import { openRulePack } from '#detect/rule-pack.ts';
import { objectsDirOf } from '#engine/choose-engine.ts';
import { HistoryEngine } from '#engine/history-engine.ts';
import { openClient } from '#git/client.ts';
import { openGit } from '#git/git.ts';
import { canListTips, listTips } from '#git/tips.ts';
import { historySource } from '#sources/history.ts';

const [repository = '.', rules = '', engineName = 'pack', workers = '', program = ''] = process.argv.slice(2);
const started = performance.now();
const matcher = makePackMatcher(openRulePack(readFileSync(rules)));
const git = openGit({ cwd: repository, env: process.env });
const info = await (await openClient(git)).info();
const ledger = new LedgerBook();
const found = new Map<string, number>();
const count = (ruleId: string): void => void found.set(ruleId, (found.get(ruleId) ?? 0) + 1);

const engine =
  engineName !== 'pack'
    ? undefined
    : new HistoryEngine({
        objectsDir: objectsDirOf({ commonDir: info.commonDir, env: process.env }),
        hash: info.objectFormat,
        tips: info.isPartial || !canListTips(info.commonDir) ? undefined : () => listTips(git, info.commonDir),
        matcher,
        depth: 2,
        ...(workers === '' ? {} : { workers: Number(workers) }),
        ...(program === '' ? {} : { workerEntry: { url: pathToFileURL(program) } }),
        onDocument: ({ bytes, isBinary, detections }) => {
          ledger.scanned(bytes, isBinary);
          for (const { ruleId } of detections) count(ruleId);
        },
      });

const scanner = makeScanner(matcher, { depth: 2 });
for await (const item of historySource(git, engine === undefined ? { info } : { info, read: (by, oids) => engine.read(by, oids) }).items()) {
  const result = item.kind === 'chunk' ? scanner.scan(item) : undefined;
  if (item.kind === 'skip') ledger.skipped(item.reason, item.origin);
  if (result === undefined) continue;
  ledger.scanned(result.bytes, result.encoding === 'bytes');
  for (const { ruleId } of result.detections) count(ruleId);
}

const { documents, bytes, skipped } = ledger.close();
const detections = [...found.values()].reduce((a, b) => a + b, 0);
const skips = skipped.map((entry) => `${entry.reason} ${entry.count}`);
console.log(JSON.stringify({ ms: Math.round(performance.now() - started), documents, bytes, detections, rules: found.size, skips, ...engine?.stats }));
