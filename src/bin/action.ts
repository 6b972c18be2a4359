import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { runAction } from '#action/run.ts';
import { readRulesFile } from '#app/rules-file.ts';
import { makeHost } from './host.ts';
import { VERSION } from './version.ts';

const tools = { version: VERSION, builtin: () => readRulesFile(join(__dirname, 'rules.pack.br')), workerEntry: { url: pathToFileURL(join(__dirname, 'worker.cjs')) } };

void runAction(makeHost(), tools).then((code) => {
  process.exitCode = code;
});
