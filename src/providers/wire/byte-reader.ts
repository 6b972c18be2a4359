import type { Socket } from 'node:net';
import { IncompleteError } from '#core/errors.ts';
import { HttpError } from '#http/http-error.ts';
import { toWireError } from './open-socket.ts';

/** More than this is no answer to what is asked here. */
const MOST_BYTES = 4 * 1024 * 1024;

/** A connection that is done with after one piece of work. */
interface Session {
  close(): void;
}

/**
 * One piece of work in a session of its own. What a server says is read at places that it names itself; one that is
 * outside is the server's fault.
 * @throws IncompleteError in place of a RangeError
 */
export async function workInSession<S extends Session, T>(server: string, open: () => Promise<S>, work: (session: S) => Promise<T>): Promise<T> {
  let session: S | undefined;
  try {
    session = await open();
    return await work(session);
  } catch (error) {
    if (error instanceof RangeError) throw new IncompleteError(`that is no answer of ${server}`);
    throw error;
  } finally {
    session?.close();
  }
}

/** Reads exact numbers of bytes from a connection, in their order. */
export class ByteReader {
  readonly #host: string;
  #held: Buffer = Buffer.alloc(0);
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(socket: Socket, host: string) {
    this.#host = host;
    socket.on('data', (bytes: Buffer) => {
      this.#held = Buffer.concat([this.#held, bytes]);
      if (this.#held.length > MOST_BYTES) socket.destroy(new HttpError('too-large', host, 'the answer is too large'));
      this.#wake();
    });
    const fail = (error?: Error): void => {
      this.#failure ??= toWireError(error ?? Object.assign(new Error('cut'), { code: 'ECONNRESET' }), host);
      this.#wake();
    };
    socket.on('error', fail);
    socket.on('close', () => fail());
  }

  /** @throws HttpError when the connection ends before */
  async read(count: number): Promise<Buffer> {
    if (!(count >= 0 && count <= MOST_BYTES)) throw new HttpError('too-large', this.#host, 'the answer is too large');
    while (this.#held.length < count) await this.#more();
    return this.#take(count);
  }

  /** Reads through the next CR LF, which is left away. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf('\r\n');
      if (end >= 0) return this.#take(end + 2).toString('utf8', 0, end);
      await this.#more();
    }
  }

  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  async #more(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    await new Promise<void>((wake) => (this.#wake = wake));
    if (this.#failure !== undefined && this.#held.length === 0) throw this.#failure;
  }
}
