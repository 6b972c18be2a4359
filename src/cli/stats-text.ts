import type { Report } from '#core/report.ts';
import { humanBytes } from '#report/units.ts';

/** What the figures of a run are called; those without a name here are shown under their own. */
const NAMES: Readonly<Record<string, string>> = {
  inflated: 'bytes inflated',
  searched: 'bytes searched',
  candidates: 'candidates',
  hits: 'anchors met',
  regexRuns: 'regex runs',
  rejected: 'matches rejected',
  threads: 'threads',
  plain: 'documents read whole',
  known: 'documents known',
  unsure: 'findings unsure',
  doubted: 'findings doubted',
  old: 'keys not new',
  packedMs: 'git packing',
  openMs: 'opening packs',
  scanMs: 'scanning',
  treesMs: 'trees',
  walkMs: 'walking',
  readMs: 'reading in all',
  placesMs: 'places in history',
  findingsMs: 'findings',
};

const IN_BYTES = /^(?:inflated|searched)$/;
const WIDTH = 22;

function valueOf(name: string, value: number): string {
  if (name.endsWith('Ms')) return `${(value / 1000).toFixed(3)} s`;
  return IN_BYTES.test(name) ? `${value.toLocaleString('en-US')} (${humanBytes(value)})` : value.toLocaleString('en-US');
}

/**
 * The figures of a run, a line each: what was read, how much of it had to be looked at, and how long each stage took.
 * @param peak greatest memory of the process, in bytes
 */
export function statsText({ ledger, stats }: Report, peak: number): string {
  const lines: [string, string][] = [
    ['documents', ledger.documents.toLocaleString('en-US')],
    ['bytes of documents', `${ledger.bytes.toLocaleString('en-US')} (${humanBytes(ledger.bytes)})`],
    ...Object.entries(stats).map(([name, value]): [string, string] => [NAMES[name] ?? name, valueOf(name, value)]),
    ['peak memory', humanBytes(peak)],
  ];
  return lines.map(([name, value]) => `  ${name.padEnd(WIDTH)}${value}\n`).join('');
}
