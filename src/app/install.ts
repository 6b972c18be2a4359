import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Git } from '#git/git.ts';
import { addIgnorePatterns, patternsForName } from '#hygiene/ignore-edit.ts';
import { isIgnored, isShared } from '#hygiene/facts.ts';
import { askIgnore } from './hygiene-facts.ts';
import { planCi, type CiRequest } from './install-ci.ts';
import { hookBlock, insertBlock, isShellScript, type Programs } from './install-script.ts';
import { detectManager, frameworkFile, lefthookFile, nativeHooksFolder, type HookManager, type HookPlace } from './install-target.ts';
import { editFramework, editLefthook } from './install-yaml.ts';
import type { FileChange } from './text-diff.ts';

/** Hooks that `init` sets up. Merges, rebases and cherry-picks call none of the first two: pre-push is the net below. */
export const INSTALLED_HOOKS = ['pre-commit', 'commit-msg', 'pre-push'] as const;
/** Set up where it is asked for: it stops nothing. */
const WARNING_HOOK = 'post-checkout';

export interface InstallOptions {
  /** Undefined: found out by `detectManager`. */
  readonly manager: HookManager | undefined;
  readonly programs: Programs;
  /** Also write the file of a build server. */
  readonly ci?: CiRequest | undefined;
  /** Also warn after a checkout. */
  readonly postCheckout?: boolean;
}

/** What `init` would do; nothing is written yet. Carried out by `writeChanges`. */
export interface InstallPlan {
  readonly manager: HookManager;
  readonly changes: readonly FileChange[];
  /** What remains for a person to do. */
  readonly notes: readonly string[];
}

/** Plans hooks, ignore lines and, where asked for, the file of a build server. Planning what is in place already gives no change. */
export function planInstall(git: Git, place: HookPlace, options: InstallOptions): InstallPlan {
  const manager = options.manager ?? detectManager(place);
  const { root } = place;
  const names = [...INSTALLED_HOOKS, ...(options.postCheckout === true ? [WARNING_HOOK] : [])];
  const hooks = planHooks(manager, place, { programs: options.programs, names });
  const ci = options.ci === undefined ? { changes: [], notes: [] } : planCi(root, options.ci);
  const all = [...hooks.changes, ...planIgnore(git, root), ...ci.changes];
  return { manager, changes: all.filter((change) => change.before !== change.after), notes: [...hooks.notes, ...ci.notes] };
}

/** Files in which a block of ours may stand, whoever wrote it; for `planUndo`. */
export function blockFiles({ root }: Pick<HookPlace, 'root'>): string[] {
  return [...[...INSTALLED_HOOKS, WARNING_HOOK].map((hook) => join('.husky', hook)), ...[lefthookFile(root), frameworkFile(root)].filter((path) => path !== undefined)];
}

type Hooks = Pick<InstallPlan, 'changes' | 'notes'>;

function planHooks(manager: HookManager, place: HookPlace, { programs, names }: { readonly programs: Programs; readonly names: readonly string[] }): Hooks {
  const { root } = place;
  switch (manager) {
    case 'husky': {
      const isSetUp = /[\\/]\.husky(?:[\\/]_)?$/.test(place.hooksPath);
      return { changes: names.flatMap((hook) => planScript(root, join('.husky', hook), { hook })), notes: isSetUp ? [] : ['husky is not active in this clone yet: npm install --save-dev husky && npx husky'] };
    }
    case 'lefthook': {
      const path = lefthookFile(root) ?? 'lefthook.yml';
      return { changes: [edit(root, path, (text) => editLefthook(text, names))], notes: ['lefthook install puts the hooks in place; stanch must be in devDependencies'] };
    }
    case 'pre-commit-framework': {
      const path = frameworkFile(root) ?? '.pre-commit-config.yaml';
      return { changes: [edit(root, path, (text) => editFramework(text, names))], notes: [`${names.map((hook) => `--hook-type ${hook}`).join(' ')}: give these to pre-commit install; stanch must be in devDependencies`] };
    }
    case 'native': {
      const folder = relative(root, nativeHooksFolder(place));
      const inside = folder.startsWith('..') ? nativeHooksFolder(place) : folder;
      return { changes: names.flatMap((hook) => planScript(root, join(inside, hook), { hook, programs })), notes: [] };
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
