import { describe, expect, it } from 'vitest';
import type { Finding } from '#core/finding.ts';
import { FindingBook } from '#app/finding-book.ts';
import { ruleOf, scanText } from '../helpers/rules.ts';

const KEY = `zq_${'0a1b2c3d'}`;
const RULE = ruleOf({ id: 'acme-key', anchors: ['zq_'], pattern: 'zq_[0-9a-f]{8}' });

function findingIn(files: Readonly<Record<string, string>>): Finding | undefined {
  const book = new FindingBook({ ruleOf: () => RULE, salt: 's', now: 0 });
  for (const [path, text] of Object.entries(files)) {
    for (const detection of scanText([RULE], text).detections) book.add({ kind: 'file', path }, detection);
  }
  return book.close().findings[0];
}

describe('a finding', () => {
  it('whose every place is a test or the like is marked, and keeps its severity', () => {
    const finding = findingIn({ 'test/a.py': KEY, 'b.ts': `// @generated\n${KEY}` });
    expect(finding).toMatchObject({ testish: true, severity: RULE.severity });
    expect(['test', 'generated']).toContain(finding?.context);
    expect(finding?.locations).toHaveLength(2);
  });

  it('with one place elsewhere is not marked', () => {
    const finding = findingIn({ 'test/a.py': KEY, 'src/a.py': KEY });
    expect(finding?.testish).toBe(false);
    expect(finding).not.toHaveProperty('context');
  });
});
