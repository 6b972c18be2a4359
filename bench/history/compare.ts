/**
 * tsx bench/history/compare.ts REPO RULES.pack [documents]
 *
 * Holds the pack engine to the reference on a real history: scans everything with the engine, then an even sample of
 * its documents one by one with the reference, and counts those on which they differ. Prints numbers, no keys.
 */
import { readFileSync } from 'node:fs';
import { wholeChunk } from '#core/chunk.ts';
import type { Detection } from '#core/finding.ts';
import { openRulePack } from '#detect/rule-pack.ts';
import { makePackMatcher, makeScanner } from '#detect/scanner.ts';
import { objectsDirOf } from '#engine/choose-engine.ts';
import type { ScannedByEngine } from '#engine/engine-options.ts';
import { HistoryEngine } from '#engine/history-engine.ts';
import { openClient } from '#git/client.ts';
import { openGit } from '#git/git.ts';
import { ObjectStore } from '#git/pack/object-store.ts';
import { historySource } from '#sources/history.ts';

const [repository = '.', rules = '', sample = '2000'] = process.argv.slice(2);
const matcher = makePackMatcher(openRulePack(readFileSync(rules)));
const git = openGit({ cwd: repository, env: process.env });
const info = await (await openClient(git)).info();
const place = { objectsDir: objectsDirOf({ commonDir: info.commonDir, env: process.env }), hash: info.objectFormat };
const scanned: ScannedByEngine[] = [];
const engine = new HistoryEngine({ ...place, matcher, depth: 2, onDocument: (document) => void scanned.push(document) });
for await (const _ of historySource(git, { read: (by, oids) => engine.read(by, oids) }).items());

const words = (detections: readonly Detection[]): string =>
  detections.map(({ secret, pair, ...rest }) => JSON.stringify([rest, secret.reveal(), pair?.span, pair?.secret.reveal()])).sort().join('\n');
const store = new ObjectStore(place);
const scanner = makeScanner(matcher, { depth: 2 });
// Every document that holds something, and an even sample of the others.
const step = Math.max(1, Math.floor(scanned.length / Number(sample)));
const chosen = scanned.filter(({ detections }, i) => i % step === 0 || (detections.length > 0 && i % 5 === 0));
let different = 0;
let withFindings = 0;
for (const document of chosen) {
  const origin = document.originOf();
  const oid = 'oid' in origin ? origin.oid : '';
  const result = scanner.scan(wholeChunk({ kind: 'stdin', path: '' }, store.read(oid).bytes));
  if ((result?.detections.length ?? 0) > 0) withFindings += 1;
  const isSame = result !== undefined && words(result.detections) === words(document.detections) && result.bytes === document.bytes && (result.encoding === 'bytes') === document.isBinary;
  if (!isSame) {
    different += 1;
    console.log(`differs: ${oid}`);
  }
}
store.close();
console.log(JSON.stringify({ scanned: scanned.length, compared: chosen.length, withFindings, different }));
process.exitCode = different === 0 ? 0 : 1;
