/**
 * What a git child may see of our own environment. `GIT_*` variables can name programs (GIT_EXTERNAL_DIFF,
 * GIT_SSH_COMMAND), write files (GIT_TRACE) and change results, so only those pass that say *where* the repository
 * is: in a hook, git itself hands over the index and the quarantine through them.
 */
const PASSED: ReadonlySet<string> = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_EXEC_PATH',
  // Where discovery of a repository ends.
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
  // Where the operator's own configuration stands.
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
]);

/** Programs that a git child could start; `npm run` sets EDITOR for all that it runs. Reading needs none of them. */
const PROGRAMS: ReadonlySet<string> = new Set(['PAGER', 'EDITOR', 'VISUAL', 'SSH_ASKPASS', 'PREFIX']);

/**
 * The operator's configuration (system, global) stays on: it is trusted, it holds `safe.directory`, without which
 * containers and shared checkouts could not be read, and plumbing commands take no display settings from it. The
 * repository's own configuration is not trusted; see `HARDENING`.
 */
const FORCED: Readonly<Record<string, string>> = {
  LC_ALL: 'C',
  LANGUAGE: '',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_PROTOCOL_FROM_USER: '0',
  GIT_PAGER: 'cat',
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that beat those of the scanned repository, which could otherwise run a program, fetch, or hide commits. */
export const SAFE_CONFIG: readonly string[] = [
  'core.fsmonitor=false',
  'core.pager=cat',
  'core.sshCommand=false',
  'core.askPass=',
  'core.gitProxy=',
  'core.commitGraph=false',
  'core.untrackedCache=false',
  'credential.helper=',
  'protocol.allow=never',
  'gc.auto=0',
  'maintenance.auto=false',
];

/**
 * Constant leading arguments of every git command that reads. They do not make `status`, `diff` without `--cached` or
 * `add` safe: those run content filters over the work tree, so nothing here may call them.
 */
export const HARDENING: readonly string[] = [
  '--no-pager',
  '--literal-pathspecs',
  ...['core.hooksPath=/dev/null', ...SAFE_CONFIG].flatMap((setting) => ['-c', setting]),
];

/** The environment for a git child: ours without the `GIT_*` variables that are not needed, and hardened. */
export function gitEnvironment(ours: Environment): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(ours)) {
    // Names are compared without case, as Windows does.
    const key = name.toUpperCase();
    if (value === undefined || PROGRAMS.has(key) || (key.startsWith('GIT_') && !PASSED.has(key))) continue;
    clean[name] = value;
  }
  return { ...clean, ...FORCED };
}

/** The `GIT_*` names of an environment made by `gitEnvironment`. */
export function gitNames(environment: Environment): string[] {
  return Object.keys(environment).filter((name) => name.toUpperCase().startsWith('GIT_'));
}
