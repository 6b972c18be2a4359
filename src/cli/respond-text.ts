import type { Plan } from '#app/lifecycle/make-plan.ts';
import type { RunOutcome } from '#app/lifecycle/run-ports.ts';
import { printable } from '#core/escape.ts';
import { EXIT, type ExitCode } from '#core/exit-code.ts';
import { shellWord } from '#app/lifecycle/shell-word.ts';
import type { Invocation } from './command.ts';
import { isSet, textOf } from './flag.ts';

/** What the operator's own key may do: too little ends it before it begins, too much unless that is said. */
function rightsLines({ told, missing, excess }: NonNullable<Plan['rights']>): string[] {
  return [
    `your key: ${told}`,
    ...(missing.length === 0 ? [] : [`your key lacks: ${missing.join(', ')}`]),
    ...(excess.length === 0 ? [] : [`your key may do more than is needed: ${excess.join(', ')} (--apply asks for a narrower one, or --wide-key)`]),
  ];
}

/** A plan as people read it. */
export function planText({ id, verdict, identity, steps, rights, keyFrom, refused }: Plan): string {
  const lines = steps.flatMap((step, index) => [
    `${String(index + 1).padStart(2)}. ${step.step}: ${step.effect}${step.reversible ? '' : ' (cannot be undone)'}${step.needs === '' ? '' : ` [needs ${step.needs}]`}`,
    ...(step.manual === undefined ? [] : [`    by hand: ${step.manual.words} ${step.manual.link}`]),
  ]);
  const known = identity.exact ? `id ${identity.id}` : identity.why;
  const account = verdict.account === undefined ? '' : ` (${verdict.account})`;
  return [
    `the key is ${verdict.state}: ${verdict.why}${account}; ${known}`,
    ...(verdict.advice === undefined ? [] : [verdict.advice]),
    ...lines,
    ...(keyFrom === undefined ? [] : [`your key: read from ${keyFrom}`]),
    ...(rights === undefined ? [] : rightsLines(rights)),
    `plan ${id}`,
    ...(refused === undefined ? [] : [`this cannot be done: ${refused}`]),
    '',
  ].map((line) => printable(line)).join('\n');
}

/** What is to be added to resume once a step was done by hand. */
function flagsFor({ step }: { readonly step: string }): string {
  if (step === 'create') return ' --new-key-stdin';
  return ['discard', 'twin', 'left', 'works', 'ended'].some((name) => step.startsWith(name)) ? ` --done ${step}` : '';
}

/** The words that say again which key is meant; a finding is the last word of a call. */
function keyWords({ words, values }: Invocation): string {
  const provider = textOf(values, 'provider');
  if (isSet(values, 'stdin')) return `--stdin --provider ${provider ?? 'ID'}`;
  const report = textOf(values, 'report');
  return `${words.at(-1) ?? 'FINDING'}${report === undefined ? '' : ` --report ${shellWord(report) ?? 'FILE'}`}`;
}

/** Says how a run ended for now. */
export function tellOutcome(invocation: Invocation, runId: string, outcome: RunOutcome): ExitCode {
  const { host } = invocation;
  const resume = printable(`stanch resume ${runId} ${keyWords(invocation)}`);
  if (outcome.state === 'closed') host.stdout.write(`done: the old key is proved dead\nstanch receipt ${runId}\n`);
  else if (outcome.state === 'waiting') host.stdout.write(`both keys live until ${new Date(outcome.until).toISOString()}; then: ${resume}\n`);
  else if (outcome.state === 'declined') host.stdout.write(`not done: ${printable(outcome.words)}\n${resume}\n`);
  else host.stdout.write(`by hand: ${printable(outcome.words)} ${outcome.link}\nthen: ${resume}${flagsFor(outcome)}\n`);
  return outcome.state === 'closed' ? EXIT.clean : EXIT.incomplete;
}
