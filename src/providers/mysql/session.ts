import type { Socket } from 'node:net';
import { IncompleteError } from '#core/errors.ts';
import { ByteReader, workInSession } from '../wire/byte-reader.ts';
import type { Login } from '../wire/database-key.ts';
import { openSocket, secure, type Place } from '../wire/open-socket.ts';
import { answerHead, proofFor, readGreeting, rowTexts, splitText, type Greeting } from './packets.ts';

/** The server's own no, by its number. Its words may repeat the statement. */
export class MysqlRefusal extends IncompleteError {
  readonly code: number;

  constructor(packet: Buffer) {
    const code = packet.length < 3 ? 0 : packet.readUInt16LE(1);
    super(`the server answered ${code}`, 'nothing is taken for done');
    this.code = code;
  }
}

const OK = 0x00;
const MORE = 0x01;
const SWITCH = 0xfe;
const REFUSED = 0xff;

/** One session by the protocol that MySQL and MariaDB share. */
export class MysqlSession {
  #socket: Socket;
  #reader: ByteReader;
  #sequence = 0;
  readonly #place: Place;
  /** As the server writes it, e.g. `10.11.19-MariaDB`. */
  version = '';

  private constructor(socket: Socket, place: Place) {
    this.#socket = socket;
    this.#place = place;
    this.#reader = new ByteReader(socket, place.host);
  }

  /** @throws MysqlRefusal, HttpError */
  static async open(place: Place, login: Login): Promise<MysqlSession> {
    const session = new MysqlSession(await openSocket(place), place);
    try {
      await session.#logIn(login);
    } catch (error) {
      session.close();
      throw error;
    }
    return session;
  }

  /** Rows of a statement; none for one that gives none. @throws MysqlRefusal */
  async query(sql: string): Promise<readonly (readonly string[])[]> {
    this.#sequence = 0;
    this.#send(Buffer.concat([Buffer.from([3]), Buffer.from(sql)]));
    const first = await this.#next();
    if (first[0] === REFUSED) throw new MysqlRefusal(first);
    if (first[0] === OK) return [];
    await this.#untilEnd();
    return (await this.#untilEnd()).map(rowTexts);
  }

  close(): void {
    this.#sequence = 0;
    if (!this.#socket.destroyed) this.#send(Buffer.from([1]));
    this.#socket.destroySoon();
  }

  #send(body: Buffer): void {
    const head = Buffer.alloc(4);
    head.writeUIntLE(body.length, 0, 3);
    head[3] = this.#sequence;
    this.#sequence = (this.#sequence + 1) & 0xff;
    this.#socket.write(Buffer.concat([head, body]));
  }

  async #next(): Promise<Buffer> {
    const head = await this.#reader.read(4);
    this.#sequence = ((head[3] ?? 0) + 1) & 0xff;
    return this.#reader.read(head.readUIntLE(0, 3));
  }

  /** Packets up to the one that ends a list. */
  async #untilEnd(): Promise<Buffer[]> {
    const packets: Buffer[] = [];
    for (;;) {
      const packet = await this.#next();
      if (packet[0] === REFUSED) throw new MysqlRefusal(packet);
      if (packet[0] === SWITCH && packet.length < 9) return packets;
      packets.push(packet);
    }
  }

  async #logIn(login: Login): Promise<void> {
    const packet = await this.#next();
    if (packet[0] === REFUSED) throw new MysqlRefusal(packet);
    const greeting = readGreeting(packet);
    this.version = greeting.version;
    const { tls } = this.#place;
    if (tls) await this.#secure(greeting);
    // Another way than these is offered by the server if the account wants it.
    const plugin = proofFor(greeting.plugin, login.password, greeting.nonce) === undefined ? 'mysql_native_password' : greeting.plugin;
    const proof = proofFor(plugin, login.password, greeting.nonce) ?? Buffer.alloc(0);
    this.#send(Buffer.concat([answerHead(tls), Buffer.from(`${login.user}\0`), Buffer.from([proof.length]), proof, Buffer.from(`${plugin}\0`)]));
    await this.#authenticate(login.password);
  }

  async #secure({ offersTls }: Greeting): Promise<void> {
    if (!offersTls) throw new IncompleteError(`${this.#place.host}: the server does not offer TLS`, 'only TLS is spoken to other machines; a tunnel to this one needs none');
    this.#send(answerHead(true));
    this.#socket = await secure(this.#socket, this.#place);
    this.#reader = new ByteReader(this.#socket, this.#place.host);
  }

  /** Answers until the server says yes or no: an account may have several ways in, which are asked one after the other. */
  async #authenticate(password: string): Promise<void> {
    for (;;) {
      const packet = await this.#next();
      if (packet[0] === OK) return;
      if (packet[0] === REFUSED) throw new MysqlRefusal(packet);
      if (packet[0] === SWITCH) {
        const { text: plugin, rest } = splitText(packet, 1);
        const proof = proofFor(plugin, password, rest.subarray(0, 20));
        if (proof === undefined) throw new IncompleteError('the account wants another proof than a password that this client can show');
        this.#send(proof);
      } else if (packet[0] === MORE && packet[1] === 4) {
        if (!this.#place.tls) throw new IncompleteError('the server wants the password itself, which is said under TLS only');
        this.#send(Buffer.from(`${password}\0`));
      } else if (packet[0] !== MORE) throw new IncompleteError('that is no answer of MySQL or MariaDB');
    }
  }
}

/** One piece of work in a session of its own. */
export function inSession<T>(place: Place, login: Login, work: (session: MysqlSession) => Promise<T>): Promise<T> {
  return workInSession('MySQL or MariaDB', () => MysqlSession.open(place, login), work);
}
