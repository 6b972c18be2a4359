import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findConfig } from '#app/find-config.ts';
import { DEFAULTS, HOOK_CONFIDENCE, OWN_RULES_FOLDER } from '#config/defaults.ts';
import type { ScanSettings } from '#config/settings.ts';

/** What hooks run with. Parsers are loaded only for a repository that has something to parse: starting is what a hook is timed by. */
export async function hookSettings(root: string): Promise<ScanSettings> {
  if (findConfig(root) !== undefined || existsSync(join(root, OWN_RULES_FOLDER))) {
    const { readSettings } = await import('#app/read-settings.ts');
    return readSettings({ root, forHook: true, flags: {} });
  }
  return { ...DEFAULTS, confidence: HOOK_CONFIDENCE, ownRules: undefined };
}
