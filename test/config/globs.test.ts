import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlobs, globProblem } from '#config/globs.ts';

describe('compileGlobs', () => {
  it.each([
    ['vendor/', 'vendor/a/b.js', true],
    ['vendor', 'vendor/a/b.js', true],
    ['vendor', 'packages/x/vendor/a.js', true],
    ['vendor', 'vendors/a.js', false],
    ['/vendor', 'packages/vendor/a.js', false],
    ['./docs', 'docs/a.md', true],
    ['*.min.js', 'a/b/c.min.js', true],
    ['*.min.js', 'a/b/c.min.jsx', false],
    ['/docs/**', 'docs/a.md', true],
    ['/docs/**', 'docs', false],
    ['docs/*', 'src/docs/a.md', false],
    ['docs/*', 'docs/a/b.md', true],
    ['src/**/test/*.snap', 'src/a/b/test/c.snap', true],
    ['src/**/test/*.snap', 'src/test/c.snap', true],
    ['src/**/test/*.snap', 'src/a/c.snap', false],
    ['**/a/**/b/c', 'x/a/b/d/a/y/b/c', true],
    ['file?.[ch]', 'src/file1.c', true],
    ['file?.[ch]', 'src/file12.c', false],
    ['.env*', 'a/.env.local', true],
    ['app/(group)/page+.tsx', 'app/(group)/page+.tsx', true],
    ['+(a|aa)b', 'aaaab', false],
    ['{a,b}', 'a', false],
    ['!a', 'b', false],
    ['/', 'anything', false],
    ['**', 'any/thing', true],
  ])('%s on %s: %s', (glob, path, expected) => {
    expect(compileGlobs([glob])(path)).toBe(expected);
  });

  it('refuses what could take long, and what is long', () => {
    for (const glob of [`${'*a'.repeat(6)}x`, `a/${'*a'.repeat(4)}/b`, 'a'.repeat(300)]) {
      expect(globProblem(glob)).toBeDefined();
      expect(() => compileGlobs([glob])).toThrow(/glob/);
    }
  });

  it('reports names that no file system holds rather than leaving them out', () => {
    const name = `${'a'.repeat(100_000)}.js`;
    expect(compileGlobs(['*a*a*a.js'])(name)).toBe(false);
    expect(compileGlobs(['*'])(name)).toBe(true);
  });

  it('gives an answer to every glob and path, and leaves out all of a folder that it leaves out', () => {
    const part = fc.oneof(fc.constantFrom('**', '*', 'a', '*.js', '[a', '(', 'a)', '\\', '?', '{}', '+'), fc.string({ maxLength: 6 }));
    const words = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(words, words, (glob, path) => {
        fc.pre(globProblem(glob) === undefined);
        const isExcluded = compileGlobs([glob]);
        expect(!isExcluded(path) || isExcluded(`${path}/below/it`)).toBe(true);
      }),
    );
  });
});
