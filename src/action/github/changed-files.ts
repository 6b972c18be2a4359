import type { Api } from './api.ts';
import { linesOfPatch, type LineRange } from './diff-lines.ts';
import { readFiles } from './schema.ts';
import type { PullPlace } from './thread-desk.ts';

/** Where comments can stand in a file; undefined where GitHub shows no patch, as the file is too large. */
export type ChangedFiles = ReadonlyMap<string, readonly LineRange[] | undefined>;

const PER_PAGE = 100;
/** GitHub lists 3,000 files of a pull request, and no more. */
const MAX_PAGES = 30;
const ROUTE = 'GET /repos/{owner}/{repo}/pulls/{number}/files';

/** Files of a pull request as GitHub shows them, read page by page until all that are wanted were seen. */
export async function listChangedFiles(api: Api, place: PullPlace, wanted: ReadonlySet<string>): Promise<ChangedFiles> {
  const found = new Map<string, readonly LineRange[] | undefined>();
  const isDone = (): boolean => [...wanted].every((path) => found.has(path));
  for (let page = 1; page <= MAX_PAGES && !isDone(); page += 1) {
    const files = readFiles(await api.read(ROUTE, { ...place, per_page: PER_PAGE, page }));
    for (const { filename, status, patch } of files) {
      if (status !== 'removed' && wanted.has(filename)) found.set(filename, patch === undefined ? undefined : linesOfPatch(patch));
    }
    if (files.length < PER_PAGE) break;
  }
  return found;
}
