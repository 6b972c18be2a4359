import type { Acceptance } from '#app/baseline.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { isDate } from '#store/baseline.ts';
import type { Invocation } from './command.ts';
import { textOf, type Flag } from './flag.ts';

/** Flags that say why findings are accepted, who answers for them, and for how long. */
export const ACCEPTANCE_FLAGS: readonly Flag[] = [
  { name: 'reason', type: 'text', value: 'TEXT', doc: 'why they are accepted' },
  { name: 'owner', type: 'text', value: 'NAME', doc: 'who answers for them' },
  { name: 'until', type: 'text', value: 'DATE', doc: 'last day on which they are accepted' },
];

/** @throws UsageError for a missing reason, and a day that does not exist or is past */
export function readAcceptance({ values, host }: Invocation, what: string): Acceptance {
  const [reason, owner, until] = [textOf(values, 'reason'), textOf(values, 'owner'), textOf(values, 'until')];
  if (reason === undefined || reason.trim() === '') throw new UsageError(`${what} needs --reason`, 'say why this is no leak, or why it may stay');
  if (until !== undefined && !isDate(until)) throw new UsageError(`not a date: ${printable(until)}`, 'write it as YYYY-MM-DD');
  if (until !== undefined && until < new Date(host.clock.now()).toISOString().slice(0, 10)) throw new UsageError(`${until} is past`, 'name the last day on which this is accepted, or leave --until out');
  return { reason, ...(owner === undefined ? {} : { owner }), ...(until === undefined ? {} : { until }) };
}
