import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Git } from '#git/git.ts';
import { addIgnorePatterns, patternsForName } from '#hygiene/ignore-edit.ts';
import { isIgnored, isShared } from '#hygiene/facts.ts';
import { askIgnore } from './hygiene-facts.ts';
import { hookBlock, insertBlock, isShellScript, type Programs } from './install-script.ts';
import { detectManager, frameworkFile, lefthookFile, nativeHooksFolder, type HookManager, type HookPlace } from './install-target.ts';
import { editFramework, editLefthook } from './install-yaml.ts';
import { WORKFLOW_PATH, workflowText } from './install-workflow.ts';
import type { FileChange } from './text-diff.ts';

/** Hooks that `init` sets up. Merges, rebases and cherry-picks call none of the first two: pre-push is the net below. */
export const INSTALLED_HOOKS = ['pre-commit', 'commit-msg', 'pre-push'] as const;

export interface InstallOptions {
  /** Undefined: found out by `detectManager`. */
  readonly manager: HookManager | undefined;
  readonly programs: Programs;
  /** Also write a workflow for GitHub Actions, with this version. */
  readonly workflow: string | undefined;
}

/** What `init` would do; nothing is written yet. Carried out by `writeChanges`. */
export interface InstallPlan {
  readonly manager: HookManager;
  readonly changes: readonly FileChange[];
  /** What remains for a person to do. */
  readonly notes: readonly string[];
}

/** Plans hooks, ignore lines and, where asked for, a workflow. Planning what is in place already gives no change. */
export function planInstall(git: Git, place: HookPlace, options: InstallOptions): InstallPlan {
  const manager = options.manager ?? detectManager(place);
  const hooks = planHooks(manager, place, options.programs);
  const all = [...hooks.changes, ...planIgnore(git, place.root), ...(options.workflow === undefined ? [] : planWorkflow(place.root, options.workflow))];
  return { manager, changes: all.filter((change) => change.before !== change.after), notes: hooks.notes };
}

/** Files in which a block of ours may stand, whoever wrote it; for `planUndo`. */
export function blockFiles({ root }: Pick<HookPlace, 'root'>): string[] {
  return [...INSTALLED_HOOKS.map((hook) => join('.husky', hook)), ...[lefthookFile(root), frameworkFile(root)].filter((path) => path !== undefined)];
}

type Hooks = Pick<InstallPlan, 'changes' | 'notes'>;

function planHooks(manager: HookManager, place: HookPlace, programs: Programs): Hooks {
  const { root } = place;
  switch (manager) {
    case 'husky': {
      const isSetUp = /[\\/]\.husky(?:[\\/]_)?$/.test(place.hooksPath);
      return { changes: INSTALLED_HOOKS.flatMap((hook) => planScript(root, join('.husky', hook), { hook })), notes: isSetUp ? [] : ['husky is not active in this clone yet: npm install --save-dev husky && npx husky'] };
    }
    case 'lefthook': {
      const path = lefthookFile(root) ?? 'lefthook.yml';
      return { changes: [edit(root, path, (text) => editLefthook(text, INSTALLED_HOOKS))], notes: ['lefthook install puts the hooks in place; stanch must be in devDependencies'] };
    }
    case 'pre-commit-framework': {
      const path = frameworkFile(root) ?? '.pre-commit-config.yaml';
      return { changes: [edit(root, path, editFramework)], notes: [`${INSTALLED_HOOKS.map((hook) => `--hook-type ${hook}`).join(' ')}: give these to pre-commit install; stanch must be in devDependencies`] };
    }
    case 'native': {
      const folder = relative(root, nativeHooksFolder(place));
      const inside = folder.startsWith('..') ? nativeHooksFolder(place) : folder;
      return { changes: INSTALLED_HOOKS.flatMap((hook) => planScript(root, join(inside, hook), { hook, programs })), notes: [] };
    }
  }
}

/** A shell script gets the block at its top; a program of another kind moves aside and is called after it. */
function planScript(root: string, path: string, { hook, programs }: { hook: string; programs?: Programs }): FileChange[] {
  const before = readLatin1(root, path);
  const shared = path.startsWith('.husky');
  const head = shared ? '' : '#!/bin/sh\n';
  const mode = shared ? 0o644 : 0o755;
  if (before === undefined || isShellScript(before)) {
    return [{ path, before, after: insertBlock(before ?? head, latin1(hookBlock(hook, { programs }))), mode: shared && before !== undefined ? undefined : mode }].map(withoutUndefined);
  }
  const aside = `${path}.before-stanch`;
  const next = `${hook}.before-stanch`;
  return [
    { path: aside, before: readLatin1(root, aside), after: before, mode: 0o755 },
    { path, before, after: `${head}${latin1(hookBlock(hook, { programs, next }))}\n`, mode },
  ];
}

function withoutUndefined({ mode, ...change }: Omit<FileChange, 'mode'> & { mode: number | undefined }): FileChange {
  return mode === undefined ? change : { ...change, mode };
}

/** Dotenv files are ignored for everybody, unless git says that they are already. */
function planIgnore(git: Git, root: string): FileChange[] {
  const names = ['.env', '.env.local'];
  const verdicts = askIgnore(git, names);
  const open = names.filter((name) => {
    const rule = verdicts.get(name);
    return !isIgnored(rule) || !isShared(rule);
  });
  return open.length === 0 ? [] : [edit(root, '.gitignore', (text) => addIgnorePatterns(text, [...new Set(open.flatMap(patternsForName))]))];
}

/** A workflow of that name that somebody wrote stays as it is. */
function planWorkflow(root: string, version: string): FileChange[] {
  return existsSync(join(root, WORKFLOW_PATH)) ? [] : [edit(root, WORKFLOW_PATH, () => workflowText(version))];
}

function edit(root: string, path: string, change: (text: string) => string): FileChange {
  const before = readLatin1(root, path);
  return { path, before, after: change(before ?? '') };
}

function readLatin1(root: string, path: string): string | undefined {
  const file = resolve(root, path);
  return existsSync(file) ? readFileSync(file, 'latin1') : undefined;
}

function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
