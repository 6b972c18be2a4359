import { describe, expect, it } from 'vitest';
import type { Confidence } from '#core/severity.ts';
import { fillTemplate } from '#ruleset/template.ts';
import { ruleOf, scanText } from '../helpers/rules.ts';

/** How sure a rule of `confidence` is of a value, and what it has against it. */
function judged(confidence: Confidence, value: string): string {
  const rule = ruleOf({ id: 'acme-key', confidence, anchors: ['acme_'], pattern: 'acme_(?<secret>[0-9a-z]{16,40})', checks: ['placeholder'] });
  const [found] = scanText([rule], `acme_${value}\n`).detections;
  return `${found?.confidence} ${found?.facts['unlikely'] ?? '-'}`;
}

describe('a value that counts or repeats', () => {
  const COUNTING = 'a1b2c3d4e5f6g7h8i9j0';

  it('is shown by an audit, and stops no hook', () => {
    expect(judged('high', COUNTING)).toBe('medium counts or repeats');
    expect(judged('medium', COUNTING)).toBe('medium counts or repeats');
  });

  it('is no surer for it under a rule that is not sure', () => expect(judged('low', COUNTING)).toBe('low counts or repeats'));

  it('has nothing to do with a random one', () => expect(judged('high', fillTemplate('{{alnum-lower:20}}', 'one'))).toBe('high -'));
});
