import type { Socket } from 'node:net';
import { IncompleteError } from '#core/errors.ts';
import { ByteReader } from '../wire/byte-reader.ts';
import { openSocket, secure, type Place } from '../wire/open-socket.ts';

/** What a server of Redis says: texts, numbers, nothing, or lists of them. */
export type Reply = string | number | null | readonly Reply[];

/** An error that Redis itself wrote. Only its first word is kept: the rest may repeat what was sent. */
export class RedisRefusal extends IncompleteError {
  readonly code: string;

  constructor(line: string) {
    const code = /^[A-Z]{2,20}\b/.exec(line)?.[0] ?? 'ERR';
    super(`Redis answered ${code}`, 'nothing is taken for done');
    this.code = code;
  }
}

const MOST_ITEMS = 10_000;

function encode(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

/** One connection by RESP 2, https://redis.io/docs/latest/develop/reference/protocol-spec/. */
export class RedisSession {
  readonly #socket: Socket;
  readonly #reader: ByteReader;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#reader = new ByteReader(socket, host);
  }

  /** @throws HttpError */
  static async open(place: Place): Promise<RedisSession> {
    const plain = await openSocket(place);
    return new RedisSession(place.tls ? await secure(plain, place) : plain, place.host);
  }

  /** @throws RedisRefusal, HttpError */
  ask(...words: readonly string[]): Promise<Reply> {
    this.#socket.write(encode(words));
    return this.#reply();
  }

  close(): void {
    this.#socket.destroySoon();
  }

  async #reply(): Promise<Reply> {
    const line = await this.#reader.line();
    const [kind, rest] = [line[0], line.slice(1)];
    if (kind === '+') return rest;
    if (kind === '-') throw new RedisRefusal(rest);
    const count = Number(rest);
    if (!Number.isSafeInteger(count) || kind === undefined || !':$*'.includes(kind)) throw new IncompleteError('that is no answer of Redis');
    if (kind === ':') return count;
    if (count < 0) return null;
    return kind === '$' ? this.#text(count) : this.#items(count);
  }

  async #text(count: number): Promise<string> {
    return (await this.#reader.read(count + 2)).toString('utf8', 0, count);
  }

  async #items(count: number): Promise<readonly Reply[]> {
    if (count > MOST_ITEMS) throw new IncompleteError('the answer is too long');
    const items: Reply[] = [];
    for (let left = count; left > 0; left--) items.push(await this.#reply());
    return items;
  }
}
