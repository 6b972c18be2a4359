import { allowFinding } from '#app/allow.ts';
import { openRepository } from '#app/repository.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT } from '#core/exit-code.ts';
import type { Command } from '../command.ts';
import { withContext } from '../context.ts';
import { textOf } from '../flag.ts';
import { SCAN_FLAGS } from '../flags.ts';
import { scanWithSalt } from './baseline.ts';

export const ALLOW: Command = {
  name: 'allow',
  usage: 'ID',
  summary: 'accept one finding, with a reason',
  examples: [['stanch allow 1a2b3c4d5e6f --reason "sample of the manual" --until 2027-01-31', 'accept it until then']],
  flags: [
    { name: 'reason', type: 'text', value: 'TEXT', doc: 'why it is accepted' },
    { name: 'owner', type: 'text', value: 'NAME', doc: 'who answers for it' },
    { name: 'until', type: 'text', value: 'DATE', doc: 'last day on which it is accepted' },
    ...SCAN_FLAGS,
  ],
  words: [1, 1],
  run: async (invocation) => {
    const { host, values, words } = invocation;
    const reason = textOf(values, 'reason');
    if (reason === undefined) throw new UsageError('allow needs --reason', 'say why this is no leak, or why it may stay');
    const [owner, until] = [textOf(values, 'owner'), textOf(values, 'until')];
    return withContext(invocation, host.cwd, async (context) => {
      const { info } = await openRepository(host.cwd, context);
      if (info.topLevel === undefined) throw new UsageError('a bare repository cannot hold a baseline');
      const place = { root: info.topLevel, path: context.settings.baseline };
      const acceptance = { reason, ...(owner === undefined ? {} : { owner }), ...(until === undefined ? {} : { until }) };
      const finding = await allowFinding(place, words[0] ?? '', { scan: scanWithSalt(info.topLevel, { ...context, settings: { ...context.settings, confidence: 'low' } }), acceptance });
      host.stdout.write(`accepted: ${printable(finding.title)} in ${printable(finding.locations[0]?.path ?? 'the history')}; commit ${printable(place.path)}\n`);
      return EXIT.clean;
    });
  },
};
