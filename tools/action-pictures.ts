import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { marked } from 'marked';
import { serveGithub } from '../test/action/github-server.ts';
import { pullRequest, startAction } from '../test/action/runner.ts';
import { base62, githubToken } from '../test/helpers/keys.ts';
import { makeRepo } from '../test/helpers/repo.ts';

/**
 * Draws docs/action-summary.png and docs/action-comment.png from a real run of the bundle against the test server:
 * `npx tsx tools/action-pictures.ts`, after `npm run build:action`. Needs chromium (Debian: `apt-get install chromium
 * fonts-noto-color-emoji`), or the browser that CHROMIUM names.
 */
const BROWSER = process.env['CHROMIUM'] ?? 'chromium';
const WIDTH = 900;

const STYLE = `
body { margin: 0; padding: 20px; width: ${WIDTH - 40}px; background: #fff; color: #1f2328; font: 14px/1.5 "Liberation Sans", "Noto Color Emoji", sans-serif; }
h2 { font-size: 21px; margin: 0 0 14px; padding-bottom: 6px; border-bottom: 1px solid #d1d9e0; }
a { color: #0969da; text-decoration: none; }
code { font: 12px "Liberation Mono", monospace; background: #eff1f3; padding: 2px 5px; border-radius: 5px; }
table { border-collapse: collapse; margin: 12px 0; }
th, td { border: 1px solid #d1d9e0; padding: 6px 11px; text-align: left; }
sub { font-size: 11.5px; vertical-align: baseline; color: #59636e; }
.box { border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden; }
.head { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; padding: 8px 14px; font-size: 13px; }
.line { font: 12px/20px "Liberation Mono", monospace; white-space: pre; padding-left: 60px; text-indent: -44px; }
.added { background: #dafbe1; }
.comment { border-top: 1px solid #d1d9e0; padding: 12px 18px; }
.name { font-weight: bold; } .bot { border: 1px solid #d1d9e0; border-radius: 9px; padding: 0 6px; font-size: 11px; color: #59636e; font-weight: normal; }
`;

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function chromium(folder: string, ...args: string[]): string {
  return execFileSync(BROWSER, ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${join(folder, 'profile')}`, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** A page as a picture, as high as what is on it. */
function draw(body: string, target: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-picture-'));
  try {
    const page = join(folder, 'page.html');
    writeFileSync(page, `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><body>${body}<script>document.title = String(document.body.offsetHeight)</script>`);
    const height = Number(/<title>(\d+)<\/title>/.exec(chromium(folder, '--dump-dom', `--window-size=${WIDTH},400`, `file://${page}`))?.[1] ?? 0);
    if (height === 0) throw new Error('the browser tells no height');
    chromium(folder, `--screenshot=${target}`, `--window-size=${WIDTH},${height}`, `file://${page}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines of a patch around the commented one, as the review shows them. */
function patchHtml(lines: readonly string[], last: number): string {
  return lines
    .slice(0, last + 1)
    .slice(-4)
    .map((line) => `<div class="line ${line.startsWith('+') ? 'added' : ''}">${escapeHtml(line)}</div>`)
    .join('');
}

const github = await serveGithub();
const repo = makeRepo();
try {
  const token = 'token-of-the-job';
  github.accounts.set(token, { login: 'github-actions', kind: 'Bot', writes: ['pull-requests'] });
  const base = repo.commitFile('src/shop.ts', 'export const open = true;\n', 'Open the shop');
  repo.git('checkout', '-q', '-b', 'topic');
  const key = githubToken('picture');
  repo.commitFile('deploy.sh', `#!/bin/sh\nset -eu\nexport GITHUB_TOKEN=${key}\n./release\n`, 'Release by hand');
  repo.commitFile('src/pay.ts', `const key = '${['sk', '_live_'].join('')}${base62('picture', 24)}';\n`, 'Take money');
  const head = repo.commitFile('src/pay.ts', "const key = process.env['PAY_KEY'];\n", 'Take the key from the environment');
  github.push(repo, base, head);
  const run = await startAction(repo, { event: 'pull_request', payload: pullRequest(base, head), inputs: { token }, env: { GITHUB_API_URL: github.url } });
  const [thread] = github.threads;
  if (run.code !== 1 || thread?.line === undefined) throw new Error(`the run is not what is to be shown:\n${run.log}`);
  draw(marked.parse(run.summary), 'docs/action-summary.png');
  // A review shows the line as it is; the picture, even of a key that opens nothing, does not.
  const added = repo.git('show', `HEAD:${thread.path}`).replace(key, '█'.repeat(key.length)).split('\n').map((line) => `+ ${line}`);
  const comment = `<p><span class="name">github-actions</span> <span class="bot">bot</span></p>${marked.parse(thread.comment.body)}`;
  draw(`<div class="box"><div class="head"><code>${escapeHtml(thread.path)}</code></div>${patchHtml(added, thread.line - 1)}<div class="comment">${comment}</div></div>`, 'docs/action-comment.png');
} finally {
  await github.close();
  repo.cleanup();
}
