import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Source, SourceItem } from '#core/chunk.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Origin } from '#core/origin.ts';
import { encodePath } from '#git/path.ts';
import { namesDocument } from './git-items.ts';
import { readFileItems, readLinkItems } from './read-file.ts';
import { walkFolder, type Found } from './walk.ts';

export interface FilesOptions {
  readonly cwd: string;
  /** Read what `.gitignore` and `.stanchignore` leave out too. */
  readonly noIgnore?: boolean | undefined;
  /** Greater files are skipped, in bytes. */
  readonly maxBytes?: number | undefined;
}

/** Files after which other work gets its turn (signals, progress): reading itself is synchronous, as that is quickest. */
const FILES_A_TURN = 32;

const FROM_PIPE = 'what comes through a pipe is scanned by: stanch scan -';

/**
 * Files and folders as they are on disk, and their names. A path that is named is read even when an ignore file leaves
 * it out, and followed when it is a link; inside folders links are read as their target text and not followed.
 * @throws UsageError (when read) for a path that is not there, or that is neither file nor folder
 */
export function filesSource(paths: readonly string[], options: FilesOptions): Source {
  return { scope: `files: ${paths.map(printable).join(', ')}`, items: () => readPaths(paths, options) };
}

async function* readPaths(paths: readonly string[], options: FilesOptions): AsyncGenerator<SourceItem, void, undefined> {
  const names: Buffer[] = [];
  let count = 0;
  for (const path of paths) {
    for await (const item of readPath(path, options, names)) {
      yield item;
      if (item.kind === 'chunk' && item.last && (count += 1) % FILES_A_TURN === 0) await nextTurn();
    }
  }
  // A walk meets folders in the order in which the disk answers.
  yield* namesDocument({ kind: 'names', oid: '' }, names.sort((a, b) => Buffer.compare(a, b)));
}

async function* readPath(path: string, options: FilesOptions, names: Buffer[]): AsyncGenerator<SourceItem, void, undefined> {
  const { real, stats } = statNamed(resolve(options.cwd, path), path);
  if (!stats.isDirectory()) {
    if (!stats.isFile()) throw new UsageError(`${shownName(path)} is a socket, device or pipe`, FROM_PIPE);
    const shown = shownPath(resolve(options.cwd, path), options.cwd);
    names.push(Buffer.from(shown));
    yield* readFileItems(Buffer.from(real), { kind: 'file', path: shown }, options.maxBytes);
    return;
  }
  const shown = shownPath(resolve(options.cwd, path), options.cwd);
  const prefix = shown === '' ? '' : `${shown}/`;
  for await (const found of walkFolder({ root: toSlashes(real), prefix, obeyIgnoreFiles: options.noIgnore !== true })) {
    if (found.kind !== 'skip') names.push(encodePath(found.path));
    yield* itemsOfFound(found, real, options);
  }
}

function* itemsOfFound(found: Found, root: string, { maxBytes }: FilesOptions): Generator<SourceItem, void, undefined> {
  if (found.kind === 'skip') {
    yield found;
    return;
  }
  const origin: Origin = { kind: 'file', path: found.path };
  if (found.kind === 'link') yield* readLinkItems(found.bytes, origin, root);
  else yield* readFileItems(found.bytes, origin, maxBytes);
}

function statNamed(absolute: string, path: string): { real: string; stats: Stats } {
  try {
    const real = realpathSync(absolute);
    return { real, stats: lstatSync(real) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new UsageError(`cannot read ${shownName(path)} (${code})`, /^\/(?:dev|proc)\//.test(path) ? FROM_PIPE : undefined, error);
  }
}

/** A path as messages show it. */
function shownName(path: string): string {
  return printable(path.length > 200 ? basename(path).slice(0, 200) : path);
}

/** Relative to the working folder where it lies below it, else absolute; with `/`, empty for the folder itself. */
function shownPath(absolute: string, cwd: string): string {
  const inside = relative(cwd, absolute);
  return toSlashes(inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? absolute : inside);
}

function toSlashes(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}
