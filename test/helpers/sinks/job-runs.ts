import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { SinkCall, SinkReply } from './sink-server.ts';

interface Workflow {
  readonly 'run-name': string;
  readonly on: { readonly workflow_dispatch: { readonly inputs: Readonly<Record<string, unknown>> } };
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly env: Readonly<Record<string, string>>; readonly run: string }[] }>>;
}

const TEMPLATE = new URL('../../../templates/prove.yml', import.meta.url);
const WORKFLOW = parse(readFileSync(TEMPLATE, 'utf8')) as Workflow;

/** What a workflow does: what its text says, or what it must not. */
export type Habit = 'honest' | 'says yes to everything' | 'says no to everything' | 'never ends' | 'is cancelled' | 'has no title' | 'never starts';

export interface Run {
  readonly id: number;
  readonly title: string;
  readonly conclusion: string;
  /** All that the run printed. */
  readonly log: string;
  /** Looks at the list until the run has ended. */
  left: number;
}

/** The workflow of the template at a local forge; its script is run as the forge would run it. */
export interface JobRuns {
  readonly runs: Run[];
  readonly inputs: Readonly<Record<string, string>>[];
  habit: Habit;
  /** Name of the secret that it knows. */
  secret: string;
  /** How often the list is looked at before a run has ended. */
  slow: number;
  /** The state of the workflow; empty where there is none. */
  state: string;
  /** Undefined for calls that are not about jobs. */
  answer(call: SinkCall): SinkReply | undefined;
}

const fill = (text: string, inputs: Readonly<Record<string, string>>, secret: string): string =>
  text.replaceAll(/\$\{\{ (inputs|secrets)\.(\w+) \}\}/g, (_, kind: string, name: string) => (kind === 'secrets' ? secret : (inputs[name] ?? '')));

/** Runs the script of the template, as a runner of GitHub calls its bash, with a secret as the forge gives it, under the name that whoever copied the template wrote in it. */
export function runTemplate(inputs: Readonly<Record<string, string>>, secret: string, name = 'API_KEY'): { readonly code: number | null; readonly log: string } {
  const [step] = WORKFLOW.jobs['prove']?.steps ?? [];
  if (step === undefined) throw new Error('the template has no step');
  const env = Object.fromEntries(Object.entries(step.env).map(([variable, text]) => [variable.replace('API_KEY', name), fill(text, inputs, secret)]));
  const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run.replaceAll('API_KEY', name)], { env: { PATH: process.env['PATH'] ?? '', ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return { code: ran.status, log: ran.stdout + ran.stderr };
}

function conclude(habit: Habit, code: number | null): string {
  if (habit === 'is cancelled') return 'cancelled';
  if (habit === 'says yes to everything') return 'success';
  return habit === 'says no to everything' || code !== 0 ? 'failure' : 'success';
}

/**
 * @param prefix what stands before `repos`
 * @param secretOf the value of the secret now, of a repository
 * @param shape adds what the description of a forge asks of an answer
 */
export function makeJobRuns(prefix: readonly string[], secretOf: (repository: string, name: string) => string | undefined, shape: (kind: 'repository' | 'workflow' | 'run', row: Record<string, unknown>) => unknown = (_, row) => row): JobRuns {
  const wanted = Object.keys(WORKFLOW.on.workflow_dispatch.inputs).toSorted();
  const rowOf = (run: Run, file: string): unknown => {
    const isDone = run.left <= 0 && self.habit !== 'never ends';
    run.left -= 1;
    return shape('run', { id: run.id, display_title: run.title, event: 'workflow_dispatch', head_branch: 'main', path: `.github/workflows/${file}`, status: isDone ? 'completed' : 'in_progress', conclusion: isDone ? run.conclusion : null, html_url: `https://forge.example/acme/shop/actions/runs/${run.id}` });
  };
  const start = ({ json }: SinkCall, repository: string): SinkReply => {
    const inputs = json['inputs'] as Readonly<Record<string, string>>;
    if (json['ref'] !== 'main' || Object.keys(inputs).toSorted().join() !== wanted.join()) return [422, { message: 'Unexpected inputs' }];
    self.inputs.push(inputs);
    if (self.habit === 'never starts') return [204];
    const { code, log } = runTemplate(inputs, secretOf(repository, self.secret) ?? '', self.secret);
    const title = self.habit === 'has no title' ? 'stanch prove' : fill(WORKFLOW['run-name'], inputs, '');
    self.runs.unshift({ id: 100 + self.runs.length, title, conclusion: conclude(self.habit, code), log, left: self.slow });
    return [204];
  };
  const FILE = 'stanch-prove.yml';
  const self: JobRuns = {
    runs: [],
    inputs: [],
    habit: 'honest',
    secret: 'API_KEY',
    slow: 0,
    state: 'active',
    answer(call) {
      const path = call.path.slice(prefix.length);
      if (call.path.slice(0, prefix.length).join('/') !== prefix.join('/') || path[0] !== 'repos') return undefined;
      const [, owner = '', name = '', ...rest] = path;
      const line = `${call.method} ${rest.join('/')}`;
      if (line === 'GET ') return [200, shape('repository', { id: 1, name, full_name: `${owner}/${name}`, default_branch: 'main' })];
      if (line === `GET actions/workflows/${FILE}`) return self.state === '' ? [404, { message: 'Not Found' }] : [200, shape('workflow', { id: 1, name: 'stanch prove', path: FILE, state: self.state })];
      if (line === `POST actions/workflows/${FILE}/dispatches`) return start(call, `${owner}/${name}`);
      if (line !== 'GET actions/runs' || call.query.get('event') !== 'workflow_dispatch' || call.query.get('branch') !== 'main') return undefined;
      return [200, { total_count: self.runs.length, workflow_runs: self.runs.map((run) => rowOf(run, FILE)) }];
    },
  };
  return self;
}
