import { resolve } from 'node:path';
import { keyFromStdin, keyOfFinding, secretFromStdin, type LeakedKey } from '#app/lifecycle/leaked-key.ts';
import { makePlan, type RespondOptions } from '#app/lifecycle/make-plan.ts';
import { refuseUntrusted } from '#app/lifecycle/refuse-untrusted.ts';
import { startRun, type RespondWorld } from '#app/lifecycle/respond.ts';
import { commandSpec, envFileSpecs, hasJob, targetSpecs } from '#app/lifecycle/sink-spec.ts';
import { UsageError } from '#core/errors.ts';
import { EXIT, type ExitCode } from '#core/exit-code.ts';
import type { Host } from '#core/ports.ts';
import type { Waiter } from '#http/retry.ts';
import { asker } from './ask.ts';
import type { Invocation } from './command.ts';
import { withContext } from './context.ts';
import { isSet, textOf, textsOf, type Flag } from './flag.ts';
import { readReport } from './read-report.ts';
import { planText, tellOutcome } from './respond-text.ts';

/** Which key is meant. */
export const KEY_FLAGS: readonly Flag[] = [
  { name: 'report', type: 'text', value: 'FILE', doc: 'a saved JSON report: only its place is opened; without it the whole repository is searched' },
  { name: 'stdin', type: 'boolean', doc: 'read the key from standard input instead of the repository' },
  { name: 'provider', type: 'text', value: 'ID', doc: 'who issued the key (with --stdin)' },
];

/** Without one of these a person at the terminal is asked. */
export const YES_FLAG: Flag = { name: 'yes', type: 'boolean', doc: 'do not ask before what cannot be undone' };

/** A new key that a person made. */
export const NEW_KEY_FLAG: Flag = { name: 'new-key-stdin', type: 'boolean', doc: 'you made the new key by hand: it is read from standard input' };

/** Whether anything is done. */
export const APPLY_FLAGS: readonly Flag[] = [
  { name: 'apply', type: 'boolean', doc: 'do it; without this the plan is shown and nothing changes' },
  { name: 'dry-run', type: 'boolean', doc: 'show the plan, as without --apply' },
  { name: 'plan', type: 'text', value: 'ID', doc: 'with --apply: only if the plan is still the one of that id' },
  { name: 'wide-key', type: 'boolean', doc: 'with --apply: go on although your key may do more than is needed' },
  { name: 'json', type: 'boolean', doc: 'the plan as JSON' },
  YES_FLAG,
];

/** Refused before a key is read or a provider is asked. @throws UsageError */
function checkFlags({ host, values }: Invocation): void {
  refuseUntrusted(host.env);
  const clash = [['stdin', 'report'], ['stdin', 'new-key-stdin'], ['apply', 'dry-run']].find((names) => names.every((name) => values[name] !== undefined && values[name] !== false));
  if (clash !== undefined) throw new UsageError(`--${clash.join(' and --')} do not go together`);
}

/** The key that a call is about: a finding of this repository, or standard input. Never a word of the command line. */
export async function keyOf(invocation: Invocation, findingId: string | undefined): Promise<LeakedKey> {
  const { host, values } = invocation;
  checkFlags(invocation);
  if (isSet(values, 'stdin')) {
    const provider = textOf(values, 'provider');
    if (provider === undefined) throw new UsageError('--stdin needs --provider', 'a key is sent to its own provider only');
    return keyFromStdin(host.stdin, provider);
  }
  if (findingId === undefined || !/^[0-9a-f]{6,12}$/.test(findingId)) throw new UsageError('the id of a finding is expected', 'ids stand in the report of stanch audit; a key itself goes to --stdin');
  const path = textOf(values, 'report');
  const source = { folder: host.cwd, ...(path === undefined ? {} : { report: readReport(resolve(host.cwd, path)) }) };
  return withContext(invocation, host.cwd, (context) => keyOfFinding(findingId, source, context));
}

/** Where the new key goes and how long both live. */
function optionsOf({ values, host }: Invocation, mode: RespondOptions['mode']): RespondOptions {
  const [file, write, read] = [textOf(values, 'dotenv'), textOf(values, 'command'), textOf(values, 'read-command')];
  const workflow = textOf(values, 'prove-by');
  const minutes = Number(textOf(values, 'grace') ?? '0');
  if (!Number.isFinite(minutes) || minutes < 0) throw new UsageError('--grace needs minutes');
  const world = { env: host.env, cwd: host.cwd, clock: { now: () => host.clock.now(), sleep: () => Promise.resolve() } };
  const sinks = [
    ...(file === undefined ? [] : envFileSpecs(file, host.cwd)),
    ...textsOf(values, 'to').flatMap((target) => targetSpecs(target, world, workflow)),
    ...(write === undefined ? [] : [commandSpec(write, read)]),
  ];
  if (workflow !== undefined && !sinks.some(hasJob)) throw new UsageError('--prove-by is for places that jobs see and nobody can read back', 'docs/sinks.md says which they are');
  return { mode, grace: minutes * 60_000, sinks, handMade: isSet(values, 'new-key-stdin') };
}

/** The time of the host, and a sleep that Ctrl-C ends. */
export function waiterOf({ clock, signal }: Host): Waiter {
  const sleep = (time: number): Promise<void> =>
    new Promise((done) => {
      const timer = setTimeout(done, time);
      signal.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true });
    });
  return { now: () => clock.now(), sleep };
}

/** The world of a run; asks on a terminal and nowhere else. @throws UsageError where nobody can be asked */
export function worldOf({ host, values }: Invocation): RespondWorld {
  const canAsk = host.stderr.isTerminal && !isSet(values, 'stdin') && !isSet(values, 'new-key-stdin');
  if (isSet(values, 'apply') && !isSet(values, 'yes') && !canAsk) throw new UsageError('nobody can be asked here', 'add --yes after reading the plan');
  const approve = isSet(values, 'yes') ? () => Promise.resolve(true) : asker(host);
  return { env: host.env, clock: waiterOf(host), approve, signal: host.signal };
}

/** The new key that a person made, where the call says that there is one. */
export async function handMadeKey({ host, values }: Invocation): Promise<Pick<RespondWorld, 'newKey'>> {
  return isSet(values, 'new-key-stdin') ? { newKey: await secretFromStdin(host.stdin) } : {};
}

/** Shows the plan, or carries it out. */
export async function planOrApply(invocation: Invocation, mode: RespondOptions['mode']): Promise<ExitCode> {
  const { host, words, values } = invocation;
  const [world, options] = [worldOf(invocation), optionsOf(invocation, mode)];
  const key = await keyOf(invocation, words[0]);
  if (!isSet(values, 'apply')) {
    const plan = await makePlan(key, options, world);
    host.stdout.write(isSet(values, 'json') ? `${JSON.stringify(plan)}\n` : `${planText(plan)}nothing was changed; --apply does it\n`);
    return EXIT.clean;
  }
  const approved = textOf(values, 'plan');
  const { runId, outcome } = await startRun(key, { ...options, allowWide: isSet(values, 'wide-key'), ...(approved === undefined ? {} : { approved }) }, { ...world, ...(await handMadeKey(invocation)), onRun: (id) => host.stdout.write(`run ${id}\n`) });
  return tellOutcome(invocation, runId, outcome);
}
