// Cuts GitHub's own descriptions of its API down to what the Action asks for, and writes them to test/action/contract/;
// what sinks ask for goes to test/sinks/contract/, what providers ask for to test/providers/contract/. The test servers check every exchange against them. Both descriptions are MIT; their notices are kept beside them.
// Run it when the Action or a sink begins to use another operation: node tools/trim-github-api.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kind, parse, print, visit } from 'graphql';

const OPENAPI = '@octokit/openapi@23.0.2';
const GRAPHQL = '@octokit/graphql-schema@15.26.1';
const folderOf = (room) => resolve(fileURLToPath(import.meta.url), `../../test/${room}/contract`);

const OPERATIONS = {
  '/repos/{owner}/{repo}/pulls/{pull_number}/files': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/comments': ['post'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/reviews': ['post'],
  '/repos/{owner}/{repo}/check-runs': ['post'],
  '/repos/{owner}/{repo}/check-runs/{check_run_id}': ['patch'],
  '/repos/{owner}/{repo}/code-scanning/sarifs': ['post'],
};
/** Secrets of one place: its public key, and what is known of one secret. */
const secretsAt = (root, extra = {}) => ({ [`${root}/secrets/public-key`]: ['get'], [`${root}/secrets/{secret_name}`]: ['get', 'put'], ...extra });
const SECRETS = {
  ...secretsAt('/repos/{owner}/{repo}/actions'),
  ...secretsAt('/repos/{owner}/{repo}/dependabot'),
  ...secretsAt('/repos/{owner}/{repo}/codespaces'),
  ...secretsAt('/repos/{owner}/{repo}/environments/{environment_name}'),
  ...secretsAt('/orgs/{org}/actions', { '/orgs/{org}/actions/secrets/{secret_name}/repositories': ['get'] }),
  ...secretsAt('/orgs/{org}/dependabot', { '/orgs/{org}/dependabot/secrets/{secret_name}/repositories': ['get'] }),
};
/** A job that reads a secret. */
const JOBS = {
  '/repos/{owner}/{repo}': ['get'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}': ['get'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': ['post'],
  '/repos/{owner}/{repo}/actions/runs': ['get'],
};
/** Tokens that end themselves, deploy keys. */
const TOKENS = {
  '/user': ['get'],
  '/installation/repositories': ['get'],
  '/installation/token': ['delete'],
  '/credentials/revoke': ['post'],
  '/applications/{client_id}/token': ['delete'],
  '/repos/{owner}/{repo}': ['get'],
  '/repos/{owner}/{repo}/keys': ['get', 'post'],
  '/repos/{owner}/{repo}/keys/{key_id}': ['delete'],
};
/** Fields that are kept of each type of the GraphQL schema, and their arguments. */
const FIELDS = {
  Query: { viewer: [], repository: ['owner', 'name'] },
  User: { login: [] },
  Bot: { login: [] },
  Actor: { login: [] },
  Repository: { pullRequest: ['number'] },
  PullRequest: { reviewThreads: ['first', 'after'] },
  PullRequestReviewThreadConnection: { pageInfo: [], nodes: [] },
  PageInfo: { hasNextPage: [], endCursor: [] },
  PullRequestReviewThread: { id: [], isResolved: [], comments: ['first'] },
  PullRequestReviewCommentConnection: { nodes: [] },
  PullRequestReviewComment: { id: [], body: [], viewerDidAuthor: [], author: [] },
  Mutation: { updatePullRequestReviewComment: ['input'], resolveReviewThread: ['input'], unresolveReviewThread: ['input'] },
  UpdatePullRequestReviewCommentInput: { pullRequestReviewCommentId: [], body: [], clientMutationId: [] },
  UpdatePullRequestReviewCommentPayload: { pullRequestReviewComment: [] },
  ResolveReviewThreadInput: { threadId: [], clientMutationId: [] },
  ResolveReviewThreadPayload: { thread: [] },
  UnresolveReviewThreadInput: { threadId: [], clientMutationId: [] },
  UnresolveReviewThreadPayload: { thread: [] },
};

function unpack(spec, folder, files) {
  mkdirSync(folder);
  const [name] = JSON.parse(execFileSync('npm', ['pack', '--json', '--silent', spec], { cwd: folder, encoding: 'utf8' }));
  execFileSync('tar', ['xzf', name.filename, ...files.map((file) => `package/${file}`)], { cwd: folder });
  return (file) => readFileSync(join(folder, 'package', file), 'utf8');
}

