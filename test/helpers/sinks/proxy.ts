import { request } from 'node:http';
import { serveSink, type SinkCall, type SinkReply, type SinkServer } from './sink-server.ts';

const DROPPED = ['connection', 'accept-encoding'];

/** Every header goes on as it came, the name of the host too: signatures cover it. */
function forward({ method, headers, text, url }: SinkCall, real: string): Promise<SinkReply> {
  const kept = Object.entries(headers).filter(([name]) => !DROPPED.includes(name));
  return new Promise((done, fail) => {
    const call = request(`${real}${url}`, { method, headers: Object.fromEntries(kept), agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const body = Buffer.concat(parts).toString();
        const type = response.headers['content-type'] ?? '';
        done([response.statusCode ?? 0, body === '' ? undefined : type.includes('json') ? (JSON.parse(body) as unknown) : body, { 'content-type': type }]);
      });
    });
    call.on('error', fail);
    call.end(text);
  });
}

/** Stands before a real server, so that each call to it can be made to go wrong. */
export function serveProxy(real: string): Promise<SinkServer> {
  return serveSink((call) => forward(call, real));
}
