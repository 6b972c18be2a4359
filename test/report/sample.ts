import type { Finding } from '#core/finding.ts';
import type { Report } from '#core/report.ts';

/** A report in which everything that can come from a repository is `text`. */
export function reportWith(text: string): Report {
  const position = { line: 1, column: 1 };
  const origin = { kind: 'file', path: text } as const;
  const commit = { oid: 'a'.repeat(40), author: text, date: '2026-01-01T00:00:00Z', subject: text };
  const place = { origin, path: text, start: position, end: position, span: { start: 0, end: 1 } };
  const finding: Finding = {
    id: '0'.repeat(12),
    ruleId: 'acme-key',
    provider: 'acme',
    title: text,
    severity: 'high',
    confidence: 'high',
    fingerprint: '0'.repeat(32),
    preview: text,
    facts: { [text]: text, inside: text },
    locations: [{ ...place, commit, encoding: [text] }, place],
    pair: { ruleId: 'acme-half', preview: text, location: place },
    alsoMatched: [],
    testish: false,
  };
  return {
    tool: { name: 'stanch', version: '0', rules: 1, rulesDigest: '0' },
    scope: text,
    findings: [finding, { ...finding, id: '1'.repeat(12) }, { ...finding, id: '2'.repeat(12), suppression: { by: 'inline', reason: text, ref: text, until: text } }],
    rules: [{ id: 'acme-key', provider: 'acme', title: text, severity: 'high', help: `${text} ${text}`, references: [text] }],
    notices: [{ level: 'warning', code: text, message: text }],
    ledger: { complete: false, documents: 1, bytes: 1, binary: 0, skipped: [{ reason: 'unreadable', count: 1, bytes: 0, examples: [{ origin, detail: text }] }] },
    stats: {},
  };
}
