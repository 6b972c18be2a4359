import { gzipSync } from 'node:zlib';
import { UsageError } from '#core/errors.ts';
import type { Api } from './api.ts';
import { readUpload } from './schema.ts';

/** A SARIF file and the commit that code scanning shall show it for. */
export interface Upload {
  readonly api: Api;
  readonly owner: string;
  readonly repo: string;
  readonly sha: string;
  /** `refs/heads/…`, `refs/tags/…` or `refs/pull/N/merge`. */
  readonly ref: string;
  readonly sarif: string;
}

const ROUTE = 'POST /repos/{owner}/{repo}/code-scanning/sarifs';
/** Bytes of the packed file that GitHub takes. */
const MAX_PACKED = 10 * 1024 * 1024;

/**
 * Sends a SARIF file to code scanning, packed and in base64 as GitHub asks for. It is read later; what came of it stands
 * under the number that is given back.
 * @throws UsageError for a file that is too large
 * @throws what the client throws
 */
export async function uploadSarif({ api, owner, repo, sha, ref, sarif }: Upload): Promise<string> {
  const packed = gzipSync(sarif);
  if (packed.length > MAX_PACKED) throw new UsageError('the SARIF file is larger than code scanning takes');
  return readUpload(await api.write(ROUTE, { owner, repo, commit_sha: sha, ref, sarif: packed.toString('base64'), tool_name: 'stanch' }));
}
