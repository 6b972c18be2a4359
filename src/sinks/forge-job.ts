import { IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { isFields, textField, type Fields } from '#http/answer.ts';
import { expectStatus, needFields, pathOf, type Api } from './api.ts';
import type { JobRun, ProofJob } from './proof-job.ts';

/** A forge that runs jobs: GitHub, Gitea and Forgejo have the same calls for it. */
export interface JobForge {
  readonly api: Api;
  /** What stands before `/repos`. */
  readonly prefix: string;
  /** Name of the query parameter for the rows of a page. */
  readonly size: string;
  readonly needs: string;
}

interface JobPlace {
  readonly repository: readonly string[];
  readonly workflow: string;
  /** The main branch where absent. */
  readonly branch?: string;
}

const PLACE = /^(?:([\w.-]{1,100}\/[\w.-]{1,100})\/)?([\w.-]{1,100}\.ya?ml)(?:@([\w./-]{1,200}))?$/;
const GRAMMAR = '[OWNER/REPO/]WORKFLOW.yml[@BRANCH]';
/** Runs of the latest page: of one workflow that does nothing else there are not many at a time. */
const ROWS = 30;

/**
 * Reads where a workflow stands.
 * @param repository of the place itself; undefined where it belongs to an organisation
 * @throws UsageError
 */
export function readJobPlace(text: string, repository: string | undefined): JobPlace {
  const [whole, own, workflow = '', branch] = PLACE.exec(text) ?? [];
  const at = own ?? repository;
  if (whole === undefined || at === undefined) throw new UsageError(`a workflow is expected as ${GRAMMAR}`, at === undefined && whole !== undefined ? 'a place of an organisation needs OWNER/REPO' : 'the name of the file alone, without its folder: stanch-prove.yml');
  return { repository: at.split('/'), workflow, ...(branch === undefined ? {} : { branch }) };
}

const STATES: Readonly<Record<string, JobRun['state']>> = { success: 'success', failure: 'failure' };

function runOf(fields: Fields): JobRun {
  const state = fields['status'] === 'completed' ? (STATES[textField(fields, 'conclusion') ?? ''] ?? 'other') : 'running';
  return { state, link: printable(textField(fields, 'html_url') ?? '') };
}

/** The workflow at its forge: https://docs.github.com/rest/actions/workflows and /workflow-runs, `/swagger.v1.json` of a Gitea. */
export function proofJob({ api, prefix, size, needs }: JobForge, place: JobPlace, name: string): ProofJob {
  const { workflow, repository } = place;
  const root = `${prefix}/repos/${pathOf(repository)}`;
  const words = `${workflow} of ${repository.join('/')}${place.branch === undefined ? '' : ` on ${place.branch}`}`;
  const step = (what: string) => ({ name: `${what} ${words}`, title: api.title });
  let main: string | undefined;
  const branchOf = async (): Promise<string> => {
    main ??= place.branch ?? textField(needFields(await api.ask('GET', root), [200], step('ask for the main branch for')), 'default_branch');
    if (main === undefined) throw new IncompleteError(`${api.title} does not name the main branch of ${repository.join('/')}`);
    return main;
  };
  const isOurs = (fields: Fields, id: string, branch: string): boolean => {
    const file = textField(fields, 'path')?.split('@')[0]?.split('/').at(-1);
    return fields['display_title'] === titleOf(id) && fields['event'] === 'workflow_dispatch' && fields['head_branch'] === branch && file === workflow;
  };
  return {
    plan: `a job says whether it is the new key (${words}), and of another value that it is not`,
    needs,
    async look() {
      const response = await api.ask('GET', `${root}/actions/workflows/${workflow}`);
      if (response.status === 404) throw new UsageError(`there is no workflow ${words}, or your key may not see it`, `copy templates/prove.yml of stanch to .github/workflows/${workflow} of the main branch (Gitea: .gitea/workflows/)`);
      if (needFields(response, [200], step('look at'))['state'] !== 'active') throw new UsageError(`the workflow ${words} is switched off`, 'switch it on');
      await branchOf();
    },
    async start({ id, nonce, expected }) {
      const response = await api.ask('POST', `${root}/actions/workflows/${workflow}/dispatches`, { body: { ref: await branchOf(), inputs: { id, name, nonce, expected } } });
      expectStatus(response, [200, 204], step('start'));
    },
    async find({ id }) {
      const branch = await branchOf();
      const response = await api.ask('GET', `${root}/actions/runs?event=workflow_dispatch&branch=${encodeURIComponent(branch)}&${size}=${ROWS}`);
      const { workflow_runs: runs } = needFields(response, [200], step('look at the runs of'));
      if (runs !== null && !Array.isArray(runs)) throw new IncompleteError(`look at the runs of ${words}: that is no answer of ${api.title}`);
      // Whoever copies the title does so afterwards: the first one is ours.
      const [first] = (runs ?? []).filter((run): run is Fields => isFields(run) && isOurs(run, id, branch)).toSorted((one, other) => Number(one['id']) - Number(other['id']));
      return first === undefined ? undefined : runOf(first);
    },
  };
}

/** The title that the workflow gives its run. */
function titleOf(id: string): string {
  return `stanch ${id}`;
}
