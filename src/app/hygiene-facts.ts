import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Oid } from '#core/origin.ts';
import { splitNul } from '#git/index-diff.ts';
import type { Git } from '#git/git.ts';
import { readObjectsSync } from '#git/objects.ts';
import { decodePath, encodePath } from '#git/path.ts';
import { RawDiffParser } from '#git/raw-diff.ts';
import { runGitSync, streamGit } from '#git/spawn.ts';
import { MODE } from '#git/tree-object.ts';
import type { DockerFacts, HygieneFacts, IgnoreRule, NpmFacts } from '#hygiene/facts.ts';
import { nameKindOf, needsText } from '#hygiene/sensitive-name.ts';
import { readHead } from './read-head.ts';

/** Bytes of a file that its judgement looks at. */
const HEAD_BYTES = 64 << 10;
const DOCKERFILE = /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.(?!dockerignore$)[\w-]+)?$|\.Dockerfile$/i;
/** Folders of installed packages: not ours to judge, and large. */
const VENDORED = /(?:^|\/)(?:node_modules|\.venv|venv|vendor|site-packages)\//;
/** Names that git is to list among untracked files; the judgement looks closer. */
const LISTED = ['.env', '.env.*', '*.env', '.envrc', '.npmrc', '.pypirc', '.netrc', '.git-credentials', 'id_*', '*.pem', '*.key', '*.p12', '*.pfx', '*.jks', '*credentials*', '*.tfstate', '*.tfvars', '*kubeconfig*', '.pgpass', '.htpasswd', '.vault-token'];

export interface GatherOptions {
  /** Top folder of the work tree; `git` must run there. */
  readonly root: string;
  /** False leaves the walk over history out. */
  readonly history: boolean;
}

/** Gathers what the judgement rests on. Git is asked, never imitated; nothing in the repository is run. */
export async function gatherHygieneFacts(git: Git, options: GatherOptions): Promise<HygieneFacts> {
  const index = readIndex(git);
  const tracked = [...index.keys()];
  const untracked = listUntracked(git);
  const named = [...tracked, ...untracked].filter((path) => nameKindOf(path) !== undefined);
  return {
    tracked,
    untracked,
    ignore: askIgnore(git, [...new Set(named.flatMap((path) => [path, path.slice(path.lastIndexOf('/') + 1)]))]),
    history: options.history ? await readHistory(git) : new Map(),
    texts: new Map([...readTexts(git, index), ...untracked.filter(needsText).map((path) => [path, textHead(options.root, path)] as const)]),
    docker: tracked.filter((path) => DOCKERFILE.test(path)).map((path) => dockerFacts(options.root, path)),
    packages: tracked.filter((path) => /(?:^|\/)package\.json$/.test(path) && !VENDORED.test(path)).map((path) => npmFacts(options.root, path)),
  };
}

/** Regular files of the index. `<mode> SP <oid> SP <stage> TAB <path> NUL` (git-ls-files(1)). */
function readIndex(git: Git): Map<string, Oid> {
  const index = new Map<string, Oid>();
  for (const line of splitNul(runGitSync(git, ['ls-files', '-z', '--stage', '--full-name']).stdout)) {
    const tab = line.indexOf(9);
    const [mode = '', oid = ''] = line.toString('latin1', 0, tab).split(' ');
    if (Number.parseInt(mode, 8) !== MODE.submodule) index.set(decodePath(line.subarray(tab + 1)), oid);
  }
  return index;
}

/** Untracked files of such names, ignored ones too: the patterns stand in for the ignore files, which are not read. */
function listUntracked(git: Git): string[] {
  const listing = runGitSync(git, ['ls-files', '-z', '--others', '--ignored', ...LISTED.flatMap((name) => ['-x', name])]).stdout;
  return splitNul(listing).map(decodePath).filter((path) => nameKindOf(path) !== undefined && !VENDORED.test(path));
}

/** check-ignore refuses literal pathspecs; `./` keeps a leading `:` from being read as one with magic. */
const CHECK_IGNORE = ['--no-literal-pathspecs', 'check-ignore', '-v', '-n', '-z', '--no-index', '--stdin'] as const;
const HERE = Buffer.from('./');

/** The rule that decides about each path. `<source> NUL <line> NUL <pattern> NUL <path> NUL`, all but the path empty where no rule fits (git-check-ignore(1)). */
export function askIgnore(git: Git, paths: readonly string[]): Map<string, IgnoreRule> {
  const verdicts = new Map<string, IgnoreRule>();
  if (paths.length === 0) return verdicts;
  const input = Buffer.concat(paths.flatMap((path) => [HERE, encodePath(path), Buffer.from([0])]));
  const parts = splitNul(runGitSync(git, CHECK_IGNORE, { input, accept: [0, 1] }).stdout);
  for (let at = 0; at + 3 < parts.length; at += 4) {
    const [source, line, pattern, path] = parts.slice(at, at + 4).map((part) => decodePath(part));
    if (source !== undefined && source !== '' && path !== undefined) verdicts.set(path.slice(HERE.length), { source, line: Number(line), pattern: pattern ?? '' });
  }
  return verdicts;
}

/** The first commit of each dotenv or credential file that any ref has ever held. */
async function readHistory(git: Git): Promise<Map<string, Oid>> {
  const found = new Map<string, Oid>();
  const commits = streamGit(git, ['rev-list', '--all', '--topo-order', '--reverse']);
  const parser = new RawDiffParser();
  let commit = '';
  for await (const bytes of streamGit(git, ['diff-tree', '--stdin', '-r', '-m', '--root', '--raw', '-z', '--no-abbrev', '--no-renames', '--diff-filter=A'], commits)) {
    for (const item of parser.push(bytes)) {
      if (item.kind === 'commit') commit = item.oid;
      else {
        const path = decodePath(item.change.path);
        if (!found.has(path) && nameKindOf(path) !== undefined && !VENDORED.test(path)) found.set(path, commit);
      }
    }
  }
  parser.close();
  return found;
}

/** Content as the index has it: what is tracked is what leaks, whatever stands in the work tree. */
function readTexts(git: Git, index: ReadonlyMap<string, Oid>): Map<string, string> {
  const wanted = [...index].filter(([path]) => needsText(path));
  const texts = new Map<Oid, string>();
  for (const item of readObjectsSync(git, [...new Set(wanted.map(([, oid]) => oid))])) {
    if (item.kind === 'piece' && item.offset === 0) texts.set(item.oid, Buffer.from(item.bytes.subarray(0, HEAD_BYTES)).toString('latin1'));
  }
  return new Map(wanted.map(([path, oid]) => [path, texts.get(oid) ?? '']));
}

/** The beginning of a file of the work tree; empty where it is gone or not ours to read, as nothing can then leak from it: `git add` could not take it either. */
function textHead(root: string, path: string): string {
  return readHead(root, path, HEAD_BYTES)?.toString('latin1') ?? '';
}

function dockerFacts(root: string, path: string): DockerFacts {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const ignoreFile = [`${path}.dockerignore`, `${folder}.dockerignore`].find((candidate) => existsSync(join(root, candidate)));
  return { path, text: textHead(root, path), ...(ignoreFile === undefined ? {} : { ignoreFile: { path: ignoreFile, text: textHead(root, ignoreFile) } }) };
}

function npmFacts(root: string, path: string): NpmFacts {
  const npmignore = `${path.slice(0, path.lastIndexOf('/') + 1)}.npmignore`;
  return { path, text: textHead(root, path), ...(existsSync(join(root, npmignore)) ? { npmignore: textHead(root, npmignore) } : {}) };
}
