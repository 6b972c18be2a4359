import { printable } from '#core/escape.ts';
import type { HistoryAdvice } from './history-advice.ts';

const MOST_NAMES = 8;

function names(list: readonly string[]): string {
  const more = list.length - MOST_NAMES;
  return `${list.slice(0, MOST_NAMES).map(printable).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function count(number: number, word: string): string {
  return `${number.toLocaleString('en-US')} ${word}${number === 1 ? '' : 's'}`;
}

function keyLines({ keys }: HistoryAdvice): string[] {
  return keys.map(({ id, title, preview, places, isInHistory }) => `  ${id}  ${printable(title)}  ${printable(preview)}  in ${names(places)}${isInHistory ? '' : ' (in no commit)'}`);
}

/** Who has the keys, as far as this clone can know. */
function holderLines({ refs, remotes, isShallow, authors }: HistoryAdvice): string[] {
  const pushed = refs.remoteBranches.length > 0;
  const none = remotes.length === 0 ? 'this clone knows no remote' : 'no remote branch that this clone knows holds it, as of its last fetch';
  return [
    pushed ? `  pushed: ${names(refs.remoteBranches)} (${remotes.map(({ name, address }) => `${printable(name)} is ${printable(address)}`).join('; ')})` : `  not pushed as far as can be seen here: ${none}`,
    ...(refs.tags.length === 0 ? [] : [`  tags that hold it, and with them archives of releases: ${names(refs.tags)}`]),
    ...(refs.pulls.length === 0 ? [] : [`  pull requests that hold it: ${names(refs.pulls)}`]),
    ...(refs.others.length === 0 ? [] : [`  other refs: ${names(refs.others)}`]),
    `  surely: ${count(authors, 'person')} who wrote commits on top of it; beside them everybody who cloned, forked or built since`.replace('persons', 'people'),
    ...(isShallow ? ['  this clone is shallow: the real figures may be higher'] : []),
  ];
}

function doesLines({ commits, refs }: HistoryAdvice): string[] {
  return [
    `  ${count(commits, 'commit')} get a new id on ${count(refs.branches.length, 'branch').replace('branchs', 'branches')} and ${count(refs.tags.length, 'tag')}; their signatures are lost`,
    '  new clones of the server no longer bring the key along, and people no longer meet it in the history',
    '  links to commits, open pull requests and all that names a commit by its id break; protected branches must be opened for the push',
  ];
}

const DOES_NOT: readonly string[] = [
  'make the key harmless: whoever read it can use it until its provider refuses it',
  'reach clones: a single old clone that is merged and pushed brings everything back',
  'reach forks: on a server that keeps forks together, the old commits can be opened through any of them',
  'remove refs of pull requests (refs/pull/*, refs/merge-requests/*), which nobody but the server may write: its support must take them out',
  'empty caches: the server shows old commits by their id until it collects its garbage; caches, logs and artifacts of builds, images, packages, mirrors, backups and search engines keep copies',
];

function commandLines({ rewrite }: HistoryAdvice): string[] {
  const { gather, rewrite: lines, notes } = rewrite;
  if (lines.length === 0) return ['  there is nothing to rewrite by a command', ...notes.map((note) => `  ${printable(note)}`)];
  return [
    ...(gather.length === 0 ? [] : ['  # here: gathers the keys into a private file, without showing them', ...gather.map((line) => `  ${printable(line)}`)]),
    '  # in a fresh clone, with git filter-repo 2.47 or newer, once nobody works on old branches',
    ...lines.map((line) => `  ${printable(line)}`),
    ...notes.map((note) => `  note: ${printable(note)}`),
    '  # a server with pull requests refuses to change their refs, and the push ends with an error for these: that is expected',
    '  # then: everybody clones anew; tell the support of the server the first changed commits that filter-repo names',
  ];
}

/** Advice as people read it. */
export function historyAdviceText(advice: HistoryAdvice): string {
  const isAnyOld = advice.keys.some(({ isInHistory }) => isInHistory);
  const only = advice.keys.length === 1 ? (advice.keys[0]?.id ?? 'ID') : 'ID';
  const loose = advice.keys.some(({ isInHistory }) => !isInHistory);
  return [
    `${count(advice.keys.length, 'key')}:`,
    ...keyLines(advice),
    '',
    `First: end the key. stanch rotate ${only}, or revoke ${only}; a key that is proved dead may well stay in the history.`,
    ...(isAnyOld ? ['', 'Who has it:', ...holderLines(advice), '', 'Rewriting the history would:', ...doesLines(advice), '', 'It would not:', ...DOES_NOT.map((line) => `  ${line}`), '', 'The commands that fit here; none of them was run:', ...commandLines(advice)] : []),
    ...(loose ? ['', 'What stands in no commit needs no rewriting: change the file, unstage it; for what nothing refers to any more:', '  git reflog expire --expire=now --expire-unreachable=now --all && git gc --prune=now', '  (that ends every chance to bring lost commits back)'] : []),
    '',
  ].join('\n');
}
