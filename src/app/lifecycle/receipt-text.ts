import { printable } from '#core/escape.ts';
import type { Receipt } from './receipt.ts';

/** Text in Markdown: one line, no mark-up. */
function plain(text: string): string {
  return printable(text).replaceAll(/[\\|<>`*_[\]&$#]/g, (character) => `\\${character}`);
}

const STATES: Readonly<Record<Receipt['state'], string>> = {
  closed: 'closed: the old key is proved dead',
  open: 'open: the old key is not proved dead',
  broken: 'broken: the journal was changed or damaged, only what stands before that is shown',
};

function verdictLine(name: string, verdict: Receipt['oldKey']['before'] | undefined): string {
  return verdict === undefined ? `- ${name}: not asked yet` : `- ${name}: **${plain(verdict.state)}**, ${plain(verdict.why)} (${plain(verdict.at)})`;
}

function deliveryOf({ isDelivered, isReadBack, isSeenToWork, readByJob }: Receipt['places'][number]): string {
  if (readByJob !== undefined) return `delivered; a job said that it is the new key, and no other: ${plain(readByJob)}`;
  if (isSeenToWork === true) return 'delivered; it cannot be read back, a person said that it works';
  return isReadBack ? 'delivered and read back' : isDelivered ? 'delivered, not read back' : 'not delivered';
}

function placeLine(place: Receipt['places'][number], index: number): string {
  return `- place ${index + 1}: ${plain(place.place)}: ${deliveryOf(place)}`;
}

function chainLines({ chain }: Receipt): string[] {
  const ok = chain.brokenAt === undefined ? `its chain of ${chain.lines} lines holds` : `**its chain is broken at line ${chain.brokenAt}**`;
  return [
    `- journal: ${ok}; last line ${chain.head}`,
    ...(chain.torn === 0 ? [] : [`- behind it ${chain.torn} bytes of a line that a crash tore; nothing was done after it`]),
    ...(chain.holdsExpected === undefined ? [] : [chain.holdsExpected ? '- it holds the line that was noted' : '- **it does not hold the line that was noted: it was written anew**']),
  ];
}

/** A receipt as Markdown, for an incident ticket. */
export function receiptText(receipt: Receipt): string {
  const { oldKey, newKey } = receipt;
  return [
    `# Receipt ${receipt.run}`,
    '',
    `- ${STATES[receipt.state]}`,
    `- ${receipt.mode} at ${plain(receipt.provider.title)}, ${plain(receipt.provider.address)}`,
    `- by ${receipt.by.length === 0 ? 'unknown' : receipt.by.map(plain).join('; ')}, ${plain(receipt.begun)} to ${plain(receipt.lastLine)}`,
    `- old key: ${oldKey.id === '' ? '' : `id ${plain(oldKey.id)}, `}fingerprint ${oldKey.fingerprint}; ${plain(oldKey.identity)}`,
    verdictLine('before', oldKey.before),
    verdictLine('after', oldKey.after),
    ...(newKey === undefined ? [] : [`- new key: ${newKey.id === '' ? '' : `id ${plain(newKey.id)}, `}fingerprint ${newKey.fingerprint}, made ${newKey.made}, ${newKey.isTested ? 'accepted by the provider' : 'not tested'}`]),
    ...receipt.places.map(placeLine),
    ...chainLines(receipt),
    '',
    '| when | what |',
    '|---|---|',
    ...receipt.steps.map(({ at, what }) => `| ${plain(at)} | ${plain(what)} |`),
    '',
  ].join('\n');
}
