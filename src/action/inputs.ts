import { FAIL_ON, type FailOn } from '#config/settings.ts';
import { repositoryPath } from '#config/repository-path.ts';
import { closestWord } from '#core/closest-word.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { CONFIDENCES, type Confidence } from '#core/severity.ts';

export type Env = Readonly<Record<string, string | undefined>>;

const SCANS = ['auto', 'history'] as const;

/** What the workflow asks for. An input that is absent, or empty, is undefined; the meaning of that is told at each. */
export interface Inputs {
  /** For fetching, and for what is told on GitHub; without one neither is done. */
  readonly token: string | undefined;
  /** `auto` (the default): what the event brings. `history`: all that the repository holds. */
  readonly scan: (typeof SCANS)[number];
  /** In place of the event's range: a commit, branch or tag. */
  readonly base: string | undefined;
  readonly head: string | undefined;
  /** Where the repository lies below the workspace; else the workspace itself. */
  readonly path: string | undefined;
  /** A configuration file, by its path in the repository; read from the base. */
  readonly config: string | undefined;
  readonly confidence: Confidence | undefined;
  readonly failOn: FailOn | undefined;
  /** Where the SARIF file goes, below the workspace; else into the runner's temporary folder. */
  readonly sarif: string | undefined;
  /** Whether missing commits may be fetched; on unless switched off. */
  readonly fetch: boolean;
  /** Lets the Action run on pull_request_target although the head of the pull request is checked out. */
  readonly allowPullRequestTarget: boolean;
  /** Whether a pull request gets a comment for each finding; on unless switched off. */
  readonly comments: boolean;
  /** Whether a check run of our own is made; off unless switched on, as the job is one already. */
  readonly checkRun: boolean;
  /** Whether the SARIF file is sent to code scanning; off unless switched on. */
  readonly uploadSarif: boolean;
}

/** The runner hands an input over as `INPUT_` and its name in capitals, spaces as `_`; dashes stay. */
function textOf(env: Env, name: string): string | undefined {
  const text = (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
  return text === '' ? undefined : text;
}

function wordOf<const Word extends string>(env: Env, name: string, words: readonly Word[]): Word | undefined {
  const text = textOf(env, name);
  if (text === undefined) return undefined;
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  const guess = closestWord(text, [...words]);
  throw new UsageError(`input ${name}: ${printable(text.slice(0, 80))} is none of ${words.join(', ')}`, guess === undefined ? undefined : `did you mean ${guess}?`);
}

function flagOf(env: Env, name: string, otherwise: boolean): boolean {
  const word = wordOf(env, name, ['true', 'false']);
  return word === undefined ? otherwise : word === 'true';
}

function configOf(env: Env): string | undefined {
  const path = textOf(env, 'config');
  return path === undefined ? undefined : repositoryPath(path, 'input config');
}

/** @throws UsageError naming the input that does not hold */
export function readInputs(env: Env): Inputs {
  const inputs = {
    token: textOf(env, 'token'),
    scan: wordOf(env, 'scan', SCANS) ?? 'auto',
    base: textOf(env, 'base'),
    head: textOf(env, 'head'),
    path: textOf(env, 'path'),
    config: configOf(env),
    confidence: wordOf(env, 'confidence', CONFIDENCES),
    failOn: wordOf(env, 'fail-on', FAIL_ON),
    sarif: textOf(env, 'sarif'),
    fetch: flagOf(env, 'fetch', true),
    allowPullRequestTarget: flagOf(env, 'allow-pull-request-target', false),
    comments: flagOf(env, 'comments', true),
    checkRun: flagOf(env, 'check-run', false),
    uploadSarif: flagOf(env, 'upload-sarif', false),
  };
  if (inputs.base === undefined && inputs.head !== undefined) throw new UsageError('input head needs input base', 'name both, or neither');
  if (inputs.scan === 'history' && inputs.base !== undefined) throw new UsageError('inputs scan: history and base do not go together');
  return inputs;
}
