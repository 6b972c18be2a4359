import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { githubToken } from './keys.ts';
import { makeRepo, repoAt, type TestRepo } from './repo.ts';

/** A repository that holds one key in each place that git can hold one; every place has a key of its own. */
export interface LeakyRepo extends TestRepo {
  /** Place → key, for all that a whole audit must find. */
  readonly leaks: ReadonlyMap<string, string>;
  /** Place → key, for what only `--unreachable` must find. */
  readonly unreachable: ReadonlyMap<string, string>;
}

type Leak = (place: string) => string;

function utf16(text: string): Buffer {
  return Buffer.from(`\ufeff${text}`, 'utf16le');
}

function utf32(text: string): Buffer {
  return Buffer.concat(Array.from(`\ufeff${text}`, (character) => {
    const unit = Buffer.alloc(4);
    unit.writeUInt32LE(character.codePointAt(0) ?? 0);
    return unit;
  }));
}

/** Files as they come in encodings and under attributes that hide them from patches. */
function addFiles(repo: TestRepo, leak: Leak): void {
  repo.commitFile('root.txt', `token = ${leak('first commit')}\n`);
  repo.commitFile('.gitattributes', '*.hidden -diff\n*.bin binary\n*.conv diff=conv\n*.out export-ignore\n');
  repo.commitFile('a.hidden', `x ${leak('file marked -diff')}\n`);
  repo.commitFile('b.bin', `x ${leak('file marked binary')}\n`);
  repo.commitFile('c.conv', `x ${leak('file with textconv')}\n`);
  repo.commitFile('utf16.txt', utf16(`key: ${leak('UTF-16 file')}\r\n`));
  repo.commitFile('utf16-bare.txt', utf16(`some words first, then key: ${leak('UTF-16 file without a mark')}\n`).subarray(2));
  repo.commitFile('utf32.txt', utf32(`key: ${leak('UTF-32 file')}\n`));
  repo.commitFile('nul.txt', Buffer.from(`a\0b ${leak('text with a NUL')}\n`));
  repo.commitFile('image.png', Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), Buffer.alloc(500, 7), Buffer.from(` ${leak('binary file')} `)]));
  repo.commitFile('wrapped.yml', `data:\n  k: ${Buffer.from(`the token is ${leak('base64')} as said`).toString('base64')}\n`);
  repo.commitFile('long.js', `var a="${'x'.repeat(300_000)}";b="${leak('long line')}";${'y'.repeat(300_000)}\n`);
  repo.commitFile('crlf.ini', `[a]\r\nk=${leak('CRLF file')}\r\n`);
  repo.commitFile('package-lock.json', `{"resolved": "https://x:${leak('lock file')}@example.test/a.tgz"}\n`);
  repo.commitFile('.gitmodules', `[submodule "m"]\n\tpath = m\n\turl = https://u:${leak('submodule url')}@example.test/m.git\n`);
}

/** Names and links. */
function addNames(repo: TestRepo, leak: Leak): void {
  repo.commitFile(`dir.${leak('file name')}.txt`, 'nothing\n');
  symlinkSync(`/nowhere/${leak('symlink target')}`, join(repo.dir, 'link'));
  repo.git('add', 'link');
  repo.commit('link');
  symlinkSync('root.txt', join(repo.dir, 'changes-type'));
  repo.git('add', 'changes-type');
  repo.commit('a link that becomes a file');
  repo.git('rm', '-q', 'changes-type');
  repo.commitFile('changes-type', `x ${leak('link that became a file')}\n`);
  repo.git('branch', `feature/${leak('branch name')}`);
}

