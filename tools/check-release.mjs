// Refuses a release whose tag is not the version of the package, or whose package names another repository than the one
// that runs this: npm takes provenance only where the two agree. A package that names none is given this one when it is
// packed, so that a fork releases under its own name. Runs in the release workflow.
import { readFileSync } from 'node:fs';

const { version, repository } = JSON.parse(readFileSync('package.json', 'utf8'));
const { GITHUB_REF_NAME: tag = '', GITHUB_REPOSITORY: name = '' } = process.env;
const address = typeof repository === 'string' ? repository : (repository?.url ?? '');
const problems = [
  ...(tag === `v${version}` ? [] : [`the tag is ${tag}, package.json says ${version}`]),
  ...(name === '' ? ['GITHUB_REPOSITORY is not set'] : []),
  ...(address === '' || address.replace(/\.git$/, '').endsWith(`/${name}`) ? [] : [`package.json names the repository ${address}, this is ${name}`]),
];
for (const problem of problems) console.error(`release: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
