import { z } from 'zod';
import type { StanchError } from '#core/errors.ts';
import { IncompleteError } from '#core/errors.ts';

/** A page of review threads of a pull request, as the query in `threads.ts` asks for it. */
export interface ThreadsPage {
  readonly viewer: { readonly login: string };
  readonly repository: {
    readonly pullRequest: {
      readonly reviewThreads: {
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
        readonly nodes: readonly (ThreadNode | null)[] | null;
      };
    } | null;
  } | null;
}

/** A thread, and the comment that began it. */
export interface ThreadNode {
  readonly id: string;
  readonly isResolved: boolean;
  readonly comments: { readonly nodes: readonly (CommentNode | null)[] | null };
}

export interface CommentNode {
  readonly id: string;
  readonly body: string;
  readonly viewerDidAuthor: boolean;
  /** Null when the account is gone. */
  readonly author: { readonly __typename: string; readonly login: string } | null;
}

/** A file of a pull request; `patch` is absent where it is too large, or binary. */
export interface ChangedFile {
  readonly filename: string;
  readonly status: string;
  readonly patch?: string | undefined;
}

/** A review of Gitea, as far as it is read. */
export interface GiteaReview {
  readonly id: number;
  readonly user?: { readonly login: string } | null | undefined;
  readonly comments_count: number;
}

export interface GiteaComment {
  readonly id: number;
  readonly body: string;
  /** Who has resolved it; null where nobody has. */
  readonly resolver?: unknown;
}

/** Lists of GitHub's schema may be null, and so may each of their items: what one may not see is left out so. */
function listOf<Item>(item: z.ZodType<Item>): z.ZodType<readonly (Item | null)[] | null> {
  return z.array(item.nullable()).nullable();
}

const comment: z.ZodType<CommentNode> = z.object({ id: z.string(), body: z.string(), viewerDidAuthor: z.boolean(), author: z.object({ __typename: z.string(), login: z.string() }).nullable() });
const thread: z.ZodType<ThreadNode> = z.object({ id: z.string(), isResolved: z.boolean(), comments: z.object({ nodes: listOf(comment) }) });

const threads: z.ZodType<ThreadsPage> = z.object({
  viewer: z.object({ login: z.string() }),
  repository: z
    .object({ pullRequest: z.object({ reviewThreads: z.object({ pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }), nodes: listOf(thread) }) }).nullable() })
    .nullable(),
});

const files: z.ZodType<readonly ChangedFile[]> = z.array(z.object({ filename: z.string(), status: z.string(), patch: z.string().optional() }));
const created: z.ZodType<{ readonly id: number }> = z.object({ id: z.number().int() });
const upload: z.ZodType<{ readonly id: string }> = z.object({ id: z.string().max(200) });

const account: z.ZodType<{ readonly login: string }> = z.object({ login: z.string() });
const giteaReviews: z.ZodType<readonly GiteaReview[]> = z.array(z.object({ id: z.number().int(), user: z.object({ login: z.string() }).nullish(), comments_count: z.number().int() }));
const giteaComments: z.ZodType<readonly GiteaComment[]> = z.array(z.object({ id: z.number().int(), body: z.string(), resolver: z.unknown().optional() }));

function strange(what: string): StanchError {
  return new IncompleteError(`GitHub answered with something that is no ${what}`);
}

function checked<Value>(schema: z.ZodType<Value>, raw: unknown, what: string): Value {
  const result = schema.safeParse(raw);
  if (!result.success) throw strange(what);
  return result.data;
}

/** @throws IncompleteError for an answer of another shape, as a proxy or a page for people in its place would be */
export function readThreads(raw: unknown): ThreadsPage {
  return checked(threads, raw, 'page of review threads');
}

/** @throws IncompleteError */
export function readFiles(raw: unknown): readonly ChangedFile[] {
  return checked(files, raw, 'list of changed files');
}

/** Number of what was made. @throws IncompleteError */
export function readCreated(raw: unknown): number {
  return checked(created, raw, 'thing that was made').id;
}

/** @throws IncompleteError */
export function readUpload(raw: unknown): string {
  return checked(upload, raw, 'receipt of an upload').id;
}

/** Name of the account that asks. @throws IncompleteError */
export function readLogin(raw: unknown): string {
  return checked(account, raw, 'account').login;
}

/** @throws IncompleteError */
export function readGiteaReviews(raw: unknown): readonly GiteaReview[] {
  return checked(giteaReviews, raw, 'list of reviews');
}

/** @throws IncompleteError */
export function readGiteaComments(raw: unknown): readonly GiteaComment[] {
  return checked(giteaComments, raw, 'list of comments');
}
