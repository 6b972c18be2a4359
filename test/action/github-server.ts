import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { buildSchema, graphql, GraphQLError } from 'graphql';
import type { TestRepo } from '../helpers/repo.ts';
import { CONTRACT } from './contract.ts';
import { checkRunBody, commentBody, fileBody, reviewBody } from './github-bodies.ts';
import { REPOSITORY } from './runner.ts';

const schema = buildSchema(readFileSync(new URL('contract/schema.graphql', import.meta.url), 'utf8'));

export type Permission = 'contents' | 'pull-requests' | 'checks' | 'security-events';

/** Who a token speaks for, and what it may write; reading is free. */
export interface Account {
  readonly login: string;
  readonly kind: 'Bot' | 'User';
  readonly writes: readonly Permission[];
}

export interface Thread {
  readonly id: string;
  isResolved: boolean;
  readonly path: string;
  /** Undefined for a comment on a file. */
  readonly line: number | undefined;
  readonly comment: { readonly id: string; body: string; readonly account: Account };
}

interface File {
  readonly path: string;
  readonly status: 'added' | 'removed' | 'modified';
  readonly patch: string | undefined;
}

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  readonly conclusion: string;
  readonly title: string;
  readonly summary: string;
  readonly annotations: Record<string, unknown>[];
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly query: URLSearchParams;
}

type Reply = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

/** What goes wrong with a call: the connection is cut, before or after its effect, or an answer of the test's own. */
export type Fault = 'none' | 'cut-before' | 'cut-after' | Reply;

/** One repository on GitHub with one pull request. Tests read and change what it holds. */
export interface GithubServer {
  readonly url: string;
  /** GITHUB_API_URL: at the root as on github.com, below a path on a server of one's own. */
  readonly apiUrl: string;
  readonly calls: Call[];
  /** What the requests or answers had against GitHub's own description. */
  readonly complaints: string[];
  readonly threads: Thread[];
  readonly reviews: { readonly comments: number; readonly event: unknown }[];
  readonly checkRuns: CheckRun[];
  readonly uploads: { readonly ref: unknown; readonly sha: unknown; readonly sarif: string }[];
  readonly accounts: Map<string, Account>;
  fault: (call: Call) => Fault;
  /** From now on it is a GitHub Enterprise Server: `/api/v3` for REST, `/api/graphql` for queries, and nothing elsewhere. */
  moveToOwnServer(): void;
  /** The branch was pushed to: the diff of the pull request from now on. */
  push(repo: TestRepo, base: string, head: string): void;
  close(): Promise<void>;
}

