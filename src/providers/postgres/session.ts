import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { IncompleteError } from '#core/errors.ts';
import { ByteReader, workInSession } from '../wire/byte-reader.ts';
import type { Login } from '../wire/database-key.ts';
import { openSocket, secure, type Place } from '../wire/open-socket.ts';
import { beginScram } from './scram.ts';

const md5 = (...parts: (string | Buffer)[]): string => parts.reduce((hash, part) => hash.update(part), createHash('md5')).digest('hex');

/** PostgreSQL's own no, by its code (https://www.postgresql.org/docs/current/errcodes-appendix.html). Its words may repeat the statement. */
export class PostgresRefusal extends IncompleteError {
  readonly code: string;

  constructor(code: string) {
    super(`PostgreSQL answered ${code}`, 'nothing is taken for done');
    this.code = code;
  }
}

interface Message {
  readonly type: string;
  readonly body: Buffer;
}

function frame(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), head, body]);
}

const cString = (text: string): Buffer => Buffer.from(`${text}\0`);

/** Asks for TLS before a word is said. */
async function askTls(socket: Socket, place: Place): Promise<Socket> {
  const request = Buffer.alloc(8);
  request.writeInt32BE(8);
  request.writeInt32BE(80_877_103, 4);
  const answer = new Promise<string>((keep, fail) => {
    socket.once('data', (bytes: Buffer) => keep(bytes.toString('latin1')));
    socket.once('close', () => fail(new IncompleteError(`${place.host}: ends the connection`)));
  });
  socket.write(request);
  if ((await answer) !== 'S') throw new IncompleteError(`${place.host}: the server does not offer TLS`, 'only TLS is spoken to other machines; a tunnel to this one needs none');
  return secure(socket, place);
}

function refusalIn(body: Buffer): PostgresRefusal {
  const code = body.toString('utf8').split('\0').find((part) => part.startsWith('C'))?.slice(1) ?? '';
  return new PostgresRefusal(/^[0-9A-Z]{5}$/.test(code) ? code : 'without a code');
}

function columnsIn(body: Buffer): string[] {
  const columns: string[] = [];
  for (let at = 2, left = body.readInt16BE(0); left > 0; left--) {
    const length = body.readInt32BE(at);
    columns.push(length < 0 ? '' : body.toString('utf8', at + 4, at + 4 + length));
    at += 4 + Math.max(0, length);
  }
  return columns;
}

/** One session by the protocol of version 3, https://www.postgresql.org/docs/current/protocol.html. */
export class PostgresSession {
  readonly #socket: Socket;
  readonly #reader: ByteReader;
  /** False where the server took the name without asking for the password. */
  wasAsked = false;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#reader = new ByteReader(socket, host);
  }

  /** @throws PostgresRefusal, HttpError */
  static async open(place: Place, login: Login): Promise<PostgresSession> {
    const plain = await openSocket(place);
    const session = new PostgresSession(place.tls ? await askTls(plain, place) : plain, place.host);
    try {
      await session.#start(login, place.database === '' ? 'postgres' : place.database);
    } catch (error) {
      session.close();
      throw error;
    }
    return session;
  }

  /** Rows of one statement, or of the last of several that count as one; a NULL is empty. @throws PostgresRefusal */
  async query(sql: string): Promise<readonly (readonly string[])[]> {
    this.#socket.write(frame('Q', cString(sql)));
    const rows: string[][] = [];
    let refusal: PostgresRefusal | undefined;
    for (;;) {
      const { type, body } = await this.#next();
      if (type === 'E') refusal = refusalIn(body);
      if (type === 'D') rows.push(columnsIn(body));
      if (type === 'T') rows.length = 0;
      if (type !== 'Z') continue;
      if (refusal !== undefined) throw refusal;
      return rows;
    }
  }

  close(): void {
    if (!this.#socket.destroyed) this.#socket.end(frame('X', Buffer.alloc(0)));
    this.#socket.destroySoon();
  }

  async #next(): Promise<Message> {
    const head = await this.#reader.read(5);
    return { type: String.fromCharCode(head[0] ?? 0), body: await this.#reader.read(head.readInt32BE(1) - 4) };
  }

  async #start(login: Login, database: string): Promise<void> {
    const version = Buffer.alloc(4);
    version.writeInt32BE(196_608);
    const words = ['user', login.user, 'database', database, 'application_name', 'stanch', 'client_encoding', 'UTF8', ''].map(cString);
    this.#socket.write(frame('', Buffer.concat([version, ...words])));
    for (;;) {
      const { type, body } = await this.#next();
      if (type === 'E') throw refusalIn(body);
      if (type === 'Z') return;
      if (type === 'R') await this.#authenticate(login, body);
    }
  }

  /** Answers what the server asks for; the codes are those of AuthenticationRequest. */
  async #authenticate(login: Login, body: Buffer): Promise<void> {
    const kind = body.readInt32BE(0);
    if (kind === 0) return;
    this.wasAsked = true;
    if (kind === 3) return this.#say(cString(login.password));
    if (kind === 5) return this.#say(cString(`md5${md5(md5(login.password, login.user), body.subarray(4, 8))}`));
    if (kind !== 10 || !body.includes('SCRAM-SHA-256\0')) throw new IncompleteError('the server wants another proof than a password');
    const exchange = beginScram(login.password);
    const size = Buffer.alloc(4);
    size.writeInt32BE(exchange.first.length);
    this.#say(Buffer.concat([cString('SCRAM-SHA-256'), size, Buffer.from(exchange.first)]));
    this.#say(Buffer.from(exchange.proof(await this.#sasl(11))));
    exchange.checkServer(await this.#sasl(12));
  }

  async #sasl(kind: number): Promise<string> {
    const { type, body } = await this.#next();
    if (type === 'E') throw refusalIn(body);
    if (type !== 'R' || body.readInt32BE(0) !== kind) throw new IncompleteError('the server does not speak SCRAM as it should');
    return body.toString('utf8', 4);
  }

  #say(body: Buffer): void {
    this.#socket.write(frame('p', body));
  }
}

/** One piece of work in a session of its own. */
export function inSession<T>(place: Place, login: Login, work: (session: PostgresSession) => Promise<T>): Promise<T> {
  return workInSession('PostgreSQL', () => PostgresSession.open(place, login), work);
}
