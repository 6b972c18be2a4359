import { printable } from '#core/escape.ts';
import { SKIP_REASONS, type Ledger, type SkipEntry } from '#core/ledger.ts';
import type { Origin } from '#core/origin.ts';
import type { Palette } from './style.ts';
import { countOf, humanBytes } from './units.ts';

const MAX_EXAMPLES = 3;

function originText(origin: Origin): string {
  if ('path' in origin && origin.path !== undefined && origin.path !== '') return printable(origin.path);
  return 'oid' in origin && origin.oid !== '' ? `${origin.kind} ${origin.oid.slice(0, 12)}` : origin.kind;
}

function skipLines(entry: SkipEntry, paint: Palette): string[] {
  const { complete, text } = SKIP_REASONS[entry.reason];
  const head = `  ${complete ? paint.dim('-') : paint.yellow('!')} ${countOf(entry.count, 'document')} not scanned: ${text}`;
  const examples = entry.examples.slice(0, MAX_EXAMPLES).map(({ origin, detail }) => `      ${originText(origin)}${detail === undefined ? '' : paint.dim(` (${printable(detail)})`)}`);
  return [head, ...examples, ...(entry.count > MAX_EXAMPLES ? [`      ${paint.dim(`and ${countOf(entry.count - MAX_EXAMPLES, 'more', 'more')}`)}`] : [])];
}

/** What was read, and what was not and why. */
export function ledgerText(ledger: Ledger, paint: Palette): string {
  const binary = ledger.binary === 0 ? '' : `, ${ledger.binary.toLocaleString('en-US')} of them binary`;
  const head = `  scanned ${countOf(ledger.documents, 'document')} (${humanBytes(ledger.bytes)})${binary}`;
  return [head, ...ledger.skipped.flatMap((entry) => skipLines(entry, paint))].join('\n');
}