const NOT_KNOWN: Reply = [401, { message: 'Bad credentials', documentation_url: 'https://docs.github.com/rest', status: '401' }];
const NOT_FOUND: Reply = [404, { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' }];
const NOT_ALLOWED: Reply = [403, { message: 'Resource not accessible by integration', documentation_url: 'https://docs.github.com/rest', status: '403' }];

function invalid(message: string): Reply {
  return [422, { message: 'Unprocessable Entity', errors: [message], documentation_url: 'https://docs.github.com/rest' }];
}

/** Files of a change as the pull request shows them, renames taken apart. */
function filesOf(repo: TestRepo, base: string, head: string): File[] {
  const start = repo.git('merge-base', base, head);
  const names = repo.git('diff', '--no-renames', '--name-status', '-z', start, head).split('\0');
  return Array.from({ length: Math.floor(names.length / 2) }, (_, at) => {
    const [letter = '', path = ''] = names.slice(at * 2, at * 2 + 2);
    const text = repo.git('diff', '--no-renames', start, head, '--', path);
    const hunks = text.indexOf('\n@@ ');
    return { path, status: letter === 'A' ? 'added' : letter === 'D' ? 'removed' : 'modified', patch: hunks < 0 || text.length > 200_000 ? undefined : text.slice(hunks + 1) };
  });
}

/** Lines of the new side that a hunk shows, counted from the patch itself. */
function shownLines(patch: string | undefined): Set<number> {
  const shown = new Set<number>();
  let line = 0;
  for (const text of (patch ?? '').split('\n')) {
    const start = /^@@ -\S+ \+(\d+)/.exec(text)?.[1];
    if (start !== undefined) line = Number(start);
    else if (text.startsWith('+') || text.startsWith(' ')) shown.add(line++);
  }
  return shown;
}

class State {
  files: File[] = [];
  head = '';
  next = 1_000;
  readonly threads: Thread[] = [];
  readonly reviews: GithubServer['reviews'] = [];
  readonly checkRuns: CheckRun[] = [];
  readonly uploads: GithubServer['uploads'] = [];

  /** Why a comment cannot stand where it wants to. */
  refusal({ path, line, subject_type }: Record<string, unknown>): string | undefined {
    const file = this.files.find((entry) => entry.path === path);
    if (file === undefined) return 'pull_request_review_thread.path is invalid';
    if (subject_type === 'file') return undefined;
    return typeof line === 'number' && shownLines(file.patch).has(line) ? undefined : 'pull_request_review_thread.line must be part of the diff';
  }

  addThread(comment: Record<string, unknown>, account: Account): number {
    const number = this.next++;
    const line = comment['line'] as number | undefined;
    this.threads.push({ id: `PRRT_${number}`, isResolved: false, path: String(comment['path']), line, comment: { id: `PRRC_${number}`, body: String(comment['body']), account } });
    return number;
  }
}

type Handler = (state: State, call: Call, account: Account) => Reply;
const may = (account: Account, permission: Permission): boolean => account.writes.includes(permission);

const HANDLERS: Readonly<Record<string, Handler>> = {
  'get /repos/{owner}/{repo}/pulls/{pull_number}/files': (state, { query }) => {
    const [size, page] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)];
    return [200, state.files.slice((page - 1) * size, page * size).map((file) => fileBody(file, state.head))];
  },
  'post /repos/{owner}/{repo}/pulls/{pull_number}/reviews': (state, { body }, account) => {
    if (!may(account, 'pull-requests')) return NOT_ALLOWED;
    const comments = (body['comments'] ?? []) as Record<string, unknown>[];
    const refused = comments.map((comment) => state.refusal(comment)).find((text) => text !== undefined);
    if (refused !== undefined) return invalid(refused);
    for (const comment of comments) state.addThread(comment, account);
    state.reviews.push({ comments: comments.length, event: body['event'] });
    return [200, reviewBody(state.next++, state.head)];
  },
  'post /repos/{owner}/{repo}/pulls/{pull_number}/comments': (state, { body }, account) => {
    if (!may(account, 'pull-requests')) return NOT_ALLOWED;
    const refused = state.refusal(body);
    if (refused !== undefined) return invalid(refused);
    return [201, commentBody(state.addThread(body, account), body)];
  },
  'post /repos/{owner}/{repo}/check-runs': (state, { body }, account) => {
    if (!may(account, 'checks')) return NOT_ALLOWED;
    const output = body['output'] as { title: string; summary: string; annotations?: Record<string, unknown>[] };
    const run = { id: state.next++, name: String(body['name']), headSha: String(body['head_sha']), conclusion: String(body['conclusion']), title: output.title, summary: output.summary, annotations: [...(output.annotations ?? [])] };
    state.checkRuns.push(run);
    return [201, checkRunBody(run)];
  },
  'patch /repos/{owner}/{repo}/check-runs/{check_run_id}': (state, { path, body }, account) => {
    if (!may(account, 'checks')) return NOT_ALLOWED;
    const run = state.checkRuns.find(({ id }) => path.endsWith(`/${id}`));
    if (run === undefined) return NOT_FOUND;
    run.annotations.push(...((body['output'] as { annotations?: Record<string, unknown>[] }).annotations ?? []));
    return [200, checkRunBody(run)];
  },
  'post /repos/{owner}/{repo}/code-scanning/sarifs': (state, { body }, account) => {
    if (!may(account, 'security-events')) return NOT_ALLOWED;
    state.uploads.push({ ref: body['ref'], sha: body['commit_sha'], sarif: gunzipSync(Buffer.from(String(body['sarif']), 'base64')).toString('utf8') });
    return [202, { id: '47177e22-5596-11eb-80a1-c1e54ef945c6', url: 'https://api.github.test/x' }];
  },
};

function forbidden(): GraphQLError {
  return new GraphQLError('Resource not accessible by integration', { extensions: { type: 'FORBIDDEN' } });
}

/** Resolvers of the queries and mutations; `account` asks. */
function rootOf(state: State, account: Account): object {
  const nodeOf = ({ id, isResolved, comment }: Thread): object => ({
    id,
    isResolved,
    comments: { nodes: [{ ...comment, viewerDidAuthor: comment.account === account, author: { __typename: comment.account.kind, login: comment.account.login } }] },
  });
  const threadOf = (id: string): Thread => {
    const thread = state.threads.find((entry) => entry.id === id);
    if (thread === undefined) throw new GraphQLError('Could not resolve to a node', { extensions: { type: 'NOT_FOUND' } });
    return thread;
  };
  const turn = (isResolved: boolean) => ({ input }: { input: { threadId: string } }): object => {
    // As observed on GitHub: this one right of a review is asked for as if contents were written.
    if (!may(account, 'pull-requests') || !may(account, 'contents')) throw forbidden();
    const thread = threadOf(input.threadId);
    thread.isResolved = isResolved;
    return { thread: nodeOf(thread) };
  };
  return {
    viewer: { __typename: 'User', login: account.kind === 'Bot' ? `${account.login}[bot]` : account.login },
    repository: ({ owner, name }: { owner: string; name: string }) =>
      `${owner}/${name}` === REPOSITORY
        ? {
            pullRequest: ({ number }: { number: number }) =>
              number === 12
                ? {
                    reviewThreads: ({ first, after }: { first: number; after?: string | null }) => {
                      if (first > 100) throw new GraphQLError('Requesting more than 100 records', { extensions: { type: 'EXCESSIVE_PAGINATION' } });
                      const start = Number(after ?? 0);
                      const end = start + first;
                      return { pageInfo: { hasNextPage: end < state.threads.length, endCursor: String(Math.min(end, state.threads.length)) }, nodes: state.threads.slice(start, end).map(nodeOf) };
                    },
                  }
                : null,
          }
        : null,
    resolveReviewThread: turn(true),
    unresolveReviewThread: turn(false),
    updatePullRequestReviewComment: ({ input }: { input: { pullRequestReviewCommentId: string; body: string } }) => {
      if (!may(account, 'pull-requests')) throw forbidden();
      const thread = state.threads.find(({ comment }) => comment.id === input.pullRequestReviewCommentId);
      if (thread === undefined) throw new GraphQLError('Could not resolve to a node', { extensions: { type: 'NOT_FOUND' } });
      thread.comment.body = input.body;
      return { pullRequestReviewComment: { id: thread.comment.id } };
    },
  };
}

