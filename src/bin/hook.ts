import { join } from 'node:path';
import process from 'node:process';
import { readRulesFile } from '#app/rules-file.ts';
import type { ScanSettings } from '#config/settings.ts';
import { runHook } from '#hook/run-hook.ts';
import { makeHost } from './host.ts';
import { hookSettings } from './hook-settings.ts';
import { VERSION } from './version.ts';

const host = makeHost();
let rulesFile = 'hook.pack';

/** A configuration that names rules may name any, and overrides may make a finding surer than its rule is. */
function needsAll({ confidence, disabled, severities, overrides = [] }: ScanSettings): boolean {
  return confidence !== 'high' || disabled.length + overrides.length + Object.keys(severities).length > 0;
}

/** Rules that cannot be sure are left out, unless the configuration needs them. */
async function settings(root: string): Promise<ScanSettings> {
  const found = await hookSettings(root);
  if (needsAll(found)) rulesFile = 'rules.pack';
  return found;
}

void runHook(host.argv.slice(1), host, { version: VERSION, builtin: () => readRulesFile(join(__dirname, rulesFile)), settings }).then((code) => {
  process.exitCode = code;
});
