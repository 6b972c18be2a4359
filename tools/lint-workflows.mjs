// Lets three readers of others look at action.yml and the workflows: check-jsonschema for their form, actionlint for what
// they mean, zizmor for weak places. What cannot be had on a machine is left out, and said; with --required that fails.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NOT_THERE = 69;
const isRequired = process.argv.includes('--required');
const root = fileURLToPath(new URL('..', import.meta.url));
/** Those that users copy are read as ours are. */
const templates = ['templates/respond.yml', 'templates/prove.yml', 'templates/ci/github.yml'];
const workflows = [...readdirSync(`${root}.github/workflows`).map((name) => `.github/workflows/${name}`), ...templates];

const RUNS = [
  ['check-jsonschema.sh', '--builtin-schema', 'vendor.github-workflows', ...workflows],
  ['check-jsonschema.sh', '--builtin-schema', 'vendor.github-actions', 'action.yml'],
  ['check-jsonschema.sh', '--builtin-schema', 'vendor.dependabot', '.github/dependabot.yml'],
  ['actionlint.sh', ...workflows],
  ['zizmor.sh', '--offline', '--no-progress', '.github', 'action.yml'],
  // A template installs stanch by its version: whoever copies it has no lockfile for that.
  ['zizmor.sh', '--offline', '--no-progress', '--min-severity', 'medium', ...templates],
];

let isGood = true;
for (const [script, ...args] of RUNS) {
  const { status, stdout, stderr } = spawnSync(`${root}test/services/${script}`, args, { cwd: root, encoding: 'utf8' });
  const name = script.replace('.sh', '');
  if (status === NOT_THERE || status === null) {
    console.error(`SKIPPED: ${name} cannot be had here, so it did not read ${args.at(-1)}`);
    if (isRequired) isGood = false;
  } else if (status !== 0) {
    console.error(`${name}:\n${stdout}${stderr}`);
    isGood = false;
  }
}
if (!isGood) process.exitCode = 1;
