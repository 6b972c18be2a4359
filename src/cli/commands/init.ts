import { dirname, join } from 'node:path';
import { applyUndo, planUndo, writeChanges } from '#app/install-record.ts';
import { CI_NAMES, type CiName } from '#app/install-ci.ts';
import { blockFiles, planInstall, type InstallOptions } from '#app/install.ts';
import { HOOK_MANAGERS, type HookManager, type HookPlace } from '#app/install-target.ts';
import { openRepository } from '#app/repository.ts';
import { formatDiff, type FileChange } from '#app/text-diff.ts';
import { FOREIGN_TOOLS, type ForeignTool } from '#config/import/foreign-tools.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT, type ExitCode } from '#core/exit-code.ts';
import { openGit } from '#git/git.ts';
import type { Command, Invocation } from '../command.ts';
import { withContext } from '../context.ts';
import { isSet, textOf } from '../flag.ts';

async function placeOf(invocation: Invocation): Promise<HookPlace> {
  const { host } = invocation;
  // Asked for in the top folder: a relative hooks path counts from there.
  const { info } = await withContext(invocation, host.cwd, (context) => openRepository(host.cwd, context));
  if (info.topLevel === undefined) throw new UsageError('a bare repository has no work tree to set up');
  const root = info.topLevel;
  const top = await withContext(invocation, root, (context) => openRepository(root, context));
  return { root, hooksPath: top.info.hooksPath, commonDir: top.info.commonDir };
}

function show(changes: readonly FileChange[], { host }: Invocation): void {
  for (const change of changes) host.stdout.write(formatDiff(change));
}

async function undo(invocation: Invocation): Promise<ExitCode> {
  const place = await placeOf(invocation);
  const changes = planUndo(place.root, place.commonDir, blockFiles(place));
  show(changes, invocation);
  applyUndo(place.root, place.commonDir, changes);
  invocation.host.stdout.write(changes.length === 0 ? 'nothing to undo\n' : 'undone: everything is as it was before stanch init\n');
  return EXIT.clean;
}

function managerOf({ values }: Invocation): HookManager | undefined {
  const asked = HOOK_MANAGERS.filter((manager) => isSet(values, manager));
  if (asked.length > 1) throw new UsageError(`choose one of ${HOOK_MANAGERS.map((manager) => `--${manager}`).join(', ')}`);
  return asked[0];
}

function ciOf({ values, installation }: Invocation): InstallOptions['ci'] {
  const name = isSet(values, 'action') ? 'github' : (textOf(values, 'ci') as CiName | undefined);
  return name === undefined ? undefined : { name, templates: join(dirname(installation.program), '../templates/ci') };
}

export const INIT: Command = {
  name: 'init',
  usage: '[--from TOOL [FILE]]',
  summary: 'set up git hooks and ignore lines, or take over the settings of another scanner',
  examples: [
    ['stanch init', 'hooks for husky, lefthook, pre-commit or plain git, whichever is here'],
    ['stanch init --ci gitlab', 'and the job for a build server'],
    ['stanch init --dry-run', 'only show what would be written'],
    ['stanch init --from gitleaks', 'own rules, settings and accepted findings from .gitleaks.toml and .gitleaksignore'],
    ['stanch init --undo', 'take it all back, byte for byte'],
  ],
  flags: [
    ...HOOK_MANAGERS.map((manager) => ({ name: manager, type: 'boolean' as const, doc: manager === 'native' ? 'plain git hooks' : `hooks by ${manager}` })),
    { name: 'post-checkout', type: 'boolean', doc: 'also warn of dotenv files that a checkout brings' },
    { name: 'ci', type: 'text', value: 'NAME', choices: CI_NAMES, doc: 'also write the job of a build server, unless its file is there' },
    { name: 'action', type: 'boolean', doc: 'the same as --ci github' },
    { name: 'from', type: 'text', value: 'TOOL', choices: FOREIGN_TOOLS, doc: 'take over the settings of another scanner, and list what cannot be' },
    { name: 'force', type: 'boolean', doc: 'with --from: overwrite files that are there' },
    { name: 'dry-run', type: 'boolean', doc: 'write nothing' },
    { name: 'undo', type: 'boolean', doc: 'take back what init has written' },
  ],
  words: [0, 1],
  run: async (invocation) => {
    const { host, values, installation } = invocation;
    const tool = textOf(values, 'from') as ForeignTool | undefined;
    if (tool === undefined && invocation.words.length > 0) throw new UsageError(`too many words: ${printable(invocation.words[0] ?? '')}`, 'stanch init --from TOOL FILE takes a file of another scanner over');
    if (isSet(values, 'undo')) return undo(invocation);
    const place = await placeOf(invocation);
    // Readers of other formats are loaded only for those who ask for one.
    if (tool !== undefined) return (await import('./init-import.ts')).importForeign(invocation, place, tool);
    const plan = planInstall(openGit({ cwd: place.root, env: host.env }), place, {
      manager: managerOf(invocation),
      programs: { node: installation.node, cli: installation.program },
      ci: ciOf(invocation),
      postCheckout: isSet(values, 'post-checkout'),
    });
    show(plan.changes, invocation);
    if (!isSet(values, 'dry-run')) writeChanges(place.root, place.commonDir, plan.changes);
    const done = isSet(values, 'dry-run') ? 'nothing was written' : `hooks are in place (${plan.manager}); stanch init --undo takes them back`;
    host.stdout.write(`${plan.changes.length === 0 ? `all is in place already (${plan.manager})` : done}\n`);
    for (const note of plan.notes) host.stdout.write(`  note: ${note}\n`);
    return EXIT.clean;
  },
};
