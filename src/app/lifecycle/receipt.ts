import { IncompleteError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { JournalRecord } from '#store/journal.ts';
import { stateOf } from './run-state.ts';

const WORDS: Readonly<Record<string, string>> = {
  'intent create': 'new key about to be made',
  'done create': 'new key made',
  'done settle': 'no other run made a key',
  'done test': 'new key accepted by the provider',
  'intent deliver': 'delivery begun',
  'done deliver': 'delivered',
  'done read': 'read back',
  'intent revoke': 'revocation of the old key begun',
  'done revoke': 'old key revoked',
  'done prove': 'the provider refuses the old key',
  'intent discard': 'new key about to be discarded',
  'done discard': 'new key discarded',
};

function lineOf({ at, kind, data }: JournalRecord): string {
  const words = kind === 'plan' ? 'plan written' : kind === 'closed' ? 'closed' : (WORDS[`${kind} ${String(data['step'])}`] ?? `${kind} ${String(data['step'])}`);
  const sink = data['sink'] === undefined ? '' : `, sink ${Number(data['sink']) + 1}`;
  const id = typeof data['id'] === 'string' ? `, id ${data['id']}` : '';
  return `| ${at} | ${cell(`${words}${sink}${id}`)} |`;
}

/** Text of a Markdown table: one line, no mark-up. */
function cell(text: string): string {
  return printable(text).replaceAll(/[\\|<>`*_[\]&]/g, (character) => `\\${character}`);
}

/**
 * What was done, by a journal whose chain holds: Markdown for an incident ticket.
 * @throws IncompleteError for a journal without a plan
 */
export function receiptText(records: readonly JournalRecord[]): string {
  const state = stateOf(records);
  if (state === undefined) throw new IncompleteError('the journal has no plan');
  const { head } = state;
  const verdict = state.closed ? 'closed: the old key is proved dead' : 'open: the old key is not proved dead';
  return [
    `# Receipt ${head.runId}`,
    '',
    `- ${verdict}`,
    `- ${head.mode} at ${cell(head.provider)}, ${cell(head.base)}`,
    `- old key: id ${cell(head.oldId)}, fingerprint ${head.oldFingerprint.slice(0, 12)}`,
    `- identity: ${cell(head.proof)}`,
    ...(state.minting?.id === undefined ? [] : [`- new key: id ${cell(state.minting.id)}`]),
    `- last line of the journal: ${records.at(-1)?.hash ?? ''}`,
    '',
    '| when | what |',
    '|---|---|',
    ...records.map(lineOf),
    '',
  ].join('\n');
}
