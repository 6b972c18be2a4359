import { IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { isFields, jsonOf, type Fields } from '#http/answer.ts';
import type { HttpResponse } from '#http/http.ts';
import { pathOf, type Api } from './api.ts';
import { GITEA_KEYS, GITEA_URLS, openGitea } from './gitea.ts';
import { GITHUB_KEYS, GITHUB_URLS, openGitHub } from './github/secret-sink.ts';
import { GITLAB_KEYS, GITLAB_URLS, openGitLab } from './gitlab.ts';
import type { SinkWorld } from './sink-kind.ts';

/** Comments under one pull or merge request. */
export interface RequestComments {
  /** Where that is, in words. */
  readonly words: string;
  /**
   * Writes a comment, or brings the one that holds the mark up to date.
   * @param mark a line of it that nobody could have guessed before it stood there
   * @throws IncompleteError unless the service says that the text stands there
   */
  put(text: string, mark: string): Promise<'written' | 'brought up to date'>;
}

/** How one service keeps comments. */
interface CommentKind {
  readonly id: string;
  readonly grammar: string;
  readonly keys: readonly string[];
  readonly urls: readonly string[];
  readonly right: string;
  /** Rows of one page; one page is all where there are no pages. */
  readonly pageSize?: number;
  readonly change: 'PATCH' | 'PUT';
  readonly open: (world: SinkWorld) => Api;
  readonly paths: (place: string, number: string) => { readonly list: string; readonly item: (id: number) => string };
}

const MOST_PAGES = 100;
/** Characters that all of the services take. */
const MOST_TEXT = 60_000;

function issuePaths(root: string): CommentKind['paths'] {
  return (place, number) => {
    const parts = place.split('/');
    if (parts.length !== 2) throw new UsageError('OWNER/REPO#NUMBER is expected');
    const issues = `${root}/repos/${pathOf(parts)}/issues`;
    return { list: `${issues}/${number}/comments`, item: (id) => `${issues}/comments/${id}` };
  };
}

/** Where the operator may be told: https://docs.github.com/rest/issues/comments, https://docs.gitlab.com/api/notes, and `/swagger.v1.json` of a Gitea. */
export const COMMENT_KINDS: readonly CommentKind[] = [
  { id: 'github', grammar: 'OWNER/REPO#NUMBER', keys: GITHUB_KEYS, urls: GITHUB_URLS, right: 'pull requests: write', pageSize: 100, change: 'PATCH', open: openGitHub, paths: issuePaths('') },
  { id: 'gitea', grammar: 'OWNER/REPO#NUMBER', keys: GITEA_KEYS, urls: GITEA_URLS, right: 'write:issue', change: 'PATCH', open: openGitea, paths: issuePaths('/api/v1') },
  {
    id: 'gitlab',
    grammar: 'GROUP/PROJECT#NUMBER',
    keys: GITLAB_KEYS,
    urls: GITLAB_URLS,
    right: 'the scope api',
    pageSize: 100,
    change: 'PUT',
    open: openGitLab,
    paths: (place, number) => {
      pathOf(place.split('/'));
      const list = `/api/v4/projects/${encodeURIComponent(place)}/merge_requests/${number}/notes`;
      return { list, item: (id) => `${list}/${id}` };
    },
  },
];

function hintOf(status: number, { right }: CommentKind): string {
  if (status === 401) return 'your key is not accepted';
  if (status === 403) return `your key lacks the right to do this: ${right}`;
  return status === 404 ? 'there is no such pull request, or your key may not see it' : 'the same command tries again';
}

/** A comment as far as it is needed. */
interface Row extends Fields {
  readonly id: number;
}

const isRow = (value: unknown): value is Row => isFields(value) && typeof value['id'] === 'number';

/** @throws IncompleteError unless the status is expected and the body is what the service would send */
function checked(response: HttpResponse, statuses: readonly number[], kind: CommentKind): unknown {
  if (!statuses.includes(response.status)) throw new IncompleteError(`comment: ${kind.id} answered ${response.status}`, hintOf(response.status, kind));
  return jsonOf(response);
}

async function find(api: Api, kind: CommentKind, place: { readonly list: string; readonly mark: string }): Promise<number | undefined> {
  const size = kind.pageSize;
  for (let page = 1; page <= MOST_PAGES; page++) {
    const rows = checked(await api.ask('GET', size === undefined ? place.list : `${place.list}?per_page=${size}&page=${page}`), [200], kind);
    if (!Array.isArray(rows) || !rows.every(isRow)) throw new IncompleteError(`comment: that is no answer of ${api.title}`, 'something stands between; nothing was written');
    // The first: whoever copies the mark comes later.
    const found = rows.find(({ body }) => typeof body === 'string' && body.includes(place.mark));
    if (found !== undefined) return found.id;
    if (size === undefined || rows.length < size) return undefined;
  }
  throw new IncompleteError('comment: the pull request has too many comments to look through');
}

/**
 * Opens the comments of a request.
 * @param target `github:OWNER/REPO#NUMBER`, `gitea:…` or `gitlab:…`
 * @throws UsageError for a target that is none, or where a key of the operator is missing
 */
export function openRequestComments(target: string, world: SinkWorld): RequestComments {
  const [, id = '', place = '', number = ''] = /^([a-z]+):([\w./-]+)#(\d{1,9})$/.exec(target) ?? [];
  const kind = COMMENT_KINDS.find((known) => known.id === id);
  if (kind === undefined) throw new UsageError(`${printable(target)} is no pull or merge request`, `these are known: ${COMMENT_KINDS.map((known) => `${known.id}:${known.grammar}`).join(', ')}`);
  const { list, item } = kind.paths(place, number);
  const api = kind.open(world);
  return {
    words: `${place}#${number} (${api.base})`,
    async put(text, mark) {
      const body = `${text}\n${mark}\n`;
      if (body.length > MOST_TEXT) throw new UsageError('the text is too long for a comment');
      const known = await find(api, kind, { list, mark });
      const response = known === undefined ? await api.ask('POST', list, { body: { body } }) : await api.ask(kind.change, item(known), { body: { body } });
      const row = checked(response, [200, 201], kind);
      if (!isRow(row) || typeof row['body'] !== 'string' || !row['body'].includes(mark)) throw new IncompleteError(`comment: ${api.title} does not say that it stands there`, 'look at the page, then do it again');
      return known === undefined ? 'written' : 'brought up to date';
    },
  };
}
