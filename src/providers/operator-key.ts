import { UsageError } from '#core/errors.ts';
import type { ProviderContext } from './provider.ts';

/** The operator's key, raw. @throws UsageError where none was given */
export function operatorKey(context: ProviderContext): string {
  if (context.operator === undefined) throw new UsageError('this needs a key of yours with the right to manage keys', 'it is given through the environment: see docs/providers.md');
  return context.operator.reveal();
}

/** A setting that the step cannot go without. @throws UsageError */
export function settingOf(context: ProviderContext, name: string): string {
  const value = context.settings[name];
  if (value === undefined || value === '') throw new UsageError(`the setting ${name} is missing`, 'it is given through the environment: see docs/providers.md');
  return value;
}
