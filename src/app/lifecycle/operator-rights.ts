import { UsageError } from '#core/errors.ts';
import type { OldKey, Provider, ProviderContext } from '#providers/provider.ts';
import type { Rights } from '#providers/rights.ts';

/**
 * What the operator's key may do, where it is needed and its provider tells: asked before anything is made or ended.
 * @throws IncompleteError where the key is not even taken
 */
export async function readOperatorRights(provider: Provider, context: ProviderContext, matter: { readonly mode: 'rotate' | 'revoke'; readonly old: OldKey; readonly isNeeded: boolean }): Promise<Rights | undefined> {
  if (context.operator === undefined || !matter.isNeeded) return undefined;
  return provider.readRights?.(context, matter.old, matter.mode);
}

/** @throws UsageError for a key that may do too little, or too much unless that was allowed */
export function checkOperatorRights(rights: Rights | undefined, { operatorEnv, scopes }: Provider, isWideAllowed: boolean): void {
  if (rights === undefined) return;
  if (rights.missing.length > 0) throw new UsageError(`your key (${rights.told}) lacks: ${rights.missing.join(', ')}`, `set ${operatorEnv} to one with: ${scopes}`);
  if (rights.excess.length > 0 && !isWideAllowed) throw new UsageError(`your key (${rights.told}) may do more than is needed: ${rights.excess.join(', ')}`, `set ${operatorEnv} to one with no more than: ${scopes}; or go on with this one: --wide-key`);
}
