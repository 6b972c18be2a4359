import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** When a message is lost: before it reaches the server, or after the server did what it says. */
export type Cut = 'before' | 'after';

/** A way to a server on which connections can be cut at a chosen message. */
export interface Cutter {
  readonly port: number;
  /** Messages that went by since the last `arm`. */
  count(): number;
  /** Cuts at the message of that number, once; 0 for never. */
  arm(at: number, cut: Cut): void;
  close(): Promise<void>;
}

/** @param counts which messages of a client count */
export async function startCutter(target: number, counts: (bytes: Buffer) => boolean): Promise<Cutter> {
  let [count, at, cut]: [number, number, Cut] = [0, 0, 'before'];
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: target });
    let isMute = false;
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.end();
      });
    }
    client.on('data', (bytes) => {
      if (counts(bytes)) count += 1;
      if (counts(bytes) && count === at) {
        at = 0;
        if (cut === 'before') return void client.destroy();
        isMute = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (isMute) client.destroy();
      else client.write(bytes);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    count: () => count,
    arm: (number, moment) => void ([count, at, cut] = [0, number, moment]),
    close: () =>
      new Promise((done) => {
        for (const socket of open) socket.destroy();
        server.close(() => done());
      }),
  };
}
