import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '#cli/main.ts';
import { packRules } from '#detect/pack-rules.ts';
import { specialRules } from '#detect/scanner.ts';
import { fakeHost, fakeInstallation } from '../cli/fake-host.ts';
import { tokenRule } from '../helpers/context.ts';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, repoAt, testEnvironment, type TestRepo } from '../helpers/repo.ts';

export const KEY: string = githubToken('new in the change');
export const OLD_KEY: string = githubToken('there before the change');
export const GONE_KEY: string = githubToken('came and went');
const WORKER = fileURLToPath(new URL('../engine/worker-boot.mjs', import.meta.url));
export const ZEROS: string = '0'.repeat(40);

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * A repository as a build server meets it. `main` holds an old key and goes on after `topic` left it; `topic` brings a
 * new key, moves the old one, and has a third that comes and goes.
 */
export interface Stage {
  readonly origin: TestRepo;
  /** The commit where topic left main, the tip of main, topic's tip, and a merge of the two. */
  readonly fork: string;
  readonly base: string;
  readonly head: string;
  readonly merge: string;
  /** Makes a clone as a runner does: `depth` of one branch, or all of it; gone at the end. */
  readonly clone: (options?: { readonly branch?: string; readonly depth?: number }) => TestRepo;
  readonly run: (repo: TestRepo, env: Readonly<Record<string, string>>, args?: readonly string[]) => Promise<Ran>;
  readonly cleanup: () => void;
}

export function makeStage(): Stage {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-ci-test-')));
  const rulesFile = join(folder, 'rules.pack');
  writeFileSync(rulesFile, packRules([tokenRule(), ...specialRules().map((compiled) => compiled.rule)], '0'.repeat(8)));
  const origin = makeRepo();
  origin.commitFile('main.txt', 'first\n');
  const fork = origin.commitFile('old.ts', `const token = '${OLD_KEY}';\n`);
  origin.git('checkout', '-q', '-b', 'topic');
  origin.commitFile('gone.ts', `const token = '${GONE_KEY}';\n`);
  origin.commitFile('gone.ts', 'const token = process.env.TOKEN;\n');
  origin.commitFile('shop.ts', `const token = '${KEY}';\n`);
  origin.git('mv', 'old.ts', 'moved.ts');
  const head = origin.commit('move');
  origin.git('checkout', '-q', 'main');
  const base = origin.commitFile('main.txt', 'main went on\n');
  origin.git('checkout', '-q', '--detach');
  origin.git('merge', '-q', '--no-ff', '-m', 'merge', 'topic');
  const merge = origin.git('rev-parse', 'HEAD');
  origin.git('update-ref', 'refs/pull/7/merge', merge);
  origin.git('update-ref', 'refs/pull/7/head', head);
  origin.git('checkout', '-q', 'main');
  const clone: Stage['clone'] = ({ branch, depth } = {}) => {
    const dir = mkdtempSync(join(folder, 'clone-'));
    const only = [...(branch === undefined ? [] : [`--branch=${branch}`, '--single-branch']), ...(depth === undefined ? [] : [`--depth=${depth}`])];
    execFileSync('git', ['clone', '-q', ...only, `file://${origin.dir}`, dir], { env: testEnvironment(folder) });
    return repoAt(dir);
  };
  const run: Stage['run'] = async (repo, env, args = []) => {
    mkdirSync(repo.dir, { recursive: true });
    const host = fakeHost(['ci', ...args], { cwd: repo.dir, env });
    const code = await main(host, { ...fakeInstallation(rulesFile), workerFile: WORKER });
    return { code, out: host.out(), err: host.err() };
  };
  return { origin, fork, base, head, merge, clone, run, cleanup: () => (origin.cleanup(), rmSync(folder, { recursive: true, force: true })) };
}

/** Ids of the places that a JSON report counts, by path. */
export function pathsIn(out: string): string[] {
  const report = JSON.parse(out) as { findings: { suppression?: unknown; locations: { path: string }[] }[] };
  return report.findings.filter(({ suppression }) => suppression === undefined).map(({ locations }) => locations[0]?.path ?? '').sort();
}
