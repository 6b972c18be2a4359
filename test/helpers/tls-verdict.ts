import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/** What a process says of a key that trusts that certificate, or none but the usual ones. */
export async function tlsVerdict(order: { provider: string; base: string; key: string }, ca: string | undefined): Promise<{ state: string; why: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-tls-'));
  try {
    const child = join(folder, 'child.mjs');
    await build({ entryPoints: [new URL('verdict-child.ts', import.meta.url).pathname], outfile: child, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent', banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" } });
    const { NODE_EXTRA_CA_CERTS: _, ...rest } = process.env;
    // Turned off for everything else: the house checks certificates all the same.
    const env = { ...rest, NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1', ...(ca === undefined ? {} : { NODE_EXTRA_CA_CERTS: ca }) };
    const { stdout } = await promisify(execFile)(process.execPath, [child, JSON.stringify(order)], { env });
    return JSON.parse(stdout) as { state: string; why: string };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
