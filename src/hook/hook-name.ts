import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';

/** Git hooks that have a door here, by the names that git gives them. */
export const HOOK_NAMES = ['pre-commit', 'pre-merge-commit', 'commit-msg', 'pre-push', 'post-checkout', 'pre-receive', 'update'] as const;
export type HookName = (typeof HOOK_NAMES)[number];

/** What each of them stops, in words. */
export const HOOK_DEEDS: Readonly<Record<HookName, { readonly deed: string; readonly again: string; readonly where: string }>> = {
  'pre-commit': { deed: 'commit', again: 'git commit', where: 'in staged changes' },
  'pre-merge-commit': { deed: 'merge', again: 'git merge', where: 'in the merge' },
  'commit-msg': { deed: 'commit', again: 'git commit', where: 'in the commit message' },
  'pre-push': { deed: 'push', again: 'git push', where: 'in commits to be pushed' },
  'post-checkout': { deed: 'checkout', again: 'git checkout', where: 'in what was checked out' },
  'pre-receive': { deed: 'push', again: 'git push', where: 'in pushed commits' },
  update: { deed: 'push', again: 'git push', where: 'in pushed commits' },
};

/** @throws UsageError for a name that no hook has */
export function parseHookName(text: string | undefined): HookName {
  const name = HOOK_NAMES.find((known) => known === text);
  if (name !== undefined) return name;
  throw new UsageError(text === undefined ? 'which hook?' : `no hook is called ${printable(text)}`, `known hooks: ${HOOK_NAMES.join(', ')}`);
}
