import type { PlacedSink, RunOutcome } from '#app/lifecycle/run-ports.ts';
import { stateOf } from '#app/lifecycle/run-state.ts';
import { Secret } from '#core/secret.ts';
import { makeHttp } from '#http/send.ts';
import type { Provider, ProviderContext } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';
import { envFileSink } from '#sinks/env-file.ts';
import { openJournal } from '#store/journal-file.ts';
import { goOn, makeRotation, planRotation, remove, RUN_ID, valueIn, VARIABLE, type Rotation } from './rotation.ts';
import { SERVED } from './served/facts.ts';
import { serve, type Facts, type Fault, type Served } from './served/server.ts';

/** What kind of run it is that an outage comes upon. */
export interface Lane {
  readonly name: string;
  readonly mode: 'rotate' | 'revoke';
  /** How the operator's key is given: one of theirs, none, or one that may do everything but list. */
  readonly operator: 'full' | 'none' | 'no list';
  /** True where a person makes the new key. */
  readonly byHand?: true;
  /** Where the new key goes: a file, a place that cannot be read, or two files for two pieces. */
  readonly place?: 'blind' | 'pieces';
  /** True where the process before was killed when its first delivery was through: the value of that key is lost. */
  readonly killed?: true;
}

/** One run at one local provider, which a test makes lie for a while. */
export interface OutageWorld {
  readonly served: Served;
  readonly rotation: Rotation;
  /** What must never be, as it was seen. */
  readonly violations: string[];
  /** Everything that a person was told: outcomes and errors. */
  readonly told: string[];
  /** Requests so far. */
  readonly asked: () => number;
  /** What every request is answered while it holds for its number, counted from 1. */
  lie: (request: number) => Fault;
  /** Goes on once, as a new process would; undefined where it stopped with an error. */
  go(): Promise<RunOutcome | undefined>;
  /** Does what the words of an outcome ask of a person, if there is anything. @returns true where there was */
  help(outcome: RunOutcome): boolean;
  /** How it must have ended. @returns what is wrong */
  problems(): readonly string[];
  close(): Promise<void>;
}

const NEW = 'by hand';
const isMade = ({ label }: { readonly label: string }): boolean => label.startsWith('stanch-') || label === NEW;

interface Stage {
  readonly lane: Lane;
  readonly provider: Provider;
  readonly served: Served;
  readonly rotation: Rotation;
  readonly places: PlacedSink[];
  /** What programs read, put together. */
  readonly held: () => readonly string[];
}

/** A place that nobody can read, and what stands there. */
function blindSink(box: { value: string }): PlacedSink {
  return { plan: 'a blind place', write: async (value) => void (box.value = value.reveal()), proof: { words: 'Run a job.', link: 'https://example.org' } };
}

/** The pieces that stand in files, in the words of the provider. */
function placesOf(lane: Lane, provider: Provider, served: Served): Pick<Stage, 'places' | 'rotation' | 'held'> {
  if (lane.mode === 'revoke') return { rotation: makeRotation(served.old.value, 0), places: [], held: () => [] };
  if (lane.place === 'blind') {
    const box = { value: served.old.value };
    // Its name stands in the plan, as that of any other.
    return { rotation: { ...makeRotation('', 0), files: ['blind'] }, places: [blindSink(box)], held: () => [box.value] };
  }
  const parts = lane.place === 'pieces' ? (provider.parts ?? []) : [];
  const rotation = makeRotation(served.old.value, Math.max(1, parts.length));
  const places = rotation.files.map((file, index): PlacedSink => ({ ...envFileSink(file, VARIABLE), ...(parts[index] === undefined ? {} : { part: parts[index] }) }));
  return { rotation, places, held: () => (parts.length === 0 ? rotation.files.map((file) => valueIn(file) ?? '') : [pieced(provider, served, rotation)]) };
}

/** The whole key whose pieces stand in the files. */
function pieced(provider: Provider, served: Served, rotation: Rotation): string {
  const pieces = rotation.files.map((file) => valueIn(file));
  return served.keys.find(({ value }) => (provider.parts ?? []).every((part, index) => provider.part?.(new Secret(value), part).reveal() === pieces[index]))?.value ?? '';
}

function contextFor({ served }: Pick<Stage, 'served'>, facts: Facts, operator: string | undefined): ProviderContext {
  return { http: makeHttp({ privateHosts: new Set(['127.0.0.1']) }), base: served.base, ...(operator === undefined ? {} : { operator: new Secret(operator) }), clock: Date, settings: facts.settings ?? {} };
}

/** The requests that a list of keys takes, to be refused to an operator who may not see it. */
async function listLines({ provider, served }: Stage, context: ProviderContext, id: string): Promise<ReadonlySet<string>> {
  const before = served.calls.length;
  await provider.list?.(context, { id, value: new Secret(served.old.value) }).catch(() => undefined);
  return new Set(served.calls.slice(before));
}

function readAll({ rotation }: Stage): boolean {
  const journal = openJournal(rotation.state, RUN_ID);
  journal.close();
  return stateOf(journal.records)?.read.size === rotation.files.length;
}

