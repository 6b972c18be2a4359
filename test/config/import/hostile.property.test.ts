import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FOREIGN_TOOLS } from '#config/import/foreign-tools.ts';
import { importFile } from '#config/import/import-file.ts';
import { pathGlobs } from '#config/import/path-globs.ts';
import { parseRegex } from '#config/import/regex/parse-regex.ts';
import { printRegex } from '#config/import/regex/print-regex.ts';
import { PatternProblem } from '#config/import/regex/tree.ts';
import { trimEdges } from '#config/import/regex/trim-edges.ts';
import { renderImport } from '#config/import/render.ts';
import { ConfigError } from '#core/errors.ts';
import { parseRuleFile } from '#ruleset/parse.ts';

const regexText = fc.array(fc.constantFrom('a', 'B', '-', '0', '.', '*', '+', '?', '{2}', '{1,}', '(', ')', '(?:', '(?i)', '(?i:', '[', ']', '[^', '|', '^', '$', String.raw`\b`, String.raw`\d`, String.raw`\x`, '\\', '[:alpha:]', 'é'), { maxLength: 24 }).map((parts) => parts.join(''));

/** What comes out, or what is told in place of it; anything else fails. */
function outcome<T>(work: () => T, Problem: typeof PatternProblem | typeof ConfigError): T | undefined {
  try {
    return work();
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    return undefined;
  }
}

describe('what anybody may have written', () => {
  it('a regular expression is read or refused, and what is read can be written again', () => {
    fc.assert(
      fc.property(regexText, (text) => {
        const tree = outcome(() => parseRegex(text), PatternProblem);
        if (tree === undefined) return;
        const { pattern } = printRegex(trimEdges(tree).tree);
        if (!pattern.includes('Infinity')) expect(() => new RegExp(pattern)).not.toThrow();
      }),
      { numRuns: 3_000 },
    );
  });

  it('a path expression becomes globs or is refused', () => {
    fc.assert(
      fc.property(regexText, (text) => {
        expect(outcome(() => pathGlobs(text), PatternProblem)?.length ?? 1).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(FOREIGN_TOOLS)('any text is read or refused as one of %s', (tool) => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.json()), (text) => void outcome(() => importFile(tool, text, 'a.file'), ConfigError)), { numRuns: 300 });
  });

  it('any data in the place of what is meant is told or passed over', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const keys = ['rules', 'allowlist', 'allowlists', 'extend', 'results', 'filters_used', 'plugins_used', 'exclude'] as const;
    fc.assert(
      fc.property(fc.record(Object.fromEntries(keys.map((key) => [key, value])), { requiredKeys: [] }), (data) => {
        for (const tool of ['detect-secrets', 'secretlint'] as const) outcome(() => importFile(tool, JSON.stringify(data), 'a.json'), ConfigError);
      }),
      { numRuns: 500 },
    );
  });

  it('keys that every object has are keys like others', () => {
    const text = '[[rules]]\nid = "__proto__"\nregex = \'\'\'acme_[a-z]{9}\'\'\'\nconstructor = 1\n[[rules]]\nid = "constructor"\nregex = \'\'\'acme-[a-z]{9}\'\'\'';
    const imported = importFile('gitleaks', text, 'a.toml');
    expect(imported.rules.map(({ id }) => id)).toEqual(['gitleaks-proto', 'gitleaks-constructor']);
    expect(imported.notes).toContainEqual(expect.objectContaining({ subject: 'rule __proto__, constructor' }));
  });

  it('rules by the thousand come in files that can be read', () => {
    const rules = Array.from({ length: 2_100 }, (_, index) => `[[rules]]\nid = "acme-${index}"\nregex = '''acme${index}_[a-z]{9}(?:${'abcdefgh|'.repeat(20)}x)'''`);
    const imported = importFile('gitleaks', rules.join('\n'), 'a.toml');
    const files = [...renderImport(imported, 'gitleaks').rules];
    expect(files.flatMap(([name, text]) => parseRuleFile(text, name))).toHaveLength(2_000);
    expect(Math.max(...files.map(([, text]) => Buffer.byteLength(text)))).toBeLessThan(256 * 1024);
    expect(imported.notes.map(({ subject }) => subject)).toContain('rules from number 2001 on');
  });
});