/** What patches lose: renames, deletions, merges. */
function addChanges(repo: TestRepo, leak: Leak): void {
  repo.commitFile('before.txt', `${'line\n'.repeat(50)}`);
  repo.git('mv', 'before.txt', 'after.txt');
  repo.stage('after.txt', `${'line\n'.repeat(50)}${leak('renamed and edited')}\n`);
  repo.commit('rename');
  repo.commitFile('gone.txt', `${leak('deleted later')}\n`);
  repo.git('rm', '-q', 'gone.txt');
  repo.commit('delete');
  repo.git('checkout', '-q', '-b', 'side');
  repo.commitFile('conflict.txt', 'side\n');
  repo.commitFile('side.txt', `${leak('merged branch')}\n`);
  repo.git('checkout', '-q', 'main');
  repo.commitFile('conflict.txt', 'main\n');
  repo.merge('side');
  repo.stage('conflict.txt', `both ${leak('conflict resolution')}\n`);
  repo.stage('evil.txt', `${leak('merge commit only')}\n`);
  repo.commit('merge side');
  repo.git('checkout', '-q', '-b', 'unmerged');
  repo.commitFile('unmerged.txt', `${leak('unmerged branch')}\n`);
  repo.git('checkout', '-q', 'main');
}

/** Words that are no file. */
function addWords(repo: TestRepo, leak: Leak): void {
  repo.commit(`message\n\nbody ${leak('commit message')}`);
  repo.git('commit', '-q', '--allow-empty', '-m', 'author', `--author=Ada ${leak('author field')} <a@example.test>`);
  repo.git('tag', '-a', '-m', `release ${leak('tag message')}`, 'v1');
  repo.git('notes', 'add', '-m', `note ${leak('note')}`, 'HEAD');
  const blob = repo.gitInput(`only a tag points here: ${leak('tag of a blob')}\n`, 'hash-object', '-w', '--stdin');
  repo.git('tag', 'blob-tag', blob);
  const other = repo.gitInput(`replaced ${leak('replace ref')}\n`, 'hash-object', '-w', '--stdin');
  repo.git('update-ref', `refs/replace/${repo.git('rev-parse', 'HEAD:root.txt')}`, other);
}

/** What only the reflog, the stash, the index or another work tree still holds. */
function addLeftovers(repo: TestRepo, leak: Leak): void {
  repo.commitFile('amended.txt', `${leak('amended away')}\n`);
  repo.stage('amended.txt', 'clean\n');
  repo.git('commit', '-q', '--amend', '-m', 'amended');
  repo.commitFile('reset.txt', `${leak('reset away')}\n`);
  repo.git('reset', '-q', '--hard', 'HEAD~1');
  for (const place of ['older stash', 'newest stash']) {
    repo.write('root.txt', `changed ${leak(place)}\n`);
    repo.git('stash', 'push', '-q');
  }
  repo.write('untracked.txt', `${leak('untracked file in a stash')}\n`);
  repo.git('stash', 'push', '-q', '--include-untracked');
  const linked = `${repo.dir}-linked`;
  repo.git('worktree', 'add', '-q', '--detach', linked);
  repoAt(linked).commitFile('linked.txt', `${leak('head of a linked work tree')}\n`);
  repo.stage('staged.txt', `${leak('staged only')}\n`);
  repo.write('staged.txt', 'something else\n');
  repo.write('work.txt', `${leak('work tree only')}\n`);
}

/** Builds the repository. `cleanup` removes its linked work tree, too. */
export function makeLeakyRepo(): LeakyRepo {
  const repo = makeRepo();
  const leaks = new Map<string, string>();
  const leak: Leak = (place) => {
    const key = githubToken(place);
    leaks.set(place, key);
    return key;
  };
  addFiles(repo, leak);
  addNames(repo, leak);
  addChanges(repo, leak);
  addWords(repo, leak);
  addLeftovers(repo, leak);
  const dangling = githubToken('dangling blob');
  repo.gitInput(`nobody points here: ${dangling}\n`, 'hash-object', '-w', '--stdin');
  const cleanup = (): void => {
    repoAt(`${repo.dir}-linked`).cleanup();
    repo.cleanup();
  };
  return { ...repo, leaks, unreachable: new Map([['dangling blob', dangling]]), cleanup };
}
