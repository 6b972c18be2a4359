/** Answers in the shapes that GitHub's description asks for; only what a client of ours could read is alive in them. */
const WEB = 'https://github.test/acme/shop';
const API = 'https://api.github.test/repos/acme/shop';
const WHEN = '2026-01-02T03:04:05Z';

type Body = Readonly<Record<string, unknown>>;

export function fileBody({ path, status, patch }: { readonly path: string; readonly status: string; readonly patch: string | undefined }, head: string): Body {
  const url = (kind: string): string => `${WEB}/${kind}/${head}/${path.split('/').map(encodeURIComponent).join('/')}`;
  return { sha: null, filename: path, status, additions: 1, deletions: 0, changes: 1, blob_url: url('blob'), raw_url: url('raw'), contents_url: url('contents'), ...(patch === undefined ? {} : { patch }) };
}

export function reviewBody(id: number, commit: string): Body {
  const html = `${WEB}/pull/12#pullrequestreview-${id}`;
  const pull = `${API}/pulls/12`;
  return { id, node_id: `PRR_${id}`, user: null, body: '', state: 'COMMENTED', commit_id: commit, html_url: html, pull_request_url: pull, _links: { html: { href: html }, pull_request: { href: pull } }, author_association: 'NONE' };
}

export function commentBody(id: number, sent: Body): Body {
  const self = `${API}/pulls/comments/${id}`;
  const html = `${WEB}/pull/12#discussion_r${id}`;
  const pull = `${API}/pulls/12`;
  const links = { self: { href: self }, html: { href: html }, pull_request: { href: pull } };
  const commit = sent['commit_id'];
  return { id, node_id: `PRRC_${id}`, url: self, html_url: html, pull_request_url: pull, pull_request_review_id: null, diff_hunk: '', path: sent['path'], body: sent['body'], commit_id: commit, original_commit_id: commit, user: null, created_at: WHEN, updated_at: WHEN, author_association: 'NONE', _links: links };
}

interface CheckRunFacts {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  readonly conclusion: string;
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly unknown[];
}

export function checkRunBody({ id, name, headSha, conclusion, title, summary, annotations }: CheckRunFacts): Body {
  const output = { title, summary, text: null, annotations_count: annotations.length, annotations_url: `${API}/check-runs/${id}/annotations` };
  return { id, node_id: `CR_${id}`, name, head_sha: headSha, url: `${API}/check-runs/${id}`, html_url: null, details_url: null, status: 'completed', conclusion, started_at: WHEN, completed_at: WHEN, external_id: null, check_suite: null, output, app: null, pull_requests: [] };
}
