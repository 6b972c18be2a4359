import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { engineFor } from '#app/history-reader.ts';
import { describeTarget } from '#app/lifecycle/look-at-sinks.ts';
import { ENGINES } from '#engine/choose-engine.ts';
import { findConfig } from '#app/read-settings.ts';
import { readRulesFile } from '#app/rules-file.ts';
import { StanchError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT } from '#core/exit-code.ts';
import { openClient, type RepositoryInfo } from '#git/client.ts';
import { openGit } from '#git/git.ts';
import { INSTALLED_HOOKS } from '#app/install.ts';
import { detectManager } from '#app/install-target.ts';
import { readBaseline } from '#store/baseline-file.ts';
import type { Command, Invocation } from '../command.ts';
import { withContext } from '../context.ts';
import { textOf, textsOf } from '../flag.ts';

/** One thing that was looked at: fine or not, and in words. */
interface Finding {
  readonly isFine: boolean;
  readonly text: string;
}

function fine(text: string): Finding {
  return { isFine: true, text };
}

/** A look that fails is a finding, not the end of the doctor. */
async function look(work: () => Promise<Finding[]> | Finding[]): Promise<Finding[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StanchError)) throw error;
    return [{ isFine: false, text: `${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}` }];
  }
}

function hooksOf(info: RepositoryInfo): Finding[] {
  const { topLevel: root, hooksPath, commonDir } = info;
  if (root === undefined) return [fine('bare repository: no hooks of a work tree')];
  const manager = detectManager({ root, hooksPath, commonDir });
  const missing = INSTALLED_HOOKS.filter((hook) => !existsSync(join(hooksPath, hook)));
  if (missing.length === 0) return [fine(`hooks in ${printable(hooksPath)} (${manager})`)];
  return [{ isFine: false, text: `no ${missing.join(', ')} hook in ${printable(hooksPath)}: stanch init (${manager})` }];
}

/** The engine that would read this history, why, and what takes over what it cannot read. */
function engineLine(info: RepositoryInfo, env: Invocation['host']['env']): Finding {
  const { engine, reason } = engineFor({ info }, {}, env);
  const rest = ENGINES.slice(ENGINES.indexOf(engine) + 1);
  return fine(`history engine: ${engine}, ${reason}${rest.length === 0 ? '' : ` (else ${rest.join(', else ')})`}`);
}

async function repositoryOf({ host }: Invocation): Promise<Finding[]> {
  const git = openGit({ cwd: host.cwd, env: host.env });
  const client = await openClient(git);
  const version = await client.version();
  const info = await client.info();
  const root = info.topLevel ?? info.gitDir;
  const entries = readBaseline(root)?.entries.length;
  return [
    fine(`git ${printable(version)} at ${printable(git.program)}`),
    fine(`repository ${printable(root)}, ${info.objectFormat}`),
    info.isShallow ? { isFine: false, text: 'shallow clone: an audit will be incomplete (git fetch --unshallow)' } : fine('history is whole'),
    ...(info.isPartial ? [{ isFine: false, text: 'partial clone: objects may be missing and an audit incomplete' }] : []),
    engineLine(info, host.env),
    ...hooksOf(info),
    fine(`configuration: ${findConfig(root) ?? 'none, defaults hold'}`),
    fine(`baseline: ${entries === undefined ? 'none' : `${entries} entries`}`),
  ];
}

/** Looks at the stores that a rotation would write to. */
async function storesOf({ host, values }: Invocation): Promise<Finding[]> {
  const world = { env: host.env, cwd: host.cwd, clock: { now: () => host.clock.now(), sleep: (time: number) => setTimeout(time) } };
  const findings: Finding[] = [];
  for (const target of textsOf(values, 'to')) {
    const told = await look(async () => (await describeTarget(target, world, textOf(values, 'prove-by'))).map(fine));
    findings.push(...told.map(({ isFine, text }) => ({ isFine, text: printable(`${target}: ${text}`) })));
  }
  return findings;
}

export const DOCTOR: Command = {
  name: 'doctor',
  usage: '',
  summary: 'say whether everything is in place here',
  examples: [
    ['stanch doctor', 'git, repository, hooks, configuration, rules'],
    ['stanch doctor --to github-actions:acme/shop#API_KEY', 'and whether that secret could be set'],
  ],
  flags: [
    { name: 'to', type: 'list', value: 'KIND:PLACE#NAME', doc: 'say whether a new key could be brought there, without a change' },
    { name: 'prove-by', type: 'text', value: 'WORKFLOW', doc: 'and whether that workflow could say that it stands there: [OWNER/REPO/]FILE.yml[@BRANCH]' },
  ],
  words: [0, 0],
  run: async (invocation) => {
    const { host, installation } = invocation;
    const findings = [
      fine(`stanch ${installation.version}, Node ${process.versions.node}`),
      ...(await look(() => [fine(`${readRulesFile(installation.rulesFile).rules.length} rules`)])),
      ...(await look(() => repositoryOf(invocation))),
      ...(await storesOf(invocation)),
      ...(await look(() => withContext(invocation, host.cwd, () => Promise.resolve([fine('configuration holds')])))),
    ];
    for (const { isFine, text } of findings) host.stdout.write(`  ${isFine ? 'ok' : '! '}  ${text}\n`);
    return findings.every(({ isFine }) => isFine) ? EXIT.clean : EXIT.usage;
  },
};
