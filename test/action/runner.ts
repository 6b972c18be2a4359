import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text as textFrom } from 'node:stream/consumers';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testEnvironment, type TestRepo } from '../helpers/repo.ts';

const PROGRAM = resolve(fileURLToPath(import.meta.url), '../../../dist/action/index.cjs');
export const REPOSITORY = 'acme/shop';

export interface ActionRequest {
  readonly event: string;
  readonly payload: unknown;
  readonly sha?: string;
  readonly ref?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface ActionRun {
  readonly code: number | null;
  readonly log: string;
  readonly stderr: string;
  readonly summary: string;
  readonly outputs: ReadonlyMap<string, string>;
  readonly sarif: string;
}

/** Outputs as the runner reads them: `name<<delimiter`, lines, delimiter. */
function readOutputs(text: string): Map<string, string> {
  const outputs = new Map<string, string>();
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const match = /^([\w-]+)<<(\S+)$/.exec(lines[at] ?? '');
    if (match === null) continue;
    const end = lines.indexOf(match[2] ?? '', at + 1);
    outputs.set(match[1] ?? '', lines.slice(at + 1, end).join('\n'));
    at = end;
  }
  return outputs;
}

/** Files and variables as the runner lays them out; `read` gathers what the program left in them. */
interface Stage {
  readonly env: NodeJS.ProcessEnv;
  read(result: Pick<ActionRun, 'code' | 'log' | 'stderr'>): ActionRun;
  clear(): void;
}

function stageOf(repo: TestRepo, { event, payload, sha, ref, inputs = {}, env = {} }: ActionRequest): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-runner-'));
  const file = (name: string): string => join(folder, name);
  writeFileSync(file('event.json'), typeof payload === 'string' ? payload : JSON.stringify(payload));
  for (const name of ['output', 'summary']) writeFileSync(file(name), '');
  return {
    env: {
      ...testEnvironment(folder),
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_SERVER_URL: 'https://github.test',
      GITHUB_API_URL: 'https://api.github.test',
      GITHUB_RUN_ID: '7',
      GITHUB_WORKSPACE: repo.dir,
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: file('event.json'),
      GITHUB_SHA: sha ?? repo.git('rev-parse', 'HEAD'),
      GITHUB_REF: ref ?? 'refs/heads/main',
      GITHUB_OUTPUT: file('output'),
      GITHUB_STEP_SUMMARY: file('summary'),
      RUNNER_TEMP: folder,
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      ...env,
    },
    read: (result) => {
      const outputs = readOutputs(readFileSync(file('output'), 'utf8'));
      const sarif = outputs.get('sarif') ?? '';
      return { ...result, summary: readFileSync(file('summary'), 'utf8'), outputs, sarif: sarif !== '' && existsSync(sarif) ? readFileSync(sarif, 'utf8') : '' };
    },
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Starts the bundle as the runner does: its own process, files and variables. */
export function runAction(repo: TestRepo, request: ActionRequest): ActionRun {
  const stage = stageOf(repo, request);
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM], { cwd: repo.dir, encoding: 'utf8', env: stage.env });
    return stage.read({ code: status, log: stdout, stderr });
  } finally {
    stage.clear();
  }
}

/** The same beside a server of this process, which could not answer while it waits. */
export async function startAction(repo: TestRepo, request: ActionRequest): Promise<ActionRun> {
  const stage = stageOf(repo, request);
  try {
    const child = spawn(process.execPath, [PROGRAM], { cwd: repo.dir, env: stage.env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [log, stderr, [code]] = await Promise.all([textFrom(child.stdout), textFrom(child.stderr), once(child, 'close') as Promise<[number | null]>]);
    return stage.read({ code, log, stderr });
  } finally {
    stage.clear();
  }
}

/** The payload of a pull request from `head` into `base`. */
export function pullRequest(base: string, head: string, { fork = false }: { readonly fork?: boolean } = {}): unknown {
  return {
    action: 'synchronize',
    repository: { full_name: REPOSITORY, default_branch: 'main' },
    pull_request: {
      number: 12,
      commits: 1,
      base: { sha: base, ref: 'main', repo: { full_name: REPOSITORY } },
      head: { sha: head, ref: 'topic', repo: { full_name: fork ? 'mallory/shop' : REPOSITORY } },
    },
  };
}

export function push(before: string, after: string, ref: string = 'refs/heads/main'): unknown {
  return { ref, before, after, deleted: /^0+$/.test(after), repository: { full_name: REPOSITORY, default_branch: 'main' } };
}
