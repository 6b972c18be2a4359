import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlacedSink, RunOutcome, RunPorts } from '#app/lifecycle/run-ports.ts';
import { runSteps } from '#app/lifecycle/run-steps.ts';
import { fingerprintOf } from '#core/fingerprint.ts';
import { Secret } from '#core/secret.ts';
import { withRetry } from '#http/retry.ts';
import { makeHttp } from '#http/send.ts';
import type { Provider } from '#providers/provider.ts';
import { envFileSink } from '#sinks/env-file.ts';
import { createJournal, openJournal } from '#store/journal-file.ts';
import { stateOf } from '#app/lifecycle/run-state.ts';

export const RUN_ID = 'a1b2c3d4e5f6';
export const VARIABLE = 'SERVICE_KEY';

/** One rotation on this machine: folder, dotenv files, journal. */
export interface Rotation {
  readonly folder: string;
  readonly files: readonly string[];
  readonly state: string;
  /** Of the run, where it is not the usual one. */
  readonly runId?: string;
}

export function makeRotation(oldKey: string, count: number): Rotation {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-rotation-'));
  const files = Array.from({ length: count }, (_, index) => join(folder, `${index}.env`));
  for (const file of files) writeFileSync(file, `# kept\nA=1\n${VARIABLE}="${oldKey}" # why\n`, { mode: 0o640 });
  return { folder, files, state: join(folder, 'state', 'stanch') };
}

export function planRotation(rotation: Rotation, plan: { provider: string; oldId: string; oldKey: string; grace?: number; mode?: string; verdict?: string }): void {
  const journal = createJournal(rotation.state, rotation.runId ?? RUN_ID);
  const data = { runId: rotation.runId ?? RUN_ID, mode: plan.mode ?? 'rotate', ...(plan.verdict === undefined ? {} : { verdict: plan.verdict }), provider: plan.provider, oldId: plan.oldId, proof: 'test', salt: 'salt', oldFingerprint: fingerprintOf(new Secret(plan.oldKey), 'salt'), sinks: rotation.files, grace: plan.grace ?? 0 };
  journal.append({ at: '2026-01-01T00:00:00.000Z', kind: 'plan', data });
  journal.close();
}

/** Called before and after everything that reaches outside; what it throws ends the run as a crash would. */
export type Around = (moment: 'before' | 'after', call: string) => void;

/** Opens the journal and goes on, as a new process would: nothing is kept between two calls. */
export async function goOn(rotation: Rotation, world: { provider: Provider; base: string; operator?: string; oldKey: string; newKey?: string; signal?: AbortSignal; settings?: Record<string, string>; sinks?: readonly PlacedSink[] }, around: Around = () => undefined): Promise<RunOutcome> {
  const journal = openJournal(rotation.state, rotation.runId ?? RUN_ID);
  const wrap = <A extends unknown[], R>(call: string, work: (...args: A) => Promise<R>) => async (...args: A): Promise<R> => {
    around('before', call);
    const result = await work(...args);
    around('after', call);
    return result;
  };
  let now = Math.max(...journal.records.map(({ at }) => Date.parse(at)));
  const clock = { now: () => now, sleep: async (time: number) => void (now += time) };
  const http = withRetry(makeHttp({ privateHosts: new Set(['127.0.0.1']) }), clock);
  const ports: RunPorts = {
    provider: world.provider,
    // The provider of a test lives in the time of this machine, and says so in its answers.
    context: { http: { send: wrap('http', (request) => http.send(request)) }, base: world.base, ...(world.operator === undefined ? {} : { operator: new Secret(world.operator) }), clock: Date, settings: world.settings ?? {} },
    sinks: (world.sinks ?? rotation.files.map((file) => envFileSink(file, VARIABLE))).map((sink) => {
      const { readBack, job } = sink;
      return {
        ...sink,
        write: wrap('write', (value: Secret) => sink.write(value)),
        ...(readBack === undefined ? {} : { readBack: wrap('read', () => readBack()) }),
        ...(job === undefined ? {} : { job: { ...job, start: wrap('job', (question) => job.start(question)), find: wrap('look at the job', (question) => job.find(question)) } }),
      };
    }),
    clock,
    journal: {
      records: journal.records,
      append: (entry) => {
        around('before', 'journal');
        journal.append(entry);
        around('after', 'journal');
      },
    },
    oldKey: new Secret(world.oldKey),
    ...(world.newKey === undefined ? {} : { newKey: new Secret(world.newKey) }),
    approve: async () => true,
    ...(world.signal === undefined ? {} : { signal: world.signal }),
  };
  try {
    return await runSteps(ports);
  } finally {
    journal.close();
  }
}

/** True where every sink gave the new key back, by the journal. */
export function allRead(rotation: Rotation): boolean {
  const journal = openJournal(rotation.state, rotation.runId ?? RUN_ID);
  journal.close();
  return stateOf(journal.records)?.read.size === rotation.files.length;
}

export function valueIn(file: string): string | undefined {
  return new RegExp(`^${VARIABLE}="(.*)" # why$`, 'm').exec(readFileSync(file, 'utf8'))?.[1];
}

export function remove(rotation: Rotation): void {
  rmSync(rotation.folder, { recursive: true, force: true });
}
