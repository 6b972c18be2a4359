/** First and last line of what stanch writes into files of others. */
export const BLOCK_START = '# >>> stanch >>>';
export const BLOCK_END = '# <<< stanch <<<';

/** Programs as they were when `init` ran: a hook that stays on this machine may fall back to them. */
export interface Programs {
  /** Absolute path of node. */
  readonly node: string;
  /** Absolute path of `stanch.cjs`. */
  readonly cli: string;
}

export interface ScriptOptions {
  /** Undefined for a script that is committed: a path of one machine is of no use to others. */
  readonly programs: Programs | undefined;
  /** An older hook, in the same folder, that this one replaced and goes on to. */
  readonly next?: string;
}

/** Hooks whose standard input is the message of git: it is read once and handed on to what follows. */
const WITH_INPUT: ReadonlySet<string> = new Set(['pre-push', 'pre-receive']);

/** A word for a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * The lines that call stanch from a hook, plain POSIX shell. The tool is looked for in the project, then where it was
 * at installation, then on the PATH; node on the PATH, then where it was. Programs that start git without a login
 * shell may have neither: then one line tells it, and the work is stopped, as it was not scanned.
 */
export function hookBlock(hook: string, { programs, next }: ScriptOptions): string {
  const recorded = programs === undefined ? [] : [`[ -f "$stanch_cli" ] || stanch_cli=${shellWord(programs.cli)}`];
  const node = programs === undefined ? [] : [`[ -n "$stanch_node" ] || stanch_node=${shellWord(programs.node)}`];
  const input = WITH_INPUT.has(hook);
  // What post-checkout returns becomes the exit code of `git checkout`, which is done by then.
  const [or, end] = hook === 'post-checkout' ? ['|| true', ':'] : ['|| exit $?', 'exit 1'];
  return [
    BLOCK_START,
    '# Looks for leaked keys. Written by stanch init, taken out by stanch init --undo.',
    'stanch_cli=node_modules/stanch/dist/stanch.cjs',
    ...recorded,
    'stanch_node=$(command -v node || true)',
    ...node,
    ...(input ? ['stanch_input=$(cat)'] : []),
    input ? String.raw`stanch_hook() { { [ -z "$stanch_input" ] || printf '%s\n' "$stanch_input"; } | "$@"; }` : 'stanch_hook() { "$@"; }',
    'if [ -f "$stanch_cli" ] && [ -x "$stanch_node" ]; then',
    `  stanch_hook "$stanch_node" "$stanch_cli" hook ${hook} "$@" ${or}`,
    'elif command -v stanch >/dev/null 2>&1 && [ -x "$stanch_node" ]; then',
    `  stanch_hook stanch hook ${hook} "$@" ${or}`,
    'elif [ -n "${STANCH_SKIP:-}" ]; then',
    '  echo "stanch: skipped, not scanned (STANCH_SKIP=$STANCH_SKIP)" >&2',
    'else',
    '  echo "stanch: node or stanch was not found, so nothing was scanned: start git from a shell that has them, or set STANCH_SKIP=why" >&2',
    `  ${end}`,
    'fi',
    ...(input ? inputForRest(next) : next === undefined ? [] : [`"$(dirname "$0")"/${shellWord(next)} "$@" || exit $?`]),
    BLOCK_END,
  ].join('\n');
}

/** What stood on standard input is handed on: to the older hook, or to the rest of the script. */
function inputForRest(next: string | undefined): string[] {
  if (next !== undefined) return [`stanch_hook "$(dirname "$0")"/${shellWord(next)} "$@" || exit $?`];
  return ['if [ -n "$stanch_input" ]; then', 'exec <<STANCH_INPUT', '$stanch_input', 'STANCH_INPUT', 'else exec </dev/null; fi'];
}

/** Where a block stands in a text: from its first line to the end of its last. */
function blockSpan(text: string): { start: number; end: number } | undefined {
  const start = text.indexOf(BLOCK_START);
  const last = text.indexOf(BLOCK_END, start);
  if (start < 0 || last < 0) return undefined;
  const lineStart = text.lastIndexOf('\n', start) + 1;
  const lineEnd = text.indexOf('\n', last);
  return { start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1 };
}

/** True when the text holds a block of ours. */
export function hasBlock(text: string): boolean {
  return blockSpan(text) !== undefined;
}

/** The text with its block replaced, or undefined when it has none. */
export function replaceBlock(text: string, block: string): string | undefined {
  const span = blockSpan(text);
  return span === undefined ? undefined : `${text.slice(0, span.start)}${block === '' ? '' : `${block}\n`}${text.slice(span.end)}`;
}

/** Puts the block first in a shell script, after its `#!` line: an `exit` or `exec` further down cannot pass it by. */
export function insertBlock(script: string, block: string): string {
  const replaced = replaceBlock(script, block);
  if (replaced !== undefined) return replaced;
  const head = /^#![^\n]*\n?/.exec(script)?.[0] ?? '';
  const gap = head === '' || head.endsWith('\n') ? '' : '\n';
  return `${head}${gap}${block}\n${script.slice(head.length)}`;
}

/** True for a script that a POSIX-like shell runs; husky's own scripts have no `#!` line. */
export function isShellScript(text: string): boolean {
  const head = /^#!([^\n]*)/.exec(text)?.[1];
  return head === undefined ? !text.includes('\0') : /\b(?:sh|bash|dash|zsh|ksh)\b/.test(head);
}
