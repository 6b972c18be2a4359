import type { Api } from './api.ts';
import { readMarker } from './marker.ts';
import { readThreads, type CommentNode, type ThreadsPage } from './schema.ts';
import type { OwnThread, PullPlace } from './thread-desk.ts';

const THREADS = `query threads($owner: String!, $repo: String!, $number: Int!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { id isResolved comments(first: 1) { nodes { id body viewerDidAuthor author { __typename login } } } }
      }
    }
  }
}`;

const UPDATE = `mutation update($id: ID!, $body: String!) {
  updatePullRequestReviewComment(input: { pullRequestReviewCommentId: $id, body: $body }) { pullRequestReviewComment { id } }
}`;
const RESOLVE = 'mutation resolve($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { id } } }';
const UNRESOLVE = 'mutation unresolve($id: ID!) { unresolveReviewThread(input: { threadId: $id }) { thread { id } } }';

/** A pull request with more threads than this is read up to here. */
const MAX_PAGES = 20;

/**
 * Only the account that asks now counts: else a stranger could write our marker, and keep a finding from being told.
 * An app is `name[bot]` as a viewer and `name` as an author, of type Bot.
 */
function isOwn({ viewerDidAuthor, author }: CommentNode, viewer: string): boolean {
  if (viewerDidAuthor) return true;
  if (author === null) return false;
  return author.__typename === 'Bot' ? `${author.login}[bot]` === viewer : author.login === viewer;
}

function ownThreads({ viewer, repository }: ThreadsPage): OwnThread[] {
  return (repository?.pullRequest?.reviewThreads.nodes ?? []).flatMap((thread) => {
    const comment = thread?.comments.nodes?.[0];
    if (!thread || !comment || !isOwn(comment, viewer.login)) return [];
    const marker = readMarker(comment.body);
    return marker === undefined ? [] : [{ id: thread.id, isResolved: thread.isResolved, commentId: comment.id, body: comment.body, marker }];
  });
}

/** Threads of earlier runs, oldest first; one request for each hundred threads of the pull request. */
export async function listThreads(api: Api, place: PullPlace): Promise<OwnThread[]> {
  const own: OwnThread[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer: ThreadsPage = readThreads(await api.query(THREADS, { ...place, after }));
    own.push(...ownThreads(answer));
    const info = answer.repository?.pullRequest?.reviewThreads.pageInfo;
    if (info?.hasNextPage !== true || info.endCursor === null) break;
    after = info.endCursor;
  }
  return own;
}

export async function updateComment(api: Api, { commentId }: OwnThread, body: string): Promise<void> {
  await api.mutate(UPDATE, { id: commentId, body });
}

/** Needs `contents: write` beside `pull-requests: write`: GitHub asks for it, though no content is written. */
export async function resolveThread(api: Api, { id }: OwnThread): Promise<void> {
  await api.mutate(RESOLVE, { id });
}

export async function unresolveThread(api: Api, { id }: OwnThread): Promise<void> {
  await api.mutate(UNRESOLVE, { id });
}
