import type { Finding } from '#core/finding.ts';
import { isOnlyInHistory, type RunResult } from '../result.ts';
import type { Api } from './api.ts';
import { commentText } from './comment-text.ts';
import { readMarker } from './marker.ts';
import { readCreated, readGiteaComments, readGiteaReviews, readLogin, type GiteaReview } from './schema.ts';
import type { OwnThread, PullPlace, ThreadDesk } from './thread-desk.ts';

/* Gitea and Forgejo, REST API v1 as their own description has it: a thread is a comment of a review. */
const PULL = '/repos/{owner}/{repo}/pulls';
const REVIEWS = `${PULL}/{number}/reviews`;
const PER_PAGE = 50;
const MAX_PAGES = 20;

type Json = Readonly<Record<string, unknown>>;

async function ownReviews(api: Api, pull: PullPlace): Promise<GiteaReview[]> {
  const login = readLogin(await api.read('GET /user', {}));
  const own: GiteaReview[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const reviews = readGiteaReviews(await api.read(`GET ${REVIEWS}`, { ...pull, limit: PER_PAGE, page }));
    own.push(...reviews.filter(({ user, comments_count: count }) => user?.login === login && count > 0));
    if (reviews.length < PER_PAGE) break;
  }
  return own;
}

/** One request for the account, one for each fifty reviews, one for each review of ours. */
async function listThreads(api: Api, pull: PullPlace): Promise<OwnThread[]> {
  const threads: OwnThread[] = [];
  for (const { id: review } of await ownReviews(api, pull)) {
    const comments = readGiteaComments(await api.read(`GET ${REVIEWS}/{review}/comments`, { ...pull, review }));
    for (const { id, body, resolver } of comments) {
      const marker = readMarker(body);
      if (marker !== undefined) threads.push({ id: String(id), commentId: String(id), isResolved: (resolver ?? null) !== null, body, marker });
    }
  }
  return threads;
}

/** A comment on the line that the key stands on in the head; none for a key that came and went. */
function commentsOf(result: RunResult, fresh: readonly Finding[]): Json[] {
  return fresh.flatMap((finding) => {
    const place = result.standing?.get(finding.id)?.find(({ path }) => path !== '');
    return place === undefined || isOnlyInHistory(result, finding) ? [] : [{ path: place.path, new_position: place.start.line, old_position: 0, body: commentText(result, finding) }];
  });
}

/** Threads of a pull request on Gitea or Forgejo; closing needs Gitea 1.26. */
export function openGiteaDesk(api: Api, pull: PullPlace, head: string): ThreadDesk {
  const turn = async (thread: OwnThread, act: string): Promise<void> => {
    await api.write(`POST ${PULL}/comments/{id}/${act}`, { ...pull, id: thread.commentId });
  };
  return {
    list: () => listThreads(api, pull),
    begin: async (result, fresh) => {
      const comments = commentsOf(result, fresh);
      if (comments.length > 0) readCreated(await api.write(`POST ${REVIEWS}`, { ...pull, event: 'COMMENT', commit_id: head, body: '', comments }));
      return comments.length;
    },
    rewrite: async ({ commentId }, body) => {
      await api.write('PATCH /repos/{owner}/{repo}/issues/comments/{id}', { ...pull, id: commentId, body });
    },
    resolve: (thread) => turn(thread, 'resolve'),
    unresolve: (thread) => turn(thread, 'unresolve'),
  };
}
