import { allowFinding } from '#app/allow.ts';
import { openRepository } from '#app/repository.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT } from '#core/exit-code.ts';
import { ACCEPTANCE_FLAGS, readAcceptance } from '../acceptance.ts';
import type { Command } from '../command.ts';
import { withContext } from '../context.ts';
import { SCAN_FLAGS } from '../flags.ts';
import { scanWithSalt } from './baseline.ts';

export const ALLOW: Command = {
  name: 'allow',
  usage: 'ID',
  summary: 'accept one finding, with a reason',
  examples: [['stanch allow 1a2b3c4d5e6f --reason "sample of the manual" --until 2027-01-31', 'accept it until then']],
  flags: [
    ...ACCEPTANCE_FLAGS,
    ...SCAN_FLAGS,
  ],
  words: [1, 1],
  run: async (invocation) => {
    const { host, words } = invocation;
    const acceptance = readAcceptance(invocation, 'allow');
    return withContext(invocation, host.cwd, async (context) => {
      const { info } = await openRepository(host.cwd, context);
      if (info.topLevel === undefined) throw new UsageError('a bare repository cannot hold a baseline');
      const place = { root: info.topLevel, path: context.settings.baseline };
      const finding = await allowFinding(place, words[0] ?? '', { scan: scanWithSalt(info.topLevel, { ...context, settings: { ...context.settings, confidence: 'low' } }), acceptance });
      host.stdout.write(`accepted: ${printable(finding.title)} in ${printable(finding.locations[0]?.path ?? 'the history')}; commit ${printable(place.path)}\n`);
      return EXIT.clean;
    });
  },
};
