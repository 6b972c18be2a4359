import { IncompleteError } from '#core/errors.ts';
import type { Oid } from '#core/origin.ts';

/** Object ids that are joined into one write. */
const WRITE_BATCH = 256;

/**
 * Object ids on their way to git and back: what was asked and not yet answered is kept in order, so that a new git
 * can go on where an old one died, and so that an answer that is missing is seen.
 */
export class OidQueue {
  readonly #source: AsyncIterator<Oid> | Iterator<Oid>;
  #waiting: Oid[] = [];
  #head = 0;
  #pull: Promise<boolean> | undefined;
  #drained = false;
  #run = 0;

  constructor(oids: AsyncIterable<Oid> | Iterable<Oid>) {
    this.#source = Symbol.asyncIterator in oids ? oids[Symbol.asyncIterator]() : oids[Symbol.iterator]();
  }

  /** Ids that were asked for and have no answer yet. */
  get waiting(): number {
    return this.#waiting.length - this.#head;
  }

  /** The id whose answer is next. */
  get first(): Oid | undefined {
    return this.#waiting[this.#head];
  }

  /** Takes the first id off the queue. @throws IncompleteError when the answer is to another question */
  answered(oid: Oid): void {
    if (this.first !== oid) throw new IncompleteError('git cat-file answered another object than it was asked for');
    this.#head += 1;
    if (this.#head < 4096) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }

  /** True when every id of the source was asked for and answered. Pulls one id ahead to know. */
  async isDone(): Promise<boolean> {
    if (this.waiting > 0) return false;
    return !(await this.#more());
  }

  /** Lines for the standard input of one git: what waits, then the rest of the source. Ends when a newer run begins. */
  async *lines(): AsyncGenerator<string, void, undefined> {
    const run = ++this.#run;
    await this.#pull;
    if (this.waiting > 0) yield lineOf(this.#waiting.slice(this.#head));
    let batch: Oid[] = [];
    while (run === this.#run && (await this.#more())) {
      batch.push(this.#waiting[this.#waiting.length - 1] ?? '');
      if (batch.length < WRITE_BATCH) continue;
      yield lineOf(batch);
      batch = [];
    }
    if (batch.length > 0) yield lineOf(batch);
  }

  /** Moves one id from the source to the waiting ones; false at its end. Only one pull is under way at a time. */
  async #more(): Promise<boolean> {
    if (this.#drained) return false;
    const pull = this.#take();
    this.#pull = pull.catch(() => false);
    return pull;
  }

  async #take(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) this.#drained = true;
    else this.#waiting.push(next.value);
    return next.done !== true;
  }
}

function lineOf(oids: readonly Oid[]): string {
  return `${oids.join('\n')}\n`;
}
