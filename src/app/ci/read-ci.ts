import { UsageError } from '#core/errors.ts';
import { checkRef } from '#git/refs.ts';
import type { Revision, Target } from '../change-target.ts';
import { AZURE_PIPELINES } from './azure-pipelines.ts';
import { BITBUCKET } from './bitbucket.ts';
import { changeTarget, type CiOptions, type CiRun, type CiSystem, type Env } from './ci-run.ts';
import { CIRCLECI } from './circleci.ts';
import { FORGES } from './forge-actions.ts';
import { GITLAB } from './gitlab.ts';
import { JENKINS } from './jenkins.ts';
import { refNameOf } from './variables.ts';

/** Jenkins is last: its agents may themselves run as jobs of another system. */
const SYSTEMS: readonly CiSystem[] = [GITLAB, BITBUCKET, AZURE_PIPELINES, CIRCLECI, ...FORGES, JENKINS];

/** What the command line says; it beats what the variables say. */
export interface AskedRange extends CiOptions {
  readonly base: string | undefined;
  readonly head: string | undefined;
  readonly history: boolean;
}

export interface ReadRun extends CiRun {
  /** Name of the build server; undefined where none was recognised and the command line said enough. */
  readonly system: string | undefined;
  readonly deeper: string;
}

const DEEPER = 'fetch the rest first: git fetch --unshallow, and the branch that the change goes into';

function revisionOf(text: string): Revision {
  checkRef(text);
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? { oid: text } : { text };
}

/** The target that flags name; undefined where they name none. @throws UsageError */
function askedTarget({ base, head, history }: AskedRange): Target | undefined {
  if (history && (base ?? head) !== undefined) throw new UsageError('--history and --base or --head do not go together');
  if (head !== undefined && base === undefined) throw new UsageError('--head needs --base', 'name both, or neither');
  if (history) return { kind: 'history', words: 'history' };
  return base === undefined ? undefined : changeTarget({ words: 'named range', tip: revisionOf(head ?? 'HEAD'), known: [revisionOf(base)] });
}

/** With the range named by hand, variables that cannot be read cost the remote, and no more. */
function remoteOf(system: CiSystem | undefined, env: Env, asked: AskedRange): CiRun['remote'] {
  try {
    return system?.read(env, { main: asked.main ?? 'main' }).remote;
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/**
 * What a job on a build server is about, by its documented variables. Reads no repository.
 * @throws UsageError where the variables are of no known server, are missing, or do not hold
 */
export function readCi(env: Env, asked: AskedRange): ReadRun {
  const options = { main: asked.main === undefined ? undefined : refNameOf(asked.main, '--main') };
  const system = SYSTEMS.find(({ isHere }) => isHere(env));
  const target = askedTarget(asked);
  if (target !== undefined) return { target, remote: remoteOf(system, env, asked), system: system?.name, deeper: system?.deeper ?? DEEPER };
  if (system === undefined) {
    throw new UsageError('the variables are of no build server that stanch knows', 'name the range with --base (and --head), or read everything with --history');
  }
  return { ...system.read(env, options), system: system.name, deeper: system.deeper };
}
