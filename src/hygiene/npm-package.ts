import ignore from 'ignore';
import { isIgnored, type IgnoreRule, type NpmFacts } from './facts.ts';

interface Manifest {
  readonly name?: unknown;
  readonly private?: unknown;
  readonly files?: unknown;
}

/** Names that npm leaves out whatever the rules say (its manual, "package.json: files"). */
const NEVER = /(?:^|\/)(?:\.npmrc|\.git|node_modules|\.DS_Store|package-lock\.json|\.svn|\.hg)(?:\/|$)/;

/**
 * True when `npm publish` in this folder would put `path` into the tarball: it is on the `files` list, or, without
 * one, neither `.npmignore` nor (where there is no `.npmignore`) `.gitignore` leaves it out. Private packages publish nothing.
 * @param rule what git says of the path, as npm falls back to it
 */
export function wouldPublish(npm: NpmFacts, path: string, rule: IgnoreRule | undefined): boolean {
  const folder = npm.path.slice(0, npm.path.lastIndexOf('/') + 1);
  const manifest = readManifest(npm.text);
  if (!path.startsWith(folder) || manifest === undefined || manifest.private === true || typeof manifest.name !== 'string') return false;
  const inside = path.slice(folder.length);
  if (NEVER.test(inside)) return false;
  if (Array.isArray(manifest.files)) return isListed(manifest.files.filter((entry) => typeof entry === 'string'), inside);
  if (npm.npmignore !== undefined) return !ignore().add(npm.npmignore).ignores(inside);
  return !isIgnored(rule);
}

/** The list is anchored at the package's folder; a folder on it is taken whole, `!` takes back out. */
function isListed(files: readonly string[], path: string): boolean {
  const rules = files.map((entry) => {
    const negated = entry.startsWith('!');
    const pattern = entry.replace(/^!/, '').replace(/^(?:\.?\/)+/, '').replace(/^\.?$/, '**');
    return `${negated ? '!' : ''}/${pattern}`;
  });
  // The order of npm: what is listed first, then what is taken back.
  return ignore({ ignorecase: false }).add(rules.sort((a, b) => Number(a.startsWith('!')) - Number(b.startsWith('!')))).ignores(path);
}

function readManifest(text: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Not JSON: npm cannot publish such a folder either.
    return undefined;
  }
}
