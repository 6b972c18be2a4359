import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryAdvice } from '#app/lifecycle/history-advice.ts';
import { base62 } from '../helpers/keys.ts';
import { testEnvironment } from '../helpers/repo.ts';
import { makeRespondStage, neuroaiKey, type RespondStage } from '../helpers/respond-stage.ts';

let stage: RespondStage;
const key = neuroaiKey(70);
const messageKey = neuroaiKey(71);

async function advice(args: readonly string[] = []): Promise<HistoryAdvice> {
  const { code, out, err } = await stage.run(['history-advice', '--json', ...args]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as HistoryAdvice;
}

beforeEach(async () => {
  stage = await makeRespondStage();
});

afterEach(() => stage.cleanup());

/** A clone with a remote, a tag, a fetched pull request, and a key in two commits of the file and in a message. */
function makeHistory(): { bare: string } {
  const { repo } = stage;
  const bare = join(dirname(repo.dir), `${repo.dir.split('/').at(-1) ?? ''}-remote.git`);
  repo.commitFile('README.md', 'hello\n');
  repo.commitFile('it’s "app"/.env', `A=1\nKEY=${key}\n`);
  repo.commitFile('it’s "app"/.env', `A=2\nKEY=${key}\n`);
  repo.git('tag', 'v1');
  repo.commitFile('b.txt', 'b\n', `oops ${messageKey}`);
  repo.git('update-ref', 'refs/pull/7/head', 'HEAD');
  repo.git('init', '-q', '--bare', '-b', 'main', bare);
  repo.git('remote', 'add', 'origin', bare);
  repo.git('push', '-q', 'origin', 'main', 'v1');
  repo.git('fetch', '-q', 'origin');
  return { bare };
}

describe('advice on history', () => {
  it('counts what would change, and who has it', async () => {
    const { bare } = makeHistory();
    const told = await advice();
    expect(told).toMatchObject({ schema: 'stanch-history-advice/1', commits: 3, authors: 1, isShallow: false, remotes: [{ name: 'origin', address: bare }] });
    expect(told.refs).toEqual({ branches: ['main'], remoteBranches: ['origin/main'], tags: ['v1'], pulls: ['refs/pull/7/head'], others: [] });
    expect(told.keys.every(({ isInHistory }) => isInHistory)).toBe(true);
    // An audit reads the messages that this clone keeps beside its objects, too.
    const places = told.keys.map((found) => found.places.filter((place) => !place.startsWith('.git/')));
    expect(places.toSorted()).toEqual([['it’s "app"/.env'], ['message']]);
    rmSync(bare, { recursive: true });
  });

  it('says in words what it does not do, shows no key, and changes nothing', async () => {
    const { bare } = makeHistory();
    const before = stage.repo.git('for-each-ref');
    const { out } = await stage.run(['history-advice']);
    for (const words of ['would:', 'would not:', 'forks', 'clones', 'pull requests', 'caches', 'tag', 'End'.toLowerCase(), 'none of them was run', '--sensitive-data-removal']) expect(out).toContain(words);
    expect(out).not.toContain(key);
    expect(out).not.toContain(messageKey);
    expect(stage.repo.git('for-each-ref')).toBe(before);
    expect(existsSync(join(dirname(stage.repo.dir), 'stanch-replace.txt'))).toBe(false);
    rmSync(bare, { recursive: true });
  });

  it('gives commands that gather the very keys, whatever the path is called', async () => {
    const { bare } = makeHistory();
    const { rewrite } = await advice();
    const inner = join(stage.repo.dir, 'inner');
    mkdirSync(inner);
    const file = join(stage.repo.dir, 'stanch-replace.txt');
    execFileSync('sh', ['-ec', rewrite.gather.join('\n')], { cwd: inner, env: testEnvironment(stage.repo.dir) });
    expect(readFileSync(file, 'utf8').trim().split('\n').sort()).toEqual([key, messageKey].map((value) => `literal:${value}==>REMOVED`).sort());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    rmSync(bare, { recursive: true });
  });

  const found = spawnSync(fileURLToPath(new URL('../services/filter-repo.sh', import.meta.url)), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  if (found.status !== 0) process.stderr.write('NOT TRIED: the commands of history-advice, as git filter-repo cannot be had\n');

  it.skipIf(found.status !== 0)('gives commands that work: the remote holds the keys no more', async () => {
    const { bare } = makeHistory();
    const { rewrite } = await advice();
    const place = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-rewriting-')));
    execFileSync('git', ['clone', '-q', bare, 'clone'], { cwd: place, env: testEnvironment(place) });
    stage.repo.git('push', '-q', bare, 'refs/pull/7/head');
    const lines = [...rewrite.gather, ...rewrite.rewrite.filter((line) => !line.startsWith('stanch '))];
    execFileSync('sh', ['-ec', lines.join('\n')], { cwd: join(place, 'clone'), env: { ...testEnvironment(place), PATH: `${found.stdout.trim()}:${process.env['PATH'] ?? ''}` }, stdio: 'pipe' });
    const contents = execFileSync('sh', ['-ec', 'git rev-list --all --objects | cut -c1-40 | git cat-file --batch'], { cwd: bare, env: testEnvironment(place) }).toString();
    expect(contents).toContain('REMOVED');
    expect(contents).not.toContain(key);
    expect(contents).not.toContain(messageKey);
    expect(existsSync(join(place, 'stanch-replace.txt'))).toBe(false);
    rmSync(place, { recursive: true });
    rmSync(bare, { recursive: true });
  }, 60_000);

  it('takes whole files for keys that no text can replace, and writes no command for a hostile name', async () => {
    const encoded = Buffer.from(`KEY=${key}\nKEY=${key}\n`).toString('base64');
    stage.repo.commitFile(`-rf $(touch x)'.b64`, `${encoded}\n`);
    stage.repo.commitFile('new\nline.b64', `data: ${encoded}\n`);
    const { rewrite } = await advice();
    expect(rewrite.gather).toEqual([]);
    expect(rewrite.rewrite.find((line) => line.includes('--invert-paths'))).toContain(`--path='-rf $(touch x)'\\''.b64'`);
    expect(rewrite.rewrite.join('')).not.toContain('line.b64');
    expect(rewrite.notes.join('\n')).toMatch(/no command fits it/);
  });

  it('does not trust the address of the remote', async () => {
    stage.repo.commitFile('a.env', `KEY=${key}\n`);
    stage.repo.git('config', 'remote.origin.url', `https://ada:p@${base62('pass', 20)}@git.example/app.git`);
    expect((await advice()).remotes).toEqual([{ name: 'origin', address: 'https://git.example/app.git' }]);
    for (const url of ['--upload-pack=touch x', 'a\nb']) {
      stage.repo.git('config', 'remote.origin.url', url);
      expect((await advice()).rewrite.rewrite[0]).toMatch(/^git clone --mirror (?:ADDRESS|a) /);
    }
  });

  it('shows no key that stands in a name of a branch or in an address, with a saved report, too', async () => {
    stage.repo.commitFile('a.env', `KEY=${key}\n`);
    stage.repo.git('branch', `fix-${messageKey}`);
    stage.repo.git('config', 'remote.origin.url', `https://git.example/app.git?key=${key}`);
    const saved = join(stage.state, 'report.json');
    await stage.run(['audit', '--format', 'json', '--output', saved]);
    for (const args of [[], ['--json'], ['--report', saved], ['--report', saved, '--json']]) {
      const { code, out } = await stage.run(['history-advice', ...args]);
      expect([code, out.includes('fix-****'), out.includes('key=****'), out.includes(key), out.includes(messageKey)]).toEqual([0, args.includes('--json'), true, false, false]);
    }
  });

  it('tells what is in no commit apart, and needs a finding', async () => {
    expect(await stage.run(['history-advice'])).toMatchObject({ code: 2, err: expect.stringContaining('no finding') });
    stage.repo.commitFile('a.txt', 'x\n');
    stage.repo.write('c.env', `KEY=${key}\n`);
    const { out } = await stage.run(['history-advice']);
    expect(out).toMatch(/in no commit[^]*needs no rewriting/);
    expect(out).not.toContain('filter-repo');
    const saved = join(stage.state, 'report.json');
    await stage.run(['audit', '--format', 'json', '--output', saved]);
    const [finding] = (JSON.parse(readFileSync(saved, 'utf8')) as { findings: { id: string }[] }).findings;
    expect((await advice([finding?.id ?? '', '--report', saved])).keys).toHaveLength(1);
    writeFileSync(saved, '{}');
    expect(await stage.run(['history-advice', '--report', saved])).toMatchObject({ code: 2 });
  });
});
