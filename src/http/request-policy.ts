import { isIP } from 'node:net';
import { isLoopbackHost, isPublicAddress } from './address.ts';
import { HttpError } from './http-error.ts';

/** What the operator allows beyond public https. */
export interface RequestPolicy {
  /** Hosts (names without port) at private or loopback addresses that the operator named. */
  readonly privateHosts: ReadonlySet<string>;
  /** Of a server with certificates of its own. Certificates are always checked. */
  readonly tls?: TlsMaterial;
}

/** PEM texts that take the place of the usual authorities, and those by which the operator shows who they are. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Name in the certificate of the server, where it is not that of the address. */
  readonly servername?: string;
}

/** Host name without the brackets of an IPv6 literal. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/**
 * The checked address of a request: https, or http on a loopback host that the operator named; no user part.
 * @throws HttpError `refused`
 */
export function checkUrl(text: string, policy: RequestPolicy): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new HttpError('refused', 'endpoint', 'is not an address');
  const host = hostOf(url);
  const plainAllowed = url.protocol === 'http:' && isLoopbackHost(host) && policy.privateHosts.has(host);
  if (url.protocol !== 'https:' && !plainAllowed) throw new HttpError('refused', host, 'only https is spoken');
  if (url.username !== '' || url.password !== '') throw new HttpError('refused', host, 'an address must not carry a user or password');
  if (isIP(host) !== 0) checkAddress(host, host, policy);
  return url;
}

/** @throws HttpError `refused` when a host leads to an address that is not public and the operator did not name the host */
export function checkAddress(host: string, address: string, policy: RequestPolicy): void {
  if (!isPublicAddress(address) && !policy.privateHosts.has(host)) throw new HttpError('refused', host, 'leads to a private or local address');
}
