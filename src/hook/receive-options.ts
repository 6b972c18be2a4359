import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';

/** What to do with a push that could not be read in time. */
const ON_TIMEOUT = ['refuse', 'allow'] as const;
export type OnTimeout = (typeof ON_TIMEOUT)[number];

/** What whoever runs the server says on the hook's command line. */
export interface ReceiveOptions {
  /** Seconds that the whole scan may take; no limit unless told. */
  readonly budget: number | undefined;
  readonly onTimeout: OnTimeout;
  /** The words that git gave, behind the flags. */
  readonly words: readonly string[];
}

const MAX_SECONDS = 3_600;

function secondsOf(text: string): number {
  const seconds = /^\d{1,4}(?:\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (seconds <= 0 || seconds > MAX_SECONDS) throw new UsageError('--budget needs seconds, such as 4.5', `more than 0, at most ${MAX_SECONDS}`);
  return seconds;
}

function choiceOf(text: string): OnTimeout {
  const choice = ON_TIMEOUT.find((known) => known === text);
  if (choice === undefined) throw new UsageError(`--on-timeout cannot be ${printable(text)}`, `one of ${ON_TIMEOUT.join(', ')}`);
  return choice;
}

/**
 * Flags of `pre-receive` and `update`, which stand before what git gives; names of refs never begin with a dash.
 * @throws UsageError for a flag that is unknown or does not hold: a limit that is misread could let pushes through
 */
export function parseReceiveOptions(args: readonly string[]): ReceiveOptions {
  let budget: number | undefined;
  let onTimeout: OnTimeout = 'refuse';
  const rest = [...args];
  while (rest[0]?.startsWith('-') === true) {
    const [flag = '', inline] = (rest.shift() ?? '').split(/=(.*)/s);
    const value = inline ?? rest.shift() ?? '';
    if (flag === '--budget') budget = secondsOf(value);
    else if (flag === '--on-timeout') onTimeout = choiceOf(value);
    else throw new UsageError(`unknown flag ${printable(flag)}`, 'pre-receive and update know --budget SECONDS and --on-timeout refuse or allow');
  }
  if (onTimeout === 'allow' && budget === undefined) throw new UsageError('--on-timeout allow needs --budget', 'without a budget every push is read to its end');
  return { budget, onTimeout, words: rest };
}
