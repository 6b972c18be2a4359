import { receiptText } from '#app/lifecycle/receipt-text.ts';
import { listRuns, readReceipt, type Receipt } from '#app/lifecycle/receipt.ts';
import { tellReceipt } from '#app/lifecycle/tell-receipt.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT, type ExitCode } from '#core/exit-code.ts';
import type { Command, Invocation } from '../command.ts';
import { isSet, textOf } from '../flag.ts';
import { waiterOf } from '../respond.ts';

/** What is open is not done; what is broken proves nothing. */
function codeOf({ state, chain }: Receipt): ExitCode {
  return state === 'closed' && chain.holdsExpected !== false ? EXIT.clean : EXIT.incomplete;
}

function tellRuns({ host }: Invocation, asJson: boolean): ExitCode {
  const runs = listRuns(host.env);
  const lines = runs.map((run) => ('problem' in run ? `${run.run}  ${run.problem}` : `${run.run}  ${run.begun}  ${run.mode} at ${run.provider.title}: ${run.state}`));
  if (asJson) host.stdout.write(`${JSON.stringify(runs)}\n`);
  else host.stdout.write(lines.length === 0 ? 'there was no run on this machine\n' : lines.map((line) => `${printable(line)}\n`).join(''));
  return EXIT.clean;
}

export const RECEIPT: Command = {
  name: 'receipt',
  usage: '[RUN]',
  summary: 'what a rotation or revocation did, and what proves it, for an incident ticket',
  examples: [
    ['stanch receipt', 'the runs of this machine'],
    ['stanch receipt 0123456789ab', 'one of them as Markdown: who, what, when, which proof'],
    ['stanch receipt 0123456789ab --format json', 'the same for programs'],
    ['stanch receipt 0123456789ab --comment github:acme/shop#12', 'tell the pull request, too; said again, the comment is brought up to date'],
  ],
  flags: [
    { name: 'format', short: 'f', type: 'text', value: 'FORMAT', choices: ['markdown', 'json'], doc: 'form of the receipt' },
    { name: 'json', type: 'boolean', doc: 'the same as --format json' },
    { name: 'expect', type: 'text', value: 'HASH', doc: 'a last line that was noted before: say whether the journal still holds it' },
    { name: 'comment', type: 'text', value: 'PLACE', doc: 'write it under a pull or merge request: github:OWNER/REPO#NUMBER, gitea:… or gitlab:…' },
  ],
  words: [0, 1],
  run: async (invocation) => {
    const { host, words, values } = invocation;
    const asJson = isSet(values, 'json') || textOf(values, 'format') === 'json';
    const [runId] = words;
    const target = textOf(values, 'comment');
    if (runId === undefined) {
      if (target !== undefined) throw new UsageError('--comment needs the id of a run');
      return tellRuns(invocation, asJson);
    }
    const receipt = readReceipt(runId, host.env, textOf(values, 'expect'));
    host.stdout.write(asJson ? `${JSON.stringify(receipt)}\n` : receiptText(receipt));
    if (target !== undefined) host.stderr.write(`${printable(await tellReceipt(runId, target, { env: host.env, clock: waiterOf(host) }))}\n`);
    return codeOf(receipt);
  },
};
