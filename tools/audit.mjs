import { spawnSync } from 'node:child_process';

/* Audits this repository and says how to audit another one; ends as the audit ended. */
const { status } = spawnSync(process.execPath, ['dist/stanch.cjs', 'audit'], { stdio: 'inherit' });
console.log(`
That was this repository. Another one:

  node dist/stanch.cjs audit /path/to/repository
  node dist/stanch.cjs audit /path/to/repository --format sarif --output report.sarif
  node dist/stanch.cjs help
`);
process.exitCode = status ?? 4;