function watch(stage: Stage, violations: string[]): void {
  const { served, lane } = stage;
  const live = served.live().filter(isMade);
  // A key whose value is lost, while a place may hold it, lives until another one stands there.
  if (lane.killed !== true && new Set(live.map(({ label }) => label)).size > 1) violations.push('two live replacements');
  if (served.keys.some(({ label, live: lives }) => (label === 'somebody else' || label === NEW) && !lives)) violations.push('a wrong key ended');
  const isSafe = lane.mode === 'revoke' || (readAll(stage) && live.length === 1 && stage.held().every((value) => value === live[0]?.value));
  if (!served.old.live && !isSafe) violations.push('the old key ended before a verified read-back');
}

/** What a person does: looks at the provider, does what the words mean, and says so. */
function help(outcome: RunOutcome, stage: Stage): boolean {
  const { served, rotation, held } = stage;
  if (outcome.state !== 'manual') return false;
  const { step, words } = outcome;
  if (step.startsWith('discard')) for (const key of served.live().filter(({ label }) => label.startsWith('stanch-'))) key.live = false;
  if (step === 'revoke') served.old.live = false;
  // Resume asks again.
  if (step === 'prove') return false;
  const kept = /keep only (\S+)\.$/.exec(words)?.[1];
  if (kept !== undefined) for (const key of served.keys.filter(isMade)) key.live = key.id === kept;
  if (step.startsWith('works') && !served.live().some((key) => isMade(key) && key.value === held()[0])) return false;
  if (step === 'ended' && served.old.live) return false;
  const journal = openJournal(rotation.state, RUN_ID);
  journal.append({ at: '2026-01-01T00:00:00.000Z', kind: 'confirm', data: { step } });
  journal.close();
  return true;
}

async function setUp(id: string, lane: Lane): Promise<{ stage: Stage; facts: Facts; operator: string | undefined; newKey: string | undefined; hidden: ReadonlySet<string> } | undefined> {
  const [facts, provider] = [SERVED[id], PROVIDERS.find((candidate) => candidate.id === id)];
  if (facts === undefined || provider === undefined) throw new Error(`no provider ${id}`);
  const served = await serve(facts);
  const newKey = lane.byHand === true ? served.make(NEW).value : undefined;
  const stage: Stage = { lane, provider, served, ...placesOf(lane, provider, served) };
  const operator = lane.operator === 'none' ? undefined : served.operator;
  const context = contextFor(stage, facts, operator);
  const identity = await provider.identify?.(new Secret(served.old.value), context);
  const oldId = identity?.exact === true ? identity.id : '';
  const hidden = lane.operator === 'no list' ? await listLines(stage, context, oldId) : new Set<string>();
  planRotation(stage.rotation, { provider: id, oldId, oldKey: served.old.value, verdict: 'live', mode: lane.mode });
  served.calls.length = 0;
  return { stage, facts, operator, newKey, hidden };
}

async function killBehindDelivery(rotation: Rotation, matter: Parameters<typeof goOn>[1]): Promise<void> {
  const killed = new Error('killed');
  await goOn(rotation, matter, (moment, call) => {
    if (moment === 'after' && call === 'write') throw killed;
  }).catch((error: unknown) => {
    if (error !== killed) throw error;
  });
}

/** A run of one lane at one provider. */
export async function makeOutageWorld(id: string, lane: Lane): Promise<OutageWorld> {
  const made = await setUp(id, lane);
  if (made === undefined) throw new Error('no world');
  const { stage, facts, operator, newKey, hidden } = made;
  const { served, rotation, provider } = stage;
  const [violations, told] = [[] as string[], [] as string[]];
  let asked = 0;
  const matter = { provider, base: served.base, ...(operator === undefined ? {} : { operator }), oldKey: served.old.value, ...(newKey === undefined ? {} : { newKey }), settings: { ...facts.settings }, sinks: stage.places };
  if (lane.killed === true) await killBehindDelivery(rotation, matter);
  served.hook = (moment, line) => {
    if (moment === 'after') watch(stage, violations);
    if (moment === 'after') return 'go';
    asked += 1;
    const fault = self.lie(asked);
    return fault === 'go' && hidden.has(line) ? [403, { message: 'not allowed' }] : fault;
  };
  const self: OutageWorld = {
    served,
    rotation,
    violations,
    told,
    asked: () => asked,
    lie: () => 'go',
    go: async () => {
      const outcome = await goOn(rotation, matter).catch((error: unknown) => void told.push(error instanceof Error ? `${error.constructor.name}: ${error.message}; ${'hint' in error ? String(error.hint) : ''}` : String(error)));
      if (outcome?.state === 'closed' && served.old.live) violations.push('closed while the old key lives');
      if (outcome?.state === 'manual') told.push(`${outcome.step}: ${outcome.words}`);
      return outcome ?? undefined;
    },
    help: (outcome) => help(outcome, stage),
    problems: () => {
      const live = served.live().filter(isMade);
      const ends = lane.mode === 'revoke' ? [] : [...(live.length === 1 ? [] : [`${live.length} new keys`]), ...(stage.held().every((value) => value === live[0]?.value) ? [] : ['the place does not hold the new key'])];
      return [...violations, ...served.complaints, ...ends, ...(served.old.live ? ['the old key lives'] : [])];
    },
    close: async () => {
      await served.close();
      remove(rotation);
    },
  };
  return self;
}
