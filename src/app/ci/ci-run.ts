import type { Remote } from '#git/fetch.ts';
import type { Revision, Target } from '../change-target.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** What the pipeline's own file says, where the system tells nothing of the kind. */
export interface CiOptions {
  /** Name of the main branch: what a push to another branch is held against. */
  readonly main: string | undefined;
}

/** What a build server says of the run, read and checked. */
export interface CiRun {
  readonly target: Target;
  /** Where missing commits may be fetched from; undefined where the system names no address that can be asked. */
  readonly remote: Remote | undefined;
}

/** A build server and how it is understood. */
export interface CiSystem {
  readonly name: string;
  /** What its users write to get a clone that has all commits. */
  readonly deeper: string;
  /** True when its variables are set. */
  readonly isHere: (env: Env) => boolean;
  /** @throws UsageError naming the variable that is missing or does not hold */
  readonly read: (env: Env, options: CiOptions) => CiRun;
}

interface ChangeParts {
  readonly words: string;
  readonly tip: Revision;
  readonly known: readonly (Revision | undefined)[];
  readonly tipRef?: string | undefined;
  readonly merge?: string | undefined;
  readonly refNames?: readonly string[];
}

/** A target made of what a system told; what it did not tell is left out. */
export function changeTarget({ words, tip, known, tipRef, merge, refNames = [] }: ChangeParts): Target {
  return { kind: 'change', words, tip, known: known.filter((revision) => revision !== undefined), tipRef, merge, refNames, pull: undefined };
}
