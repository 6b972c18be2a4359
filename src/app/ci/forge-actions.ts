import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Target } from '../change-target.ts';
import { changeTarget, type CiSystem, type Env } from './ci-run.ts';
import { readForgeEvent, type EventFields } from './forge-event.ts';
import { pushTarget } from './push-target.ts';
import { basicHeader, remoteIn } from './remote-address.ts';
import { needed, numberIn, oidIn, refNameIn, textIn } from './variables.ts';

/* Gitea Actions, Forgejo Actions and GitHub Actions: the GITHUB_* variables and the event file, alike in all three. */

function readPull(fields: EventFields, env: Env): Target {
  const number = needed(numberIn(fields, 'pull_request.number'), 'pull_request.number of the event');
  const head = oidIn(fields, 'pull_request.head.sha');
  const base = oidIn(fields, 'pull_request.base.sha');
  const source = refNameIn(fields, 'pull_request.head.ref');
  // A merge made before the pull request was turned to another branch has the old branch as its parent.
  const isTurned = fields['action'] === 'edited' && (fields['changes.base.ref.from'] ?? fields['changes.base.sha.from']) !== undefined;
  return changeTarget({
    words: `pull request ${number}`,
    tip: { oid: needed(head, 'pull_request.head.sha of the event') },
    known: [{ oid: needed(base, 'pull_request.base.sha of the event') }],
    tipRef: `refs/pull/${number}/head`,
    // Where the run is about a merge that the server made, its other parent is fresher than the event.
    merge: !isTurned && env['GITHUB_REF'] === `refs/pull/${number}/merge` ? oidIn(env, 'GITHUB_SHA') : undefined,
    refNames: source === undefined ? [] : [source],
  });
}

function readPush(fields: EventFields, system: string, main: string | undefined): Target {
  const after = oidIn(fields, 'after');
  const name = refNameIn(fields, 'ref');
  if (after === undefined) {
    // Zeros: the branch is gone. No such field at all: the event is not what it says it is.
    needed(textIn(fields, 'after'), 'after of the event');
    return { kind: 'nothing', words: `${printable(name ?? 'the branch')} was deleted` };
  }
  const isTag = fields['ref']?.startsWith('refs/tags/') === true;
  const known = refNameIn(fields, 'repository.default_branch') ?? main;
  return pushTarget({ system, tip: { oid: after }, before: oidIn(fields, 'before'), branch: isTag ? undefined : name, tag: isTag ? name : undefined, main: known });
}

function readGroup(fields: EventFields): Target {
  const [head, base] = [oidIn(fields, 'merge_group.head_sha'), oidIn(fields, 'merge_group.base_sha')];
  return changeTarget({ words: 'merge group', tip: { oid: needed(head, 'merge_group.head_sha of the event') }, known: [{ oid: needed(base, 'merge_group.base_sha of the event') }] });
}

function readTarget(env: Env, system: string, main: string | undefined): Target {
  const event = needed(textIn(env, 'GITHUB_EVENT_NAME'), 'GITHUB_EVENT_NAME');
  if (event === 'schedule' || event === 'workflow_dispatch' || event === 'repository_dispatch') return { kind: 'history', words: 'history' };
  const fields = readForgeEvent(env);
  if (event === 'push') return readPush(fields, system, main);
  if (event === 'pull_request' || event === 'pull_request_target' || event === 'pull_request_sync') return readPull(fields, env);
  if (event === 'merge_group') return readGroup(fields);
  throw new UsageError(`the event ${printable(event.slice(0, 80))} brings no range of commits`, 'name the range with --base (and --head), or read everything with --history');
}

/** What a forge calls itself in the names of its variables. */
type Prefix = 'GITHUB' | 'GITEA' | 'FORGEJO';

/** Forgejo's runner says everything under its own name as well (FORGEJO_*); the other one counts where both are set. */
function withAliases(env: Env, prefix: Prefix): Env {
  const set = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  const own = set.filter(([name]) => prefix === 'FORGEJO' && name.startsWith('FORGEJO_')).map(([name, value]) => [name.replace('FORGEJO', 'GITHUB'), value]);
  return Object.fromEntries([...own, ...set]) as Env;
}

function forge(name: string, prefix: Prefix): CiSystem {
  return {
    name,
    deeper: 'give actions/checkout fetch-depth: 0, or let stanch fetch (GITHUB_TOKEN)',
    isHere: (env) => env[`${prefix}_ACTIONS`] === 'true',
    read: (variables, { main }) => {
      const env = withAliases(variables, prefix);
      const repository = needed(textIn(env, 'GITHUB_REPOSITORY'), 'GITHUB_REPOSITORY');
      if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || repository.split('/').some((part) => /^\.+$/.test(part))) throw new UsageError('GITHUB_REPOSITORY is no owner/name');
      // A token of another forge, which the job may hold for other work, is not for this one's eyes.
      const token = textIn(env, 'GITHUB_TOKEN') ?? (prefix === 'GITHUB' ? undefined : textIn(env, 'GITEA_TOKEN'));
      const server = textIn(env, 'GITHUB_SERVER_URL')?.replace(/\/+$/, '');
      const address = server === undefined ? {} : { GITHUB_SERVER_URL: `${server}/${repository}` };
      const remote = remoteIn(address, 'GITHUB_SERVER_URL', token === undefined ? undefined : basicHeader('x-access-token', token));
      return { target: readTarget(env, name, main), remote };
    },
  };
}

/** Those that set GITHUB_ACTIONS for compatibility come before the one that it is named for. */
export const FORGES: readonly CiSystem[] = [forge('Forgejo Actions', 'FORGEJO'), forge('Gitea Actions', 'GITEA'), forge('GitHub Actions', 'GITHUB')];
