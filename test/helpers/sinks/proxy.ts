import { serveSink, type SinkCall, type SinkReply, type SinkServer } from './sink-server.ts';

const KEPT = /^(authorization|content-type|x-vault-.*|x-amz-.*|accept)$/;

async function forward({ method, headers, text }: SinkCall, url: string): Promise<SinkReply> {
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] => (KEPT.test(name) && typeof value === 'string' ? [[name, value]] : []));
  const response = await fetch(url, { method, headers: kept, ...(text === '' ? {} : { body: text }) });
  const body = await response.text();
  return [response.status, body === '' ? undefined : (JSON.parse(body) as unknown)];
}

/** Stands before a real server, so that each call to it can be made to go wrong. */
export function serveProxy(real: string): Promise<SinkServer> {
  return serveSink((call) => forward(call, `${real}${call.url}`));
}
