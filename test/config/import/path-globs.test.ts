import { describe, expect, it } from 'vitest';
import { compileGlobs } from '#config/globs.ts';
import { pathGlobs } from '#config/import/path-globs.ts';
import { PatternProblem } from '#config/import/regex/tree.ts';

const PATHS = ['a.env', 'src/a.env', 'A.ENV', 'vendor/x.go', 'src/vendor/x.go', 'xvendor/y', 'package-lock.json', 'web/package-lock.json', 'docs/api/v1/a.md', 'docs/a.md', 'test', 'src/latest/a.ts', 'node_modules/a/b.js', 'web/node_modules/a.js', 'go.mod', 'go.work.sum', 'src/a/gen.ts', 'src/a/b/gen.ts', 'a[1].txt', 'x!y'];

describe('a regular expression of paths', () => {
  it.each([
    String.raw`\.env$`,
    String.raw`(?i)\.env$`,
    '^vendor/',
    String.raw`package-lock\.json$`,
    '.*test.*',
    String.raw`docs/.+\.md`,
    String.raw`^src/[^/]+/gen\.ts$`,
    String.raw`^src/.*/gen\.ts$`,
    String.raw`go\.(mod|sum|work(\.sum)?)$`,
    String.raw`(^|/)(web/)?package-lock\.json$`,
    String.raw`a\[1\]\.txt$`,
    'x!y',
    String.raw`^docs/a\.md$`,
    '/vendor/',
    'v[a-f]ndor',
  ])('%s is said by globs that match the same paths', (regex) => {
    const test = compileGlobs(pathGlobs(regex));
    const plain = new RegExp(regex.replace('(?i)', ''), regex.startsWith('(?i)') ? 'i' : '');
    expect(PATHS.filter((path) => test(path))).toEqual(PATHS.filter((path) => plain.test(path)));
    expect(PATHS.some((path) => plain.test(path))).toBe(true);
  });

  it('is written as people write globs', () => {
    expect(pathGlobs(String.raw`(?:^|/)node_modules(?:/.*)?$`)).toEqual(['node_modules']);
    expect(pathGlobs(String.raw`\.(?:png|gif)$`)).toEqual(['*.png', '*.gif']);
    expect(pathGlobs('^vendor/')).toEqual(['vendor/**']);
  });

  it.each([
    ['a class that repeats', String.raw`[a-z]+/x`, /repeats/],
    ['an end of a word', String.raw`\bvendor\b`, /end of a word/],
    ['everything', '.*', /every path/],
    ['nothing', '$a', /no path/],
    ['too many ways', '(?:a|b|c|d)(?:a|b|c|d)(?:a|b|c|d)(?:a|b|c|d)', /too many/],
    ['too many stars', 'a.*b.*c.*d.*e', /stars|too many/],
  ])('is refused where it means %s', (_, regex, why) => {
    expect(() => pathGlobs(regex)).toThrow(PatternProblem);
    expect(() => pathGlobs(regex)).toThrow(why);
  });
});
