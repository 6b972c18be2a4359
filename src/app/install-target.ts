import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { readHead } from './read-head.ts';

/** Who calls the hooks of a repository. */
export const HOOK_MANAGERS = ['husky', 'lefthook', 'pre-commit-framework', 'native'] as const;
export type HookManager = (typeof HOOK_MANAGERS)[number];

const LEFTHOOK_FILES = ['lefthook.yml', 'lefthook.yaml', '.lefthook.yml', '.lefthook.yaml', '.config/lefthook.yml'];
const FRAMEWORK_FILES = ['.pre-commit-config.yaml', '.pre-commit-config.yml'];

export interface HookPlace {
  /** Top folder of the work tree. */
  readonly root: string;
  /** Folder where git looks for hooks, `core.hooksPath` respected; absolute. */
  readonly hooksPath: string;
  /** Git folder that all work trees share; absolute. */
  readonly commonDir: string;
}

/** The manager that a repository already uses: by where git looks for hooks, then by the files of each. */
export function detectManager({ root, hooksPath }: HookPlace): HookManager {
  if (/[\\/]\.husky(?:[\\/]_)?$/.test(hooksPath) || existsSync(join(root, '.husky')) || usesHusky(root)) return 'husky';
  if (lefthookFile(root) !== undefined) return 'lefthook';
  return frameworkFile(root) === undefined ? 'native' : 'pre-commit-framework';
}

/** Configuration file of lefthook, relative to the top folder. */
export function lefthookFile(root: string): string | undefined {
  return LEFTHOOK_FILES.find((name) => existsSync(join(root, name)));
}

/** Configuration file of the pre-commit framework, relative to the top folder. */
export function frameworkFile(root: string): string | undefined {
  return FRAMEWORK_FILES.find((name) => existsSync(join(root, name)));
}

/**
 * The folder for plain hooks.
 * @throws UsageError where `core.hooksPath` leads out of the repository: what is written there would run everywhere
 */
export function nativeHooksFolder({ root, hooksPath, commonDir }: HookPlace): string {
  const inside = [root, commonDir].some((folder) => !relative(resolve(folder), hooksPath).startsWith('..'));
  if (inside) return hooksPath;
  throw new UsageError(`core.hooksPath is ${printable(hooksPath)}, outside of this repository`, 'its hooks serve other repositories too: add "stanch hook NAME" there yourself, or unset core.hooksPath here');
}

/** More than any package.json has. */
const MAX_MANIFEST = 4 * 1024 * 1024;

function usesHusky(root: string): boolean {
  const text = readHead(root, 'package.json', MAX_MANIFEST);
  if (text === undefined) return false;
  try {
    const manifest = JSON.parse(text.toString('utf8')) as { devDependencies?: Record<string, unknown>; dependencies?: Record<string, unknown> };
    return 'husky' in { ...manifest.devDependencies, ...manifest.dependencies };
  } catch {
    // A broken package.json names no manager; npm will complain of it, this is not the place.
    return false;
  }
}
