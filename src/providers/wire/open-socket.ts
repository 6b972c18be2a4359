import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { HttpError } from '#http/http-error.ts';
import { isLoopbackHost } from '#http/address.ts';
import { checkAddress, hostOf } from '#http/request-policy.ts';

/** Milliseconds until a server that says nothing is given up. */
const IDLE = 10_000;

/** Where a database answers: the address that the operator named, never one out of a leaked key. */
export interface Place {
  readonly host: string;
  readonly port: number;
  /** The name of a database, or its number; empty where none is named. */
  readonly database: string;
  /** Always, but to this machine itself, unless the operator wants it there, too. */
  readonly tls: boolean;
}

/** How an address says that it wants TLS: `rediss:`, or the words that PostgreSQL and MySQL have for it. */
const wantsTls = ({ protocol, searchParams }: URL): boolean => protocol === 'rediss:' || /^(?:require|verify|true$)/i.test(searchParams.get('sslmode') ?? searchParams.get('ssl-mode') ?? searchParams.get('ssl') ?? '');

/** @param usual port where none is named */
export function placeOf(base: string, usual: number): Place {
  const url = new URL(base);
  const host = hostOf(url);
  return { host, port: url.port === '' ? usual : Number(url.port), database: decodeURIComponent(url.pathname.replace(/^\/+/, '')), tls: wantsTls(url) || !isLoopbackHost(host) };
}

/** A failure as the rest of the house knows them: the host and a code, nothing that was sent. */
export function toWireError(error: unknown, host: string): Error {
  if (error instanceof Error && 'exitCode' in error) return error;
  const { code } = error as NodeJS.ErrnoException;
  return new HttpError('network', host, `no answer (${code ?? 'unknown'})`);
}

function settle(socket: Socket, event: 'connect' | 'secureConnect', host: string): Promise<Socket> {
  return new Promise((keep, fail) => {
    socket.setTimeout(IDLE, () => socket.destroy(new HttpError('timeout', host, 'no answer in time')));
    socket.once(event, () => keep(socket));
    socket.once('error', (error) => fail(toWireError(error, host)));
  });
}

/** A plain connection to the one address that the name led to and that was checked. @throws HttpError */
export async function openSocket({ host, port }: Place): Promise<Socket> {
  const { address } = await lookup(host).catch((error: unknown) => {
    throw toWireError(error, host);
  });
  // The operator named this host, so that a private address is no surprise; the name is resolved once all the same.
  checkAddress(host, address, { privateHosts: new Set([host]) });
  return settle(connect({ host: address, port }), 'connect', host);
}

/** The same connection under TLS, with a certificate for the name that the operator wrote. @throws HttpError */
export function secure(socket: Socket, { host }: Place): Promise<Socket> {
  socket.removeAllListeners();
  // What ends the connection below is told by the one above.
  socket.on('error', () => undefined);
  return settle(connectTls({ socket, ...(isIP(host) === 0 ? { servername: host } : {}), host, minVersion: 'TLSv1.2', rejectUnauthorized: true }), 'secureConnect', host);
}
