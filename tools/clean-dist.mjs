import { existsSync, readdirSync, rmSync } from 'node:fs';

/** Takes away what an earlier build left; the Action's bundle is committed and stays. */
for (const name of existsSync('dist') ? readdirSync('dist') : []) if (name !== 'action') rmSync(`dist/${name}`, { recursive: true });
