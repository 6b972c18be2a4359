import picomatch from 'picomatch';

/** Globs come from the repository: no extglobs, braces or negation, which can be made to take long or to mean something else. */
const OPTIONS = { dot: true, noextglob: true, nobrace: true, nonegate: true, maxLength: 256 } as const;

/** A test for paths (relative, with `/`) that any of the globs matches. A glob without `/` matches in every folder. */
export function compileGlobs(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const tests = globs.map((glob) => picomatch(withFolders(glob), OPTIONS));
  return (path) => tests.some((test) => test(path));
}

/** `vendor/` means all below it, `*.min.js` in any folder, as people know it from ignore files. */
function withFolders(glob: string): string {
  const below = glob.endsWith('/') ? `${glob}**` : glob;
  return below.includes('/') ? below.replace(/^\//, '') : `**/${below}`;
}
