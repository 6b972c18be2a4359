import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import { apiFailure } from '#action/github/api-failure.ts';
import { commentText, goneText } from '#action/github/comment-text.ts';
import { holdsLine, linesOfPatch } from '#action/github/diff-lines.ts';
import { readMarker } from '#action/github/marker.ts';
import type { RunResult } from '#action/result.ts';
import type { Finding, Location } from '#core/finding.ts';

/** Text that somebody chose to break out: signs of Markdown, HTML, commands and marks, and anything else. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom('`', '](', ')', '<!--', '-->', '<b>', '</code>', '@all', '\n', '\r\n', '::error::', '![', 'https://evil.test', '|', '#1', '&lt;', '\u202e', '\u001b[31m', '* ', '> ', '<details>', 'stanch:finding id=aaaaaaaaaaaa'), { maxLength: 12 }).map((parts) => parts.join('')),
);

function located(path: string): Location {
  return { origin: { kind: 'file', path }, path, start: { line: 3, column: 1 }, end: { line: 3, column: 9 }, span: { start: 0, end: 8 } };
}

function findingOf(title: string, path: string, preview: string): Finding {
  return { id: '0123456789ab', ruleId: 'a-rule', provider: 'a', title, severity: 'high', confidence: 'high', fingerprint: 'f'.repeat(32), preview, facts: {}, locations: [located(path)], alsoMatched: [], testish: false };
}

function resultOf(finding: Finding, help: string, isInHead: boolean): RunResult {
  const rules = [{ id: 'a-rule', provider: 'a', title: finding.title, severity: 'high' as const, help, references: [] }];
  const report = { rules } as unknown as RunResult['report'];
  return { report, open: [finding], standing: isInHead ? new Map([[finding.id, finding.locations]]) : new Map() } as unknown as RunResult;
}

/** Tags that a comment may have; all but these are somebody else's. */
const OWN_TAGS = /^<\/?(?:p|strong|code|ol|li|sub|details|summary)>$/;

describe('a comment, whatever the repository holds', () => {
  test('renders to our own tags, links to nothing, mentions nobody, and keeps its mark', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, fc.boolean(), (title, path, preview, help, isInHead) => {
        const finding = findingOf(title, path, preview);
        const body = commentText(resultOf(finding, help, isInHead), finding);
        for (const text of [body, goneText(body)]) {
          const html = marked.parse(text).replaceAll(/<!-- (?:stanch:finding [^>]*)?-->/g, '');
          expect((html.match(/<[^>]*>/g) ?? []).filter((tag) => !OWN_TAGS.test(tag))).toEqual([]);
          expect(html).not.toContain('@');
          expect(text).not.toMatch(/[\u0000-\u0008\u000e-\u001f\u202a-\u202e\u2066-\u2069]/);
        }
        expect(readMarker(body)).toEqual({ id: finding.id, state: 'open' });
        expect(readMarker(goneText(body))).toEqual({ id: finding.id, state: 'gone' });
      }),
    );
  });
});

describe('a failure of the API', () => {
  test('is one line of text without the token, whatever was thrown', () => {
    const thrown = fc.oneof(fc.anything(), fc.record({ status: fc.integer(), message: hostile, name: fc.string(), response: fc.option(fc.record({ headers: fc.dictionary(fc.constantFrom('retry-after', 'x-ratelimit-reset', 'x-ratelimit-remaining'), hostile) }), { nil: undefined }) }));
    fc.assert(
      fc.property(thrown, fc.integer({ min: 0, max: 200 }), (error, before) => {
        const token = 'QZ'.repeat(12);
        const said = typeof error === 'object' && error !== null && 'message' in error ? { ...error, message: `${'-'.repeat(before)}${token}` } : error;
        const { text } = apiFailure(said, token);
        expect(text).not.toMatch(/[\u0000-\u001f]|^\s*::/);
        expect(text).not.toContain('QZQZ');
        expect(text.length).toBeLessThan(2_000);
      }),
    );
  });
});

describe('lines of a patch', () => {
  test('are those that the hunks count', () => {
    const hunk = fc.record({ start: fc.integer({ min: 1, max: 9_999 }), count: fc.integer({ min: 0, max: 50 }) });
    fc.assert(
      fc.property(fc.array(hunk, { maxLength: 6 }), fc.integer({ min: 1, max: 10_050 }), (hunks, line) => {
        const patch = hunks.map(({ start, count }) => `@@ -1,2 +${start}${count === 1 ? '' : `,${count}`} @@ function\n+text @@ -1 +7 @@\n`).join('');
        expect(holdsLine(linesOfPatch(patch), line)).toBe(hunks.some(({ start, count }) => line >= start && line < start + count));
      }),
    );
  });
});
