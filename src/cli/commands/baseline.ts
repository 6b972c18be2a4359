import { audit } from '#app/audit.ts';
import { createBaseline, pruneBaselineFile } from '#app/baseline.ts';
import { openRepository } from '#app/repository.ts';
import type { Context } from '#app/scan-settings.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT } from '#core/exit-code.ts';
import type { Report } from '#core/report.ts';
import { countOf } from '#report/units.ts';
import { ACCEPTANCE_FLAGS, readAcceptance } from '../acceptance.ts';
import type { Command } from '../command.ts';
import { withContext } from '../context.ts';
import { SCAN_FLAGS } from '../flags.ts';

/** A scan of everything whose fingerprints are keyed by a given salt. */
export function scanWithSalt(folder: string, context: Context): (salt: string) => Promise<Report> {
  return async (salt) => (await audit({ folder, unreachable: false, workTree: true, salt }, context)).report;
}

export const BASELINE: Command = {
  name: 'baseline',
  usage: 'create or prune',
  summary: 'accept all that is found now, or drop what is no longer there',
  examples: [
    ['stanch baseline create --reason "before the clean-up"', 'accept the findings of today'],
    ['stanch baseline prune', 'drop entries that expired or whose key is gone'],
  ],
  flags: [
    ...ACCEPTANCE_FLAGS.map((flag) => ({ ...flag, doc: `${flag.doc} (create)` })),
    ...SCAN_FLAGS,
  ],
  words: [1, 1],
  choices: ['create', 'prune'],
  run: async (invocation) => {
    const { host, words } = invocation;
    return withContext(invocation, host.cwd, async (context) => {
      const { info } = await openRepository(host.cwd, context);
      const root = info.topLevel;
      if (root === undefined) throw new UsageError('a bare repository cannot hold a baseline');
      const place = { root, path: context.settings.baseline };
      const scan = scanWithSalt(root, context);
      if (words[0] === 'prune') {
        const removed = await pruneBaselineFile(place, scan, context.now);
        host.stdout.write(`${countOf(removed.length, 'entry', 'entries')} dropped from ${printable(place.path)}\n`);
        return EXIT.clean;
      }
      if (words[0] !== 'create') throw new UsageError(`unknown: baseline ${printable(words[0] ?? '')}`, 'stanch baseline create, or stanch baseline prune');
      const { added } = await createBaseline(place, scan, readAcceptance(invocation, 'baseline create'));
      host.stdout.write(`${countOf(added, 'finding')} accepted in ${printable(place.path)}; commit it\n`);
      return EXIT.clean;
    });
  },
};
