/** The part of a budget after which no more is read, so that what was found can still be judged and told. */
const READING_SHARE = 0.75;
const MILLISECONDS = 1_000;

/** A running budget of time. */
export interface TimeBudget {
  readonly seconds: number;
  /** Fires when no more is to be read. */
  readonly reading: AbortSignal;
  /** Fires when all must end, children included. */
  readonly end: AbortSignal;
  /** Whatever ends first: the work, or the budget (then undefined). */
  readonly race: <T>(work: Promise<T>) => Promise<T | undefined>;
  /** Takes the timers back. */
  readonly stop: () => void;
}

/** Starts the clock. */
export function startBudget(seconds: number): TimeBudget {
  const [reading, end] = [new AbortController(), new AbortController()];
  const timers = [setTimeout(() => reading.abort(), seconds * READING_SHARE * MILLISECONDS), setTimeout(() => end.abort(), seconds * MILLISECONDS)];
  const ended = new Promise<undefined>((resolve) => end.signal.addEventListener('abort', () => resolve(undefined), { once: true }));
  const race = async <T>(work: Promise<T>): Promise<T | undefined> => {
    // Work that is given up on fails when its children are ended; nobody waits for it any more.
    work.catch(() => undefined);
    return Promise.race([work, ended]);
  };
  return { seconds, reading: reading.signal, end: end.signal, race, stop: () => timers.forEach(clearTimeout) };
}
