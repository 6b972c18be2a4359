import { serveSink, type SinkServer } from './sink-server.ts';

interface Version {
  data: Record<string, unknown> | null;
}

/** A local KV store of version 2, mounted at `secret`. */
export interface VaultServer extends SinkServer {
  readonly versions: Map<string, Version[]>;
  /** False for tokens without the capability `patch`. */
  mayPatch: boolean;
}

export async function startVaultServer(token: string): Promise<VaultServer> {
  const versions = new Map<string, Version[]>();
  const server = await serveSink(({ method, path, json, headers }) => {
    if (headers['x-vault-token'] !== token) return [403, { errors: ['permission denied'] }];
    if (path.join('/') === 'v1/sys/capabilities-self') return [200, { data: { capabilities: ['read', 'create', 'update', ...(self.mayPatch ? ['patch'] : [])] } }];
    if (path[0] !== 'v1' || path[1] !== 'secret' || path[2] !== 'data') return [404, { errors: [] }];
    const key = path.slice(3).join('/');
    const all = versions.get(key) ?? [];
    const current = all.at(-1);
    if (method === 'GET') {
      if (current === undefined) return [404, { errors: [] }];
      return [current.data === null ? 404 : 200, { data: { data: current.data, metadata: { version: all.length, deletion_time: current.data === null ? '2026-01-01T00:00:00Z' : '' } } }];
    }
    if (method === 'PATCH' && !self.mayPatch) return [403, { errors: ['permission denied'] }];
    if (method === 'PATCH' && headers['content-type'] !== 'application/merge-patch+json') return [415, { errors: ['type'] }];
    const { cas } = (json['options'] ?? {}) as { cas?: number };
    if (cas !== undefined && cas !== all.length) return [400, { errors: ['check-and-set parameter did not match the current version'] }];
    const data = json['data'] as Record<string, unknown>;
    versions.set(key, [...all, { data: method === 'PATCH' ? { ...current?.data, ...data } : data }]);
    return [200, { data: { version: all.length + 1, destroyed: false } }];
  });
  const self: VaultServer = Object.assign(server, { versions, mayPatch: true, lie: [200, { data: { version: 1 } }] as const });
  return self;
}
