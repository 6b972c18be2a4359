import { createServer, request, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A proxy that leads everywhere to one port of this machine, whatever is asked for, and wants an account. */
export class TestProxy {
  readonly asked: string[] = [];
  readonly server: Server;
  goal = 0;
  account = `Basic ${Buffer.from('ada:open sesame').toString('base64')}`;

  constructor() {
    this.server = createServer((call, answer) => {
      this.asked.push(`${call.method ?? ''} ${call.url ?? ''}`);
      if (call.headers['proxy-authorization'] !== this.account) return void answer.writeHead(407, { 'proxy-authenticate': 'Basic realm="test"' }).end();
      const { 'proxy-authorization': _own, ...headers } = call.headers;
      call.pipe(request({ host: '127.0.0.1', port: this.goal, method: call.method, path: (call.url ?? '').replace(/^http:\/\/[^/]+/, ''), headers }, (reply) => reply.pipe(answer.writeHead(reply.statusCode ?? 0, reply.headers))));
    });
    this.server.on('connect', (call, socket: Socket) => {
      this.asked.push(`CONNECT ${call.url ?? ''}`);
      if (call.headers['proxy-authorization'] !== this.account) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      const way = connect(this.goal, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      for (const end of [way, socket]) end.on('error', () => undefined);
      return void way.pipe(socket).pipe(way);
    });
  }

  /** Its address, with account. */
  get url(): string {
    return `http://ada:open%20sesame@127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async open(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
