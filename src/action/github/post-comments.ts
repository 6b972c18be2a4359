import type { Api } from './api.ts';
import { apiFailure } from './api-failure.ts';
import type { CommentPlace } from './comment-places.ts';
import { readCreated } from './schema.ts';
import type { PullPlace } from './thread-desk.ts';

/** A comment that begins a thread. */
export interface NewComment {
  readonly place: CommentPlace;
  readonly body: string;
}

interface Post {
  readonly api: Api;
  readonly pull: PullPlace;
  /** The commit that the lines are of. */
  readonly head: string;
  readonly token: string;
}

const REVIEW = 'POST /repos/{owner}/{repo}/pulls/{number}/reviews';
const COMMENT = 'POST /repos/{owner}/{repo}/pulls/{number}/comments';
/** Comments that are sent one by one; each makes GitHub send mails, so there is a pause of seconds between them. */
const MAX_SINGLE = 10;

async function postReview({ api, pull, head }: Post, comments: readonly NewComment[]): Promise<void> {
  const parts = comments.map(({ place, body }) => ({ path: place.path, line: place.line, side: 'RIGHT', body }));
  readCreated(await api.write(REVIEW, { ...pull, commit_id: head, event: 'COMMENT', comments: parts }));
}

async function postSingle({ api, pull, head }: Post, { place, body }: NewComment): Promise<void> {
  const where = place.line === undefined ? { subject_type: 'file' } : { line: place.line, side: 'RIGHT' };
  readCreated(await api.write(COMMENT, { ...pull, commit_id: head, path: place.path, body, ...where }));
}

/** On its line; on its file where GitHub knows the line no more. @returns false where it takes neither */
async function postSomewhere(post: Post, comment: NewComment): Promise<boolean> {
  const places = comment.place.line === undefined ? [comment] : [comment, { ...comment, place: { ...comment.place, line: undefined } }];
  for (const candidate of places) {
    try {
      await postSingle(post, candidate);
      return true;
    } catch (error) {
      if (apiFailure(error, post.token).kind !== 'invalid') throw error;
    }
  }
  return false;
}

/** One review for all comments on lines. GitHub takes it whole or not at all. @returns those that are left to send */
async function postLines(post: Post, comments: readonly NewComment[]): Promise<readonly NewComment[]> {
  const lines = comments.filter(({ place }) => place.line !== undefined);
  if (lines.length === 0) return comments;
  try {
    await postReview(post, lines);
    return comments.filter(({ place }) => place.line === undefined);
  } catch (error) {
    if (apiFailure(error, post.token).kind !== 'invalid') throw error;
    return comments;
  }
}

/** Begins a thread for each comment. @returns how many came to stand; @throws what the client throws, unless GitHub did not take a place */
export async function postComments(post: Post, comments: readonly NewComment[]): Promise<number> {
  const rest = await postLines(post, comments);
  let posted = comments.length - rest.length;
  for (const comment of rest.slice(0, MAX_SINGLE)) if (await postSomewhere(post, comment)) posted += 1;
  return posted;
}
