import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Installation } from '#cli/command.ts';
import { main } from '#cli/main.ts';
import { packRules } from '#detect/pack-rules.ts';
import type { Rule } from '#ruleset/rule.ts';
import { base62 } from './keys.ts';
import { startNeuroai, type NeuroaiServer } from './neuroai-server.ts';
import { makeRepo, testEnvironment, type TestRepo } from './repo.ts';
import { ruleOf } from './rules.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A person at a terminal, who answers with `input`. */
  readonly terminal?: boolean;
  readonly cwd?: string;
}

/** A repository, a provider that issues keys, and the command line between them. */
export interface RespondStage {
  readonly repo: TestRepo;
  readonly server: NeuroaiServer;
  /** Folder of the journals, outside the repository. */
  readonly state: string;
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ran>;
  readonly cleanup: () => Promise<void>;
}

/** Starts the history engine from its source. */
const WORKER = fileURLToPath(new URL('../engine/worker-boot.mjs', import.meta.url));

/** A key of NeuroAI's form; invented, and different for every number. */
export function neuroaiKey(count: number): string {
  return `${['neuro', 'sk', ''].join('_')}${base62(`neuroai/${count}`, 36)}`;
}

const RULES = [
  ruleOf({ id: 'neuroai-api-key', title: 'NeuroAI API key', anchors: ['neuro_sk_'], pattern: 'neuro_sk_[0-9A-Za-z]{32,40}', prefix: 'neuro_sk_' }),
  ruleOf({ id: 'acme-token', anchors: ['acme_t_'], pattern: 'acme_t_[0-9A-Za-z]{20}' }),
  // Of the forms that the local providers of these names give out.
  ruleOf({ id: 'groq-key', anchors: ['groq='], pattern: 'groq=(?<secret>[\\w-]{16,80})' }),
  ruleOf({ id: 'anthropic-api-key', anchors: ['anthropic='], pattern: 'anthropic=(?<secret>[\\w-]{16,80})' }),
];

/** @param rules those of the repository's scans; a few invented ones where none are given */
export async function makeRespondStage(rules: readonly Rule[] = RULES): Promise<RespondStage> {
  const [server, repo] = [await startNeuroai(neuroaiKey), makeRepo()];
  const state = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-state-')));
  const rulesFile = join(state, 'rules.pack');
  writeFileSync(rulesFile, packRules(rules, '0'.repeat(8)));
  const installation: Installation = { version: '1.2.3', rulesFile, samplesFile: '', workerFile: WORKER, program: '', node: '', peakMemory: () => 1 };
  const run = async (args: readonly string[], { input = '', env = {}, terminal = false, cwd = repo.dir }: RunOptions = {}): Promise<Ran> => {
    const texts = { out: '', err: '' };
    const output = (name: 'out' | 'err') => ({ write: (text: string) => void (texts[name] += text), isTerminal: terminal, columns: 80, color: false });
    const stdin = (async function* () {
      yield await Promise.resolve(Buffer.from(input));
    })();
    const world = { ...testEnvironment(repo.dir), XDG_STATE_HOME: state, CI: '1', STANCH_NEUROAI_URL: server.base, STANCH_NEUROAI_KEY: server.operator, ...env };
    const host = { argv: args, env: world, cwd, stdin, stdout: output('out'), stderr: output('err'), clock: { now: () => Date.now() }, signal: new AbortController().signal };
    return { code: await main(host, installation), ...texts };
  };
  return {
    repo,
    server,
    state,
    run,
    cleanup: async () => {
      await server.close();
      repo.cleanup();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** The id of the only finding of a JSON report. */
export function onlyId(report: string): string {
  const { findings } = JSON.parse(report) as { findings: { id: string }[] };
  const [finding, other] = findings;
  if (finding === undefined || other !== undefined) throw new Error(`${findings.length} findings`);
  return finding.id;
}

/** The id of the run that a command speaks of. */
export function runIdOf({ out }: Ran): string {
  return /^run (\w{12})$/m.exec(out)?.[1] ?? '';
}
