import type { ServerOptions } from 'node:https';
import { serveSink, type SinkCall, type SinkReply, type SinkServer } from './sink-server.ts';

/** A Secret as the API shows it. */
export interface KubeSecret {
  kind: 'Secret';
  metadata: Record<string, unknown> & { name: string; namespace: string; resourceVersion: string };
  data: Record<string, string>;
  immutable?: boolean;
  type?: string;
}

export interface KubernetesServer extends SinkServer {
  /** By `NAMESPACE/NAME`. */
  readonly secrets: Map<string, KubeSecret>;
  put(namespace: string, name: string, extra: Partial<KubeSecret>): void;
  /** What the server says that the caller may do. */
  mayWrite: boolean;
}

const status = (code: number, reason: string): SinkReply => [code, { kind: 'Status', status: 'Failure', reason, code }];

/** A local API server of Kubernetes: Secrets, read and changed by a token or by the certificate of `deliverer`. */
export async function startKubernetes(token: string, tls: ServerOptions): Promise<KubernetesServer> {
  const secrets = new Map<string, KubeSecret>();
  let version = 100;
  const next = (): string => String((version += 1));
  const patch = (secret: KubeSecret, { headers, json }: SinkCall): SinkReply => {
    if (headers['content-type'] !== 'application/merge-patch+json') return status(415, 'UnsupportedMediaType');
    const meta = (json['metadata'] ?? {}) as { resourceVersion?: string };
    if (meta.resourceVersion !== undefined && meta.resourceVersion !== secret.metadata.resourceVersion) return status(409, 'Conflict');
    if (secret.immutable === true) return status(422, 'Invalid');
    Object.assign(secret.data, json['data']);
    secret.metadata.resourceVersion = next();
    return [200, secret];
  };
  const create = (namespace: string, { json }: SinkCall): SinkReply => {
    const { name } = json['metadata'] as { name: string };
    if (json['kind'] !== 'Secret' || json['apiVersion'] !== 'v1') return status(400, 'BadRequest');
    if (secrets.has(`${namespace}/${name}`)) return status(409, 'AlreadyExists');
    self.put(namespace, name, { data: json['data'] as Record<string, string>, type: String(json['type']) });
    return [201, secrets.get(`${namespace}/${name}`)];
  };
  const server = await serveSink((call) => {
    const [api, v1, namespaces, namespace = '', kind, name] = call.path;
    if (call.headers.authorization !== `Bearer ${token}` && call.peer !== 'deliverer') return status(401, 'Unauthorized');
    if (call.line === 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews') return [201, { kind: 'SelfSubjectAccessReview', status: { allowed: self.mayWrite } }];
    if (`${api}/${v1}/${namespaces}/${kind}` !== 'api/v1/namespaces/secrets') return status(404, 'NotFound');
    if (namespace !== 'shop') return status(403, 'Forbidden');
    if (name === undefined) return call.method === 'POST' ? create(namespace, call) : status(405, 'MethodNotAllowed');
    const secret = secrets.get(`${namespace}/${name}`);
    if (secret === undefined) return status(404, 'NotFound');
    return call.method === 'PATCH' ? patch(secret, call) : [200, secret];
  }, { ...tls, requestCert: true, rejectUnauthorized: false });
  const self: KubernetesServer = Object.assign(server, {
    secrets,
    mayWrite: true,
    put(namespace: string, name: string, extra: Partial<KubeSecret>): void {
      const metadata = { ...extra.metadata, name, namespace, resourceVersion: next() };
      secrets.set(`${namespace}/${name}`, { kind: 'Secret', data: {}, ...extra, metadata });
    },
  });
  return self;
}
