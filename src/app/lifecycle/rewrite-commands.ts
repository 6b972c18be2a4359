import type { Finding } from '#core/finding.ts';
import type { KeyBytes } from './key-bytes.ts';
import { shellWord } from './shell-word.ts';

/** Commands for a person to read, change and run; nothing of it is run here. */
export interface Rewrite {
  /** Gathers the keys from this clone into a private file outside of it, without showing them. */
  readonly gather: readonly string[];
  /** In a fresh clone. */
  readonly rewrite: readonly string[];
  /** Keys of which no command can be given, with the reason. */
  readonly notes: readonly string[];
}

const TEXTS = '../stanch-replace.txt';

function gatherLine({ type, oid, start, length }: KeyBytes): string {
  return `{ printf 'literal:'; git cat-file ${type} ${oid} | tail -c +${start + 1} | head -c ${length}; printf '==>REMOVED\\n'; } >> ${TEXTS}`;
}

/** Paths whose files are taken out as a whole: keys of several lines, and keys that stand there encoded only. */
function wholePaths(findings: readonly Finding[], bytes: ReadonlyMap<string, KeyBytes | undefined>): { words: string[]; notes: string[] } {
  const words: string[] = [];
  const notes: string[] = [];
  for (const finding of findings) {
    if (bytes.get(finding.id)?.isOneLine === true) continue;
    const paths = finding.locations.filter(({ origin }) => origin.kind === 'blob').map(({ path }) => path);
    const quoted = paths.map((path) => shellWord(path));
    if (paths.length === 0 || quoted.includes(undefined)) notes.push(`${finding.id}: no command fits it; its key is encoded, or stands in a name or under a name that cannot be written here`);
    for (const word of quoted) if (word !== undefined) words.push(word);
    if (quoted.length > 0) notes.push(`${finding.id}: its key has several lines or is encoded, so the command takes the whole file out of every version`);
  }
  return { words: [...new Set(words)], notes };
}

function hasMessages(findings: readonly Finding[]): boolean {
  return findings.some(({ locations }) => locations.some(({ origin }) => origin.kind === 'commit' || origin.kind === 'tag'));
}

/**
 * The commands of git filter-repo that fit these keys: texts to replace, messages too where one holds a key, and whole
 * paths where a text will not do.
 * @param bytes where each key stands byte for byte, by finding
 * @param remote the first one, to clone afresh from
 */
export function rewriteCommands(findings: readonly Finding[], bytes: ReadonlyMap<string, KeyBytes | undefined>, remote: { readonly address: string } | undefined): Rewrite {
  const texts = findings.flatMap(({ id }) => bytes.get(id) ?? []).filter(({ isOneLine }) => isOneLine);
  const paths = wholePaths(findings, bytes);
  if (texts.length === 0 && paths.words.length === 0) return { gather: [], rewrite: [], notes: paths.notes };
  // An address that begins with a dash would be taken for an option.
  const source = remote === undefined || remote.address.startsWith('-') ? undefined : shellWord(remote.address);
  const filter = 'git filter-repo --sensitive-data-removal';
  return {
    gather: texts.length === 0 ? [] : ['umask 077', ...texts.map(gatherLine)],
    rewrite: [
      `git clone --mirror ${source ?? 'ADDRESS'} ../stanch-rewrite.git && cd ../stanch-rewrite.git`,
      ...(texts.length === 0 ? [] : [`${filter} --replace-text ${TEXTS}${hasMessages(findings) ? ` --replace-message ${TEXTS}` : ''}`]),
      ...(paths.words.length === 0 ? [] : [`${filter} --invert-paths ${paths.words.map((word) => `--path=${word}`).join(' ')}`]),
      'stanch audit --unreachable .',
      'git push --force --mirror origin',
      ...(texts.length === 0 ? [] : [`rm ${TEXTS}`]),
    ],
    notes: paths.notes,
  };
}
