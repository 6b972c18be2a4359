import { join } from 'node:path';
import process from 'node:process';
import { main } from '#cli/main.ts';
import { makeHost } from './host.ts';
import { VERSION } from './version.ts';

const installation = {
  version: VERSION,
  rulesFile: join(__dirname, 'rules.pack'),
  samplesFile: join(__dirname, 'rule-samples.json'),
  workerFile: join(__dirname, 'worker.cjs'),
  program: join(__dirname, 'stanch.cjs'),
  node: process.execPath,
  peakMemory: () => process.resourceUsage().maxRSS * 1_024,
};

void main(makeHost(), installation).then((code) => {
  process.exitCode = code;
});
