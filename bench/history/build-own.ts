import { join } from 'node:path';
import { build } from 'esbuild';

/** Programs of the bench, built as the product is shipped, so that no loader is timed. */
export interface OwnPrograms {
  /** `engine-run.ts` */
  readonly engine: string;
  /** `cores-run.ts` */
  readonly cores: string;
  /** The program of worker threads. */
  readonly worker: string;
}

/** Builds them into a folder. */
export async function buildOwn(root: string, folder: string): Promise<OwnPrograms> {
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  const entryPoints = { engine: join(root, 'bench/history/engine-run.ts'), cores: join(root, 'bench/history/cores-run.ts'), worker: join(root, 'src/engine/worker-main.ts') };
  const shared = { bundle: true, platform: 'node', format: 'esm', target: 'node20', outExtension: { '.js': '.mjs' }, banner } as const;
  await build({ ...shared, entryPoints, outdir: folder, absWorkingDir: root, logLevel: 'error' });
  return { engine: join(folder, 'engine.mjs'), cores: join(folder, 'cores.mjs'), worker: join(folder, 'worker.mjs') };
}
