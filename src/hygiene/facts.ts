/** The rule of an ignore file that decides about a path, as `git check-ignore -v --no-index` tells it. */
export interface IgnoreRule {
  /** File of the rule as git names it: relative inside the work tree, else absolute or under `.git`. */
  readonly source: string;
  readonly line: number;
  /** The pattern; one that begins with `!` takes the path back out. */
  readonly pattern: string;
}

/** A Dockerfile: where it stands, its text, and the ignore file that its build uses. */
export interface DockerFacts {
  readonly path: string;
  readonly text: string;
  readonly ignoreFile?: { readonly path: string; readonly text: string };
}

/** A package folder: its manifest and its `.npmignore`, where there is one. */
export interface NpmFacts {
  readonly path: string;
  readonly text: string;
  readonly npmignore?: string;
}

/** Everything that the judgement rests on, gathered by `app/hygiene.ts`. Paths are relative to the top folder, with `/`. */
export interface HygieneFacts {
  /** Paths of the index. */
  readonly tracked: readonly string[];
  /** Files in the work tree that are not tracked and have the name of a dotenv or credential file. */
  readonly untracked: readonly string[];
  /** Git's verdict for each path of either kind with such a name; no entry where no rule fits. */
  readonly ignore: ReadonlyMap<string, IgnoreRule>;
  /** Dotenv and credential files that history holds, with the commit that brought them in. */
  readonly history: ReadonlyMap<string, string>;
  /** First bytes of tracked files that are judged by content: example dotenv files, `.npmrc`, `*.pem` and their like. */
  readonly texts: ReadonlyMap<string, string>;
  readonly docker: readonly DockerFacts[];
  readonly packages: readonly NpmFacts[];
}

/** True when git ignores the path: a rule fits and it is no negation. */
export function isIgnored(rule: IgnoreRule | undefined): rule is IgnoreRule {
  return rule !== undefined && !rule.pattern.startsWith('!');
}

/** True when the rule is part of the repository, so that it protects everybody and not only this machine. */
export function isShared(rule: IgnoreRule): boolean {
  return !/^([/\\]|[A-Za-z]:)/.test(rule.source) && !/(^|\/)\.git\//.test(rule.source);
}
