import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GateTable } from '#detect/gate-layout.ts';
import { layGates, pickGates } from '#detect/gate-table.ts';
import { passesGate } from '#detect/passes-gate.ts';
import type { Matcher } from '#detect/matcher.ts';
import { packRules } from '#detect/pack-rules.ts';
import { openRulePack } from '#detect/rule-pack.ts';
import { scanRange } from '#detect/scan-range.ts';
import { makePackMatcher, specialRules } from '#detect/scanner.ts';
import { gateOfAnchor } from '#ruleset/find-gate.ts';
import type { Rule } from '#ruleset/rule.ts';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { fillTemplate } from '#ruleset/template.ts';
import { readRules } from '../../tools/read-rules.ts';
import { ruleOf } from '../helpers/rules.ts';

const { rules } = makeRuleset([...readRules(), ...specialRules().map((compiled) => compiled.rule)]);
const gated = makePackMatcher(openRulePack(packRules(rules, '0', { findGate: gateOfAnchor })));
const open = makePackMatcher(openRulePack(packRules(rules, '0')));
const samples = rules.flatMap((rule) => [...rule.samples.hit, ...rule.samples.miss].map((sample, index) => fillTemplate(sample, `${rule.id}/${index}`)));

function matches(matcher: Matcher, bytes: Buffer): string[] {
  const found = scanRange(matcher, { view: { bytes, base: 0 }, from: 0, to: bytes.length, isText: true, depth: 1 });
  // One match may be met from several anchors in its name, and a gate may stand before some of them.
  return [...new Set(found.map(({ rule, start, end, confidence }) => `${rule.rule.id} ${start}-${end} ${confidence}`))].sort();
}

function gatesOf(anchor: string, list: readonly Rule[]): GateTable {
  return layGates([gateOfAnchor(anchor, list)]);
}

function passes(gates: GateTable, anchor: string, text: string): boolean {
  return passesGate(gates, { anchor: 0, length: anchor.length }, { bytes: Buffer.from(text, 'latin1'), at: text.toLowerCase().indexOf(anchor) });
}

test('every sample of every rule is judged alike with and without gates', () => {
  const text = Buffer.from(samples.join('\n'));
  expect(matches(gated, text)).toEqual(matches(open, text));
  expect(gated.stats.hits).toBeLessThan(open.stats.hits);
});

test('cut, changed and joined samples are judged alike with and without gates', () => {
  const sample = fc.constantFrom(...samples);
  const change = fc.record({ at: fc.nat(200), with: fc.constantFrom('', 'a', 'Z', '_', '7', '\\n', '%3D', '"', ' ', '\n', '-', '\u00ff') });
  fc.assert(
    fc.property(sample, sample, fc.array(change, { maxLength: 3 }), (first, second, changes) => {
      let text = first.trimEnd() + second;
      for (const { at, with: other } of changes) text = text.slice(0, at) + other + text.slice(at + 1);
      const bytes = Buffer.from(text, 'latin1');
      expect(matches(gated, bytes)).toEqual(matches(open, bytes));
    }),
    { numRuns: 3000 },
  );
});

test('asks for what the pattern wants next', () => {
  const gates = gatesOf('pat', [ruleOf({ id: 'acme-pat', anchors: ['pat'], pattern: 'pat[0-9]{14}' })]);
  expect(passes(gates, 'pat', ' pat0123456789012')).toBe(true);
  expect(passes(gates, 'pat', ' pattern of words')).toBe(false);
  expect(passes(gates, 'pat', ' pat0123')).toBe(false);
});

test('asks for what the boundary wants before, escapes allowed', () => {
  const gates = gatesOf('pat', [ruleOf({ id: 'acme-pat', anchors: ['pat'], pattern: 'pat[0-9]{14}', boundary: { left: 'token', right: 'none' } })]);
  expect(passes(gates, 'pat', 'compat0123456789012')).toBe(false);
  expect(passes(gates, 'pat', '\\npat0123456789012')).toBe(true);
  expect(passes(gates, 'pat', 'pat0123456789012')).toBe(true);
});

test('asks for a word for keys behind a name, and for a run that may be the key', () => {
  const rule = ruleOf({ id: 'acme-key', assigned: { names: ['acme'], keys: ['token'], value: '[0-9a-f]{32}' }, checks: ['starts-word', { alphabet: ['digit'] }] });
  const gates = gatesOf('acme', [rule]);
  const value = '0123456789abcdef'.repeat(2);
  expect(passes(gates, 'acme', `ACME_MY_TOKEN = "${value}"`)).toBe(true);
  expect(passes(gates, 'acme', `acme sells things "${value}"`)).toBe(false);
  expect(passes(gates, 'acme', `ACME_TOKEN = "${'a'.repeat(32)}"`)).toBe(false);
  expect(passes(gates, 'acme', `PLACME_TOKEN = "${value}"`)).toBe(false);
  expect(passes(gates, 'acme', `myAcmeToken = "${value}"`)).toBe(true);
});

test('a gate holds for all rules of its anchor', () => {
  const digits = ruleOf({ id: 'acme-a', anchors: ['pat'], pattern: 'pat[0-9]{14}' });
  const letters = ruleOf({ id: 'acme-b', anchors: ['pat'], pattern: 'pat[a-f]{6}' });
  const gates = gatesOf('pat', [digits, letters]);
  expect(passes(gates, 'pat', ' patabcdef')).toBe(true);
  expect(passes(gates, 'pat', ' pat0123456789012')).toBe(true);
  expect(passes(gates, 'pat', ' path/to/it')).toBe(false);
});

test('an anchor of another table keeps its gate, a new one has none', () => {
  const gates = gatesOf('pat', [ruleOf({ id: 'acme-pat', anchors: ['pat'], pattern: 'pat[0-9]{14}' })]);
  const picked = pickGates(gates, [-1, 0]);
  const at = (anchor: number): boolean => passesGate(picked, { anchor, length: 3 }, { bytes: Buffer.from('pattern of words'), at: 0 });
  expect([at(0), at(1)]).toEqual([true, false]);
});
