import { existsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

/*
 * Runs after an install in a checkout, and when the package is installed from git (as the pre-commit framework does).
 * Builds what is missing for the latter; sets up this repository's own hooks for the former. Never in CI.
 */
const isCheckout = existsSync('.git') && existsSync('node_modules/husky');
const isFromGit = !existsSync('.git') && existsSync('src') && !existsSync('dist/stanch.cjs');

if (isFromGit) execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
else if (isCheckout && process.env.CI === undefined && existsSync('dist/stanch.cjs')) {
  const { default: husky } = await import('husky');
  const problem = husky();
  if (problem) console.log(problem);
}
