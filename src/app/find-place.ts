import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { OWN_RULES_FOLDER } from '#config/defaults.ts';
import type { Notice } from '#core/report.ts';
import { BASELINE_PATH } from '#store/baseline-file.ts';
import { findConfigs } from './find-config.ts';

/** A folder that speaks for what lies in it: with a configuration, the top of a repository, or with own rules or a baseline. */
export interface Place {
  /** Absolute. Paths of its settings count from here. */
  readonly root: string;
  /** Other places that have settings of their own, which do not count in this scan. */
  readonly passedOver: readonly string[];
}

/** The folder or the nearest one above it for which something holds. */
function nearest(folder: string, holds: (folder: string) => boolean): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (holds(at)) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** Own rules and the baseline, where they are by default. */
function keptThings(folder: string): string[] {
  return [OWN_RULES_FOLDER, BASELINE_PATH].filter((path) => existsSync(join(folder, path)));
}

/** Where a configuration is, or the top of a repository; else where own rules or a baseline are. */
function topFolderOf(folder: string): string | undefined {
  return nearest(folder, (at) => findConfigs(at).length > 0 || existsSync(join(at, '.git'))) ?? nearest(folder, (at) => keptThings(at).length > 0);
}

/** The folder whose settings count in `folder`: one above it that has some, or the top of its repository; else itself. */
export function topFolder(folder: string): string {
  return topFolderOf(folder) ?? folder;
}

/** True for a folder in `here`, as long as it is of no other repository: what somebody has vendored does not say what counts in it. */
function isOf(here: string, folder: string): boolean {
  return nearest(folder, (at) => at === here || existsSync(join(at, '.git'))) === here;
}

/** The place of a path that was named; undefined for one that is in none, or that cannot be looked at. */
function placeOfPath(path: string, here: string): string | undefined {
  try {
    const folder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : dirname(path);
    return isOf(here, folder) ? here : topFolderOf(folder);
  } catch {
    // A name that is too long, or a folder that is closed: whoever reads the path will say so.
    return undefined;
  }
}

/**
 * The place whose settings count in a scan of these paths: that of the paths where they all lie in one, so that
 * another repository is scanned as it would be from within. Else, and for what lies in none, that of the working folder:
 * what one place says must not excuse what stands in another.
 * @param paths as they were named; `-` for standard input, which is of the working folder
 */
export function placeOf(paths: readonly string[], cwd: string): Place {
  const here = topFolder(cwd);
  const named = new Set(paths.map((path) => (path === '-' ? here : (placeOfPath(resolve(cwd, path), here) ?? here))));
  const [only] = named;
  if (named.size === 1 && only !== undefined) return { root: only, passedOver: [] };
  return { root: here, passedOver: [...named].filter((root) => root !== here && [...findConfigs(root), ...keptThings(root)].length > 0) };
}

/** A place as messages name it: from the working folder, with `/`. */
export function shownFrom(cwd: string, root: string): string {
  return (relative(cwd, root) || root).replaceAll('\\', '/');
}

/** Says whose settings were passed over. */
export function placeNotices({ passedOver }: Place, cwd: string): Notice[] {
  return passedOver.map((root) => {
    const things = [...findConfigs(root), ...keptThings(root)].join(', ');
    const message = `${shownFrom(cwd, root)} has settings of its own (${things}), which do not count where several places are scanned at once: scan it by itself`;
    return { level: 'warning', code: 'settings-passed-over', message };
  });
}

/** Path of a finding, as a scan in `cwd` shows it, counted from `root` where it lies in there. */
export function pathFrom(root: string, cwd: string): (path: string) => string {
  const [top, here] = [root, cwd].map((folder) => `${folder.replaceAll('\\', '/').replace(/\/+$/, '')}/`) as [string, string];
  return (path) => {
    const absolute = /^(?:[A-Za-z]:)?\//.test(path) ? path : here + path;
    return absolute.startsWith(top) ? absolute.slice(top.length) : path;
  };
}
