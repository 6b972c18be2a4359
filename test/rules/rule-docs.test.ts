import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher, makeScanner } from '#detect/scanner.ts';
import { allPages } from '../../tools/rule-docs/all-pages.ts';
import { code, plain, reference, table } from '../../tools/rule-docs/markdown.ts';
import { readRuleSources } from '../../tools/rule-docs/read-sources.ts';
import { shapeOf } from '../../tools/rule-docs/shape.ts';
import { stalePages } from '../../tools/rule-docs/stale-pages.ts';

const FOLDER = fileURLToPath(new URL('../../docs/rules/', import.meta.url));

const sources = readRuleSources();
const pages = allPages(sources);
const temporary = mkdtempSync(join(tmpdir(), 'stanch-docs-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe('the pages of rules', () => {
  it('are fresh: npm run docs:rules writes them', () => {
    expect(stalePages(pages, FOLDER)).toEqual([]);
  });

  it('name every rule once', () => {
    const text = [...pages.values()].join('\n');
    const lost = sources.flatMap(({ rules }) => rules).filter(({ id }) => text.split(`\n## ${id}\n`).length !== 2 && !pages.get('fallbacks.md')?.includes(`| \`${id}\` |`));
    expect(lost.map(({ id }) => id)).toEqual([]);
  });

  it('hold nothing that an audit takes for a key', () => {
    const scanner = makeScanner(makeMatcher(sources.flatMap(({ rules }) => rules).map((rule) => compileRule(rule))), { depth: 1 });
    const found = [...pages].flatMap(([path, text]) => {
      const chunk = { kind: 'chunk', origin: { kind: 'stdin', path }, bytes: Buffer.from(text, 'utf8'), offset: 0, last: true } as const;
      return (scanner.scan(chunk)?.detections ?? []).filter(({ confidence }) => confidence !== 'low').map(({ ruleId }) => `${path}: ${ruleId}`);
    });
    expect(found).toEqual([]);
  });

  it('are stale where one is missing, changed or of no rule', () => {
    for (const [name, text] of [['same.md', 'a'], ['changed.md', 'b'], ['stray.md', 'c']] as const) writeFileSync(join(temporary, name), text);
    expect(stalePages(new Map([['same.md', 'a'], ['changed.md', 'a'], ['missing.md', 'a']]), temporary)).toEqual(['changed.md', 'missing.md', 'stray.md']);
  });
});

describe('shapeOf', () => {
  it.each([
    ['ghp_[0-9A-Za-z]{30}[0-9A-Za-z]{6}', 'ghp_‹36 of 0-9 A-Z a-z›'],
    ['(?:pk|sk)_[aA][pP][iI]', '(pk | sk)_api'],
    [String.raw`\w{2,3}\.x(?:ab)?`, '‹2-3 of 0-9 A-Z a-z _›.x(ab or nothing)'],
    ['key=(?<secret>[^"]{8})', 'key=⟦‹8 of anything but "›⟧'],
    ['(?:ab){3}', '3 × (ab)'],
    ['[xy]z', '‹1 of x y›z'],
  ])('tells %s', (pattern, shape) => {
    expect(shapeOf(pattern)).toBe(shape);
  });

  it('cuts what nobody would read', () => {
    expect(shapeOf('a'.repeat(300)).length).toBeLessThan(300);
  });
});

describe('Markdown of rule files', () => {
  it('cannot end its span, its cell or its line', () => {
    expect(code('a``b')).toBe('```a``b```');
    expect(code('`')).toBe('`` ` ``');
    expect(plain('<b>*x*</b>\n# y')).toBe(String.raw`\<b\>\*x\*\</b\> \# y`);
    expect(table(['a'], [['x|y']])).toContain(String.raw`| x\|y |`);
    expect(reference('https://example.org/a b')).toBe('https://example.org/a b');
    expect(reference('https://example.org/a')).toBe('<https://example.org/a>');
  });
});
