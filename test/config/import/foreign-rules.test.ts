import { describe, expect, it } from 'vitest';
import { builtInForGitleaks } from '#config/import/foreign-rules.ts';
import { importGitleaks } from '#config/import/gitleaks.ts';
import { builtInForSecretlint } from '#config/import/secretlint.ts';
import { genericRule } from '#detect/generic/generic-rule.ts';
import { specialRules } from '#detect/scanner.ts';
import { readRules } from '../../../tools/read-rules.ts';

const RULES = new Set([...readRules().map((rule) => rule.id), ...specialRules().map(({ rule }) => rule.id)]);

describe('rules that other scanners come with', () => {
  it.each([
    ['gitleaks', builtInForGitleaks()],
    ['secretlint', builtInForSecretlint()],
  ])('%s: stand for built-in rules that are there', (_, ids) => {
    expect(ids.length).toBeGreaterThan(20);
    expect(ids.filter((id) => !RULES.has(id))).toEqual([]);
  });

  it('are switched off here where they were there', () => {
    const { disable, notes } = importGitleaks('[extend]\nuseDefault = true\ndisabledRules = ["jwt", "generic-api-key", "nothing"]', 'a.toml', 'gitleaks');
    expect(disable).toEqual(['jwt-token', genericRule().rule.id]);
    expect(notes).toMatchObject([{ effect: 'left-out', subject: 'disabled rule nothing' }]);
  });
});