async function queryReply(state: State, { body }: Call, account: Account): Promise<Reply> {
  const result = await graphql({ schema, source: String(body['query']), rootValue: rootOf(state, account), variableValues: body['variables'] as Record<string, unknown> });
  const errors = result.errors?.map(({ message, path, extensions }) => ({ message, path, type: extensions['type'] }));
  return [200, { ...(result.data === undefined ? {} : { data: result.data }), ...(errors === undefined ? {} : { errors }) }];
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  const url = new URL(request.url ?? '/', 'http://github.test');
  return { method: request.method ?? '', path: decodeURIComponent(url.pathname), query: url.searchParams, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

function send(response: ServerResponse, [status, body, headers]: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body));
}

class Github implements GithubServer {
  readonly state = new State();
  readonly calls: Call[] = [];
  readonly complaints: string[] = [];
  readonly accounts = new Map<string, Account>();
  readonly server: Server;
  fault: GithubServer['fault'] = () => 'none';
  private paths = { rest: '', graphql: '/graphql' };

  constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  get apiUrl(): string {
    return `${this.url}${this.paths.rest}`;
  }
  get threads(): Thread[] {
    return this.state.threads;
  }
  get reviews(): GithubServer['reviews'] {
    return this.state.reviews;
  }
  get checkRuns(): CheckRun[] {
    return this.state.checkRuns;
  }
  get uploads(): GithubServer['uploads'] {
    return this.state.uploads;
  }

  moveToOwnServer(): void {
    this.paths = { rest: '/api/v3', graphql: '/api/graphql' };
  }

  push(repo: TestRepo, base: string, head: string): void {
    this.state.files = filesOf(repo, base, head);
    this.state.head = head;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private complain(text: string | undefined): void {
    if (text !== undefined) this.complaints.push(text);
  }

  private async reply(call: Call, account: Account | undefined): Promise<Reply> {
    if (account === undefined) return NOT_KNOWN;
    if (call.path === this.paths.graphql) {
      const reply = await queryReply(this.state, call, account);
      const errors = (reply[1] as { errors?: { type?: string; message: string }[] }).errors ?? [];
      // A query that the schema does not take has an error without a type.
      for (const { type, message } of errors) if (type === undefined) this.complain(message);
      return reply;
    }
    const { rest } = this.paths;
    const matched = call.path.startsWith(`${rest}/`) ? CONTRACT.operationOf(call.method, call.path.slice(rest.length)) : undefined;
    if (matched === undefined) {
      this.complain(`${call.method} ${call.path} is not documented`);
      return NOT_FOUND;
    }
    this.complain(CONTRACT.requestComplaint(matched, call.body));
    const reply = HANDLERS[`${matched.method} ${matched.path}`]?.(this.state, call, account) ?? NOT_FOUND;
    this.complain(CONTRACT.answerComplaint(matched, reply[0], reply[1]));
    return reply;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    this.calls.push(call);
    if (call.path !== this.paths.graphql && request.headers['x-github-api-version'] !== '2022-11-28') this.complain('no version of the API');
    const fault = this.fault(call);
    if (fault === 'cut-before') return void request.socket.destroy();
    if (fault !== 'none' && fault !== 'cut-after') return send(response, fault);
    const [, token = ''] = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const reply = await this.reply(call, this.accounts.get(token));
    if (fault === 'cut-after') return void request.socket.destroy();
    send(response, reply);
  }
}

/** Starts a server on this machine that keeps what it is told, and checks every exchange against GitHub's description. */
export async function serveGithub(): Promise<GithubServer> {
  const github = new Github();
  await new Promise<void>((done) => github.server.listen(0, '127.0.0.1', done));
  return github;
}
