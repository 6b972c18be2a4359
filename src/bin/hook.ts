import { join } from 'node:path';
import process from 'node:process';
import { readRulesFile } from '#app/rules-file.ts';
import { runHook } from '#hook/run-hook.ts';
import { makeHost } from './host.ts';
import { hookSettings } from './hook-settings.ts';
import { VERSION } from './version.ts';

const host = makeHost();
const tools = { version: VERSION, builtin: () => readRulesFile(join(__dirname, 'rules.pack')), settings: hookSettings };
void runHook(host.argv.slice(1), host, tools).then((code) => {
  process.exitCode = code;
});
