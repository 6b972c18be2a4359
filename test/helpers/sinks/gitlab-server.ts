import { serveSink, type SinkCall, type SinkReply, type SinkServer } from './sink-server.ts';

/** A variable as GitLab keeps it. */
export interface GitLabVariable {
  key: string;
  value: string;
  variable_type: string;
  protected: boolean;
  masked: boolean;
  hidden: boolean;
  raw: boolean;
  environment_scope: string;
}

export interface GitLabServer extends SinkServer {
  /** By owner, e.g. `projects/acme/shop`. */
  readonly variables: Map<string, GitLabVariable[]>;
}

export function variable(fields: Partial<GitLabVariable>): GitLabVariable {
  return { key: 'API_KEY', value: 'old', variable_type: 'env_var', protected: false, masked: false, hidden: false, raw: false, environment_scope: '*', ...fields };
}

/** A local GitLab: variables of projects and groups, told apart by key and environment. */
export async function startGitLab(token: string): Promise<GitLabServer> {
  const variables = new Map<string, GitLabVariable[]>();
  const isMaskable = (value: unknown): boolean => typeof value === 'string' && /^[\w+/=@:.~-]{8,}$/.test(value);
  const item = (call: SinkCall, all: GitLabVariable[], key: string): SinkReply => {
    const scope = call.query.get('filter[environment_scope]');
    const found = all.filter((one) => one.key === key && (scope === null || one.environment_scope === scope));
    const [first] = found;
    if (found.length > 1) return [409, { message: 'There are multiple variables with provided parameters. Please use filter[environment_scope]' }];
    if (first === undefined) return [404, { message: '404 Variable Not Found' }];
    if (call.method === 'PUT') {
      if (call.json['masked'] === true && !isMaskable(call.json['value'])) return [400, { message: { value: ['is invalid'] } }];
      Object.assign(first, call.json);
    }
    return [200, { ...first, value: first.hidden ? null : first.value }];
  };
  const server = await serveSink((call) => {
    if (call.headers['private-token'] !== token) return [401, { message: '401 Unauthorized' }];
    if (call.query.has('value')) return [400, { message: 'values do not belong there' }];
    const [api, version, owner = '', id = '', what, key] = call.path;
    const all = variables.get(`${owner}/${id}`);
    if (api !== 'api' || version !== 'v4' || what !== 'variables' || all === undefined) return [404, { message: '404 Not Found' }];
    if (key !== undefined) return item(call, all, key);
    if (call.method !== 'POST') return [405, { message: '405' }];
    const made = variable(call.json);
    if (all.some((one) => one.key === made.key && one.environment_scope === made.environment_scope)) return [400, { message: { key: ['has already been taken'] } }];
    if (made.masked && !isMaskable(made.value)) return [400, { message: { value: ['is invalid'] } }];
    all.push(made);
    return [201, made];
  });
  return Object.assign(server, { variables });
}
