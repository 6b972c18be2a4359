import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '#cli/main.ts';
import type { ExitCode } from '#core/exit-code.ts';
import { packRules } from '#detect/pack-rules.ts';
import { specialRules } from '#detect/scanner.ts';
import { tokenRule } from '../helpers/context.ts';
import { githubToken } from '../helpers/keys.ts';
import { fakeHost, fakeInstallation, type FakeOptions } from './fake-host.ts';

/** The key that must never be shown. */
export const CANARY: string = githubToken('door');
/** One line that says what is wrong, maybe one that says what to do, no stack. */
export const CLEAR: RegExp = /^stanch: .+\n(?: {2}\S.*\n)?$/;
/** Enough files for a progress line to be asked for. */
const MANY = 200;

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

type RunOptions = Omit<FakeOptions, 'cwd'> & { readonly cwd?: string; readonly rules?: string };

/** A folder with a clean, a leaky and a full folder in it, and the command line to run there. */
export interface Stage {
  readonly folder: string;
  readonly rulesFile: string;
  readonly run: (argv: readonly string[], options?: RunOptions) => Promise<Ran>;
  readonly cleanup: () => void;
}

export function makeStage(): Stage {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-main-')));
  const rulesFile = join(folder, 'rules.pack');
  writeFileSync(rulesFile, packRules([tokenRule(), ...specialRules().map((compiled) => compiled.rule)], '0'.repeat(8)));
  for (const name of ['clean', 'leaky', 'many']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'clean/a.txt'), 'nothing\n');
  writeFileSync(join(folder, 'leaky/a.txt'), `token = ${CANARY}\n`);
  for (let index = 0; index < MANY; index++) writeFileSync(join(folder, `many/${index}.txt`), 'nothing\n');
  const run = async (argv: readonly string[], { cwd = 'clean', rules = rulesFile, ...options }: RunOptions = {}): Promise<Ran> => {
    const host = fakeHost(argv, { cwd: join(folder, cwd), ...options });
    const code = await main(host, fakeInstallation(rules));
    return { code, out: host.out(), err: host.err() };
  };
  return { folder, rulesFile, run, cleanup: () => rmSync(folder, { recursive: true, force: true }) };
}
