import { describe, expect, it } from 'vitest';
import { narrowings } from '#config/narrowings.ts';
import { parseConfig } from '#config/parse.ts';
import { resolveSettings } from '#config/resolve.ts';

const told = (text: string): readonly string[] => narrowings(resolveSettings({}, parseConfig(text, 'x.yml'), { root: '/repo', forHook: false }));

describe('narrowings', () => {
  it.each([
    ['confidence: high', 'high confidence only'],
    ['severity: critical', 'severity critical and worse only'],
    ['rules: {disable: [a, b]}', 'rules switched off: 2'],
    ['rules: {severity: {a: info}}', 'severities changed: 1'],
    ['overrides: [{paths: [a], off: true}]', 'overrides by path: 1'],
    ['max-bytes: 2048', 'nothing larger than 2048 bytes'],
    ['decode-depth: 0', '0 levels of encoding'],
    ['fail-on: none', 'findings do not set the exit code'],
    ['fail-on: high', 'exit code 1 from severity high on'],
  ])('%s is told', (text, words) => {
    expect(told(text)).toEqual([words]);
  });

  it.each(['', 'confidence: low', 'severity: info', 'rules: {disable: []}', 'max-bytes: 1073741824', 'decode-depth: 8', 'fail-on: info'])('%j leaves nothing out', (text) => {
    expect(told(text)).toEqual([]);
  });
});