/** Without prose: what a machine checks by is all that is left. */
function bare(value) {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const prose = (key, part) => key === 'examples' || key === 'example' || key === 'externalDocs' || key.startsWith('x-') || (key === 'description' && typeof part === 'string');
  return Object.fromEntries(Object.entries(value).filter(([key, part]) => !prose(key, part)).map(([key, part]) => [key, bare(part)]));
}

function refsIn(value, found) {
  if (typeof value !== 'object' || value === null) return;
  if (typeof value.$ref === 'string') found.add(value.$ref);
  for (const part of Object.values(value)) refsIn(part, found);
}

function trimRest(document, operations) {
  const paths = Object.fromEntries(Object.entries(operations).map(([path, methods]) => [path, Object.fromEntries(methods.map((method) => [method, bare(document.paths[path][method])]))]));
  const components = {};
  const queue = new Set();
  refsIn(paths, queue);
  // A set that grows while it is walked is walked to its end.
  for (const ref of queue) {
    const [, , room, name] = ref.split('/');
    components[room] ??= {};
    components[room][name] = bare(document.components[room][name]);
    refsIn(components[room][name], queue);
  }
  return { openapi: document.openapi, info: document.info, paths, components };
}

function trimGraphql(text) {
  const kept = new Set(Object.keys(FIELDS));
  const document = parse(text);
  const definitions = document.definitions
    .filter((definition) => kept.has(definition.name?.value) || (definition.kind === Kind.SCALAR_TYPE_DEFINITION && definition.name.value === 'ID'))
    .map((definition) => {
      const fields = FIELDS[definition.name.value];
      const own = definition.fields.filter((field) => field.name.value in fields).map((field) => ({ ...field, ...(field.arguments === undefined ? {} : { arguments: field.arguments.filter((argument) => fields[field.name.value].includes(argument.name.value)) }) }));
      const missing = Object.keys(fields).filter((name) => !own.some((field) => field.name.value === name));
      if (missing.length > 0) throw new Error(`${definition.name.value} has no ${missing.join(', ')}`);
      return { ...definition, fields: own, ...(definition.interfaces === undefined ? {} : { interfaces: definition.interfaces.filter((part) => kept.has(part.name.value)) }), directives: [] };
    });
  const withoutProse = visit({ ...document, definitions }, { enter: (node) => ('description' in node || 'directives' in node ? { ...node, ...('description' in node ? { description: undefined } : {}), directives: [] } : undefined) });
  return `${print(withoutProse)}\n`;
}

const jsonText = (value) => `${JSON.stringify(value, undefined, 1)}\n`;

function write(room, files) {
  mkdirSync(folderOf(room), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folderOf(room), name), text);
    console.log(`${room}/${name} ${text.length} bytes`);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'stanch-github-api-'));
try {
  const rest = unpack(OPENAPI, join(folder, 'rest'), ['LICENSE', 'generated/api.github.com.json']);
  const graph = unpack(GRAPHQL, join(folder, 'graph'), ['LICENSE.md', 'schema.graphql']);
  const document = JSON.parse(rest('generated/api.github.com.json'));
  const notice = (parts) => `# Descriptions of GitHub's API, cut to size\n\nMade by \`tools/trim-github-api.mjs\`; not part of what is published.\n\n${parts.map(([name, text]) => `## ${name}\n\n${text.trim()}\n`).join('\n')}`;
  const restNotice = [`rest.json, from ${OPENAPI}`, rest('LICENSE')];
  write('action', { 'rest.json': jsonText(trimRest(document, OPERATIONS)), 'schema.graphql': trimGraphql(graph('schema.graphql')), 'NOTICE.md': notice([restNotice, [`schema.graphql, from ${GRAPHQL}`, graph('LICENSE.md')]]) });
  write('providers', { 'github.json': jsonText(trimRest(document, TOKENS)), 'NOTICE-github.md': notice([[`github.json, from ${OPENAPI}`, rest('LICENSE')]]) });
  write('sinks', { 'rest.json': jsonText(trimRest(document, { ...SECRETS, ...JOBS })), 'NOTICE.md': notice([restNotice]) });
} finally {
  rmSync(folder, { recursive: true });
}
