/**
 * Scans one history in one thread and prints, as one line of JSON, how long each batch took that a worker would take,
 * and how long a worker needs to start. Usage: cores-run REPO RULES.pack WORKER
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { openRulePack } from '#detect/rule-pack.ts';
import { makePackMatcher } from '#detect/scanner.ts';
import { objectsDirOf } from '#engine/choose-engine.ts';
import type { EngineOptions } from '#engine/engine-options.ts';
import { shareStore } from '#engine/forest.ts';
import { makeJob } from '#engine/make-job.ts';
import { COUNTER, ScanThread } from '#engine/scan-job.ts';
import { WorkerPool } from '#engine/worker-pool.ts';
import { openClient } from '#git/client.ts';
import { openGit } from '#git/git.ts';
import { ObjectStore } from '#git/pack/object-store.ts';
import { listTips } from '#git/tips.ts';

const [repository = '.', rules = '', worker = ''] = process.argv.slice(2);
const matcher = makePackMatcher(openRulePack(readFileSync(rules)));
const git = openGit({ cwd: repository, env: process.env });
const info = await (await openClient(git)).info();
const options: EngineOptions = {
  objectsDir: objectsDirOf({ commonDir: info.commonDir, env: process.env }),
  hash: info.objectFormat,
  tips: () => listTips(git, info.commonDir),
  matcher,
  depth: 2,
  workerEntry: { url: pathToFileURL(worker) },
  onDocument: () => undefined,
};
const store = new ObjectStore(options);

const idle = makeJob(store, shareStore(store), options);
Atomics.store(idle.counters, COUNTER.stop, 1);
const started = performance.now();
await new WorkerPool({ url: pathToFileURL(worker) }).run(idle, 1);
const startMs = performance.now() - started;

const thread = new ScanThread(makeJob(store, shareStore(store), options), matcher);
const batches: number[] = [];
for (let before = performance.now(); thread.step(); before = performance.now()) batches.push(performance.now() - before);
store.close();
console.log(JSON.stringify({ startMs, batches }));
