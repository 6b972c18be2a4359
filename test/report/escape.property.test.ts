import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '#core/escape.ts';
import type { Report } from '#core/report.ts';
import { REPORTERS } from '#report/index.ts';
import { toUri } from '#report/sarif-uri.ts';

const nasty = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constantFrom('\n::error::x', '\u001b]8;;http://x\u0007', '\u202e', '../../x', 'a%0Ab', '`|<script>', '\ud800'));

/** A report in which everything that can come from a repository is `text`. */
function reportWith(text: string): Report {
  const position = { line: 1, column: 1 };
  const origin = { kind: 'file', path: text } as const;
  return {
    tool: { name: 'stanch', version: '0', rules: 1, rulesDigest: '0' },
    scope: text,
    findings: [
      {
        id: '0'.repeat(12),
        ruleId: 'acme-key',
        provider: 'acme',
        title: text,
        severity: 'high',
        confidence: 'high',
        fingerprint: '0'.repeat(32),
        preview: '****',
        facts: { [text]: text, inside: text },
        locations: [{ origin, path: text, start: position, end: position, span: { start: 0, end: 1 }, commit: { oid: 'a'.repeat(40), author: text, date: '2026-01-01T00:00:00Z', subject: text } }],
        alsoMatched: [],
        suppression: { by: 'inline', reason: text, ref: text },
        testish: false,
      },
    ],
    rules: [{ id: 'acme-key', provider: 'acme', title: text, severity: 'high', help: text, references: [] }],
    notices: [{ level: 'warning', code: 'x', message: text }],
    ledger: { complete: true, documents: 1, bytes: 1, binary: 0, skipped: [{ reason: 'unreadable', count: 1, bytes: 0, examples: [{ origin, detail: text }] }] },
    stats: {},
  };
}

const STYLE = { color: false, columns: 80, quiet: false, showAll: true };
/** C0 but the line feed that the reporter itself writes, DEL, C1, bidi and other marks. */
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

describe('what comes from a repository', () => {
  it('adds no line and no control character to the text report', () => {
    const lines = REPORTERS.text(reportWith('plain'), { ...STYLE, columns: 100_000 }).split('\n').length;
    fc.assert(
      fc.property(nasty, (text) => {
        const rendered = REPORTERS.text(reportWith(text.replaceAll(' ', '_')), { ...STYLE, columns: 100_000 });
        expect(UNSAFE.test(rendered)).toBe(false);
        expect(rendered.split('\n').length).toBeLessThanOrEqual(lines + 3);
      }),
    );
  });

  it.each(['json', 'jsonl', 'sarif'] as const)('stays inside its strings in %s', (format) => {
    fc.assert(
      fc.property(nasty, (text) => {
        const rendered = REPORTERS[format](reportWith(text), STYLE);
        for (const part of format === 'jsonl' ? rendered.trimEnd().split('\n') : [rendered]) expect(() => JSON.parse(part) as unknown).not.toThrow();
      }),
    );
  });

  it('is a relative URI of as many segments in SARIF, that climbs nowhere', () => {
    fc.assert(
      fc.property(nasty, (path) => {
        const uri = toUri(path);
        expect(uri).toMatch(/^[A-Za-z0-9\-_.!~*'()%/]*$/);
        expect(uri.split('/').length).toBe(path.split('/').length);
        expect(uri.split('/').some((segment) => segment === '..' || segment === '.')).toBe(false);
      }),
    );
  });

  it('is one printable line, and plain text stays as it is', () => {
    fc.assert(fc.property(nasty, (text) => {
        expect(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/.test(printable(text))).toBe(false);
      }));
    expect(printable('Grüße, 漢字 😀 [x](y)')).toBe('Grüße, 漢字 😀 [x](y)');
  });
});
