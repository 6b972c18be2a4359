import { resolve } from 'node:path';
import { keyFromStdin, keyOfFinding, type LeakedKey } from '#app/lifecycle/leaked-key.ts';
import type { Plan, RespondOptions, RespondWorld } from '#app/lifecycle/respond.ts';
import { refuseUntrusted } from '#app/lifecycle/refuse-untrusted.ts';
import type { RunOutcome } from '#app/lifecycle/run-ports.ts';
import { commandSpec, envFileSpecs } from '#app/lifecycle/sink-spec.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT, type ExitCode } from '#core/exit-code.ts';
import type { Invocation } from './command.ts';
import { withContext } from './context.ts';
import { isSet, textOf, type Flag } from './flag.ts';
import { readReport } from './read-report.ts';

/** Which key is meant. */
export const KEY_FLAGS: readonly Flag[] = [
  { name: 'report', type: 'text', value: 'FILE', doc: 'a saved JSON report: only its place is opened; without it the whole repository is searched' },
  { name: 'stdin', type: 'boolean', doc: 'read the key from standard input instead of the repository' },
  { name: 'provider', type: 'text', value: 'ID', doc: 'who issued the key (with --stdin)' },
];

/** Whether anything is done. */
export const APPLY_FLAGS: readonly Flag[] = [
  { name: 'apply', type: 'boolean', doc: 'do it; without this the plan is shown and nothing changes' },
  { name: 'yes', type: 'boolean', doc: 'do not ask before what cannot be undone' },
];

/** The key that a call is about: a finding of this repository, or standard input. Never a word of the command line. */
export async function keyOf(invocation: Invocation, findingId: string | undefined): Promise<LeakedKey> {
  const { host, values } = invocation;
  refuseUntrusted(host.env);
  if (isSet(values, 'stdin') && textOf(values, 'report') !== undefined) throw new UsageError('--stdin and --report do not go together');
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
export function optionsOf({ values, host }: Invocation, mode: RespondOptions['mode']): RespondOptions {
  const [file, write, read] = [textOf(values, 'env-file'), textOf(values, 'command'), textOf(values, 'read-command')];
  const minutes = Number(textOf(values, 'grace') ?? '0');
  if (!Number.isFinite(minutes) || minutes < 0) throw new UsageError('--grace needs minutes');
  return { mode, grace: minutes * 60_000, sinks: [...(file === undefined ? [] : envFileSpecs(file, host.cwd)), ...(write === undefined ? [] : [commandSpec(write, read)])] };
}

async function readLine(stdin: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const part of stdin) {
    text += Buffer.from(part).toString('utf8');
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0]?.trim() ?? '';
}

/** The world of a run; asks on a terminal and nowhere else. @throws UsageError where nobody can be asked */
export function worldOf({ host, values }: Invocation): RespondWorld {
  const canAsk = host.stderr.isTerminal && !isSet(values, 'stdin');
  if (isSet(values, 'apply') && !isSet(values, 'yes') && !canAsk) throw new UsageError('nobody can be asked here', 'add --yes after reading the plan');
  const sleep = (time: number): Promise<void> =>
    new Promise((done) => {
      const timer = setTimeout(done, time);
      host.signal.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true });
    });
  const approve = async (words: string): Promise<boolean> => {
    if (isSet(values, 'yes')) return true;
    host.stderr.write(`${printable(words)}\nType yes to go on: `);
    return (await readLine(host.stdin)) === 'yes';
  };
  return { env: host.env, clock: { now: () => host.clock.now(), sleep }, approve, signal: host.signal };
}

/** A plan as people read it. */
export function planText({ verdict, identity, steps }: Plan): string {
  const lines = steps.flatMap((step, index) => [
    `${String(index + 1).padStart(2)}. ${step.step}: ${step.effect}${step.reversible ? '' : ' (cannot be undone)'}${step.needs === '' ? '' : ` [needs ${step.needs}]`}`,
    ...(step.manual === undefined ? [] : [`    by hand: ${step.manual.words} ${step.manual.link}`]),
  ]);
  const known = identity.exact ? `id ${identity.id}` : identity.why;
  return [`the key is ${verdict.state}: ${verdict.why}; ${known}`, ...lines, ''].map((line) => printable(line)).join('\n');
}

/** Says how a run ended for now. */
export function tellOutcome({ host }: Invocation, runId: string, outcome: RunOutcome): ExitCode {
  const resume = `stanch resume ${runId} FINDING`;
  if (outcome.state === 'closed') host.stdout.write(`done: the old key is proved dead\nstanch receipt ${runId}\n`);
  else if (outcome.state === 'waiting') host.stdout.write(`both keys live until ${new Date(outcome.until).toISOString()}; then: ${resume}\n`);
  else if (outcome.state === 'declined') host.stdout.write(`not done: ${printable(outcome.words)}\n${resume}\n`);
  else host.stdout.write(`by hand: ${printable(outcome.words)} ${outcome.link}\nthen: ${resume}${outcome.step.startsWith('discard') ? ` --done ${outcome.step}` : ''}\n`);
  return outcome.state === 'closed' ? EXIT.clean : EXIT.incomplete;
}
