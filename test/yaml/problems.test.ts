import { describe, expect, it } from 'vitest';
import { judgeCheck } from '#app/rules-checks.ts';
import { parseConfig } from '#config/parse.ts';
import { judgeLinearPattern } from '#detect/linear-pattern.ts';
import { parseRuleFile } from '#ruleset/parse.ts';

/** A rule file with one rule, changed; `null` takes a key out. */
function ruleFile(changes: Readonly<Record<string, string | null>> = {}): string {
  const base = { id: 'zeta-token', title: 'Zeta token', kind: 'api-key', secrecy: 'secret', severity: 'high', anchors: '[zeta_]', pattern: "'zeta_[0-9a-f]{32}'", samples: '{hit: [], miss: []}' };
  const lines = Object.entries({ ...base, ...changes }).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
  return `provider: zeta\nname: Zeta\nrules:\n  - ${lines.join('\n    ')}\n`;
}

/** What a reader has to say of a text, the hint behind it. */
function told(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    const { message, hint } = error as { message: string; hint?: string };
    return `${message} | ${hint ?? ''}`;
  }
  return 'nothing';
}

const ofRules = (text: string): string => told(() => parseRuleFile(text, 'x.yml', { judgeCheck, judgePattern: judgeLinearPattern }));
const FORMAT = 'docs/own-rules.md tells the format';

describe('a slip in a rule file', () => {
  it('is none where there is none', () => {
    expect(ofRules(ruleFile())).toBe('nothing');
  });

  it.each([
    ['', `x.yml:1: the file must be a group of keys, and nothing stands there | ${FORMAT}`],
    ['- a\n', `x.yml:1: the file must be a group of keys, not a list | ${FORMAT}`],
    ['provider: zeta\nname: Zeta\nrules:\n', `x.yml:3: rules must be a list, and nothing stands there | ${FORMAT}`],
    ['provider: zeta\nname: Zeta\nrules: []\n', `x.yml:3: rules must have at least 1 entry, not 0 | ${FORMAT}`],
    ['\tname: x\n', 'x.yml:1: a tab cannot indent | '],
    ['a: 1\na: 2\n', 'x.yml:2: the same key stands there twice | '],
    ['a: !!js/function x\n', 'x.yml:1: tags are not understood | '],
    ['provider: Zeta!\nname: Z\nrules: []\n', `x.yml:1: provider must be small letters and digits, joined by - | ${FORMAT}`],
    [ruleFile({ severity: 'hihg' }), 'x.yml:8: rules.0.severity must be one of critical, high, medium, low, info, not hihg | did you mean high?'],
    [ruleFile({ severity: 'swordfish' }), `x.yml:8: rules.0.severity must be one of critical, high, medium, low, info, not text of 9 characters | ${FORMAT}`],
    [ruleFile({ severity: null, severty: 'high' }), 'x.yml:11: rules.0.severty is no key that stanch knows | did you mean severity?'],
    [ruleFile({ url: 'http://x' }), /^x\.yml:12: rules\.0\.url is no key that stanch knows \| known here: id, title, kind, .*samples/],
    [ruleFile({ secrecy: null }), `x.yml:4: rules.0.secrecy is missing; it must be one of secret, pair-half, public-id | ${FORMAT}`],
    [ruleFile({ samples: null }), `x.yml:4: rules.0.samples is missing; it must be a group of keys | ${FORMAT}`],
    [ruleFile({ title: '' }), `x.yml:5: rules.0.title must be text, and nothing stands there | ${FORMAT}`],
    [ruleFile({ title: '12345678' }), `x.yml:5: rules.0.title must be text, not this number | ${FORMAT}`],
    [ruleFile({ anchors: 'zeta_' }), `x.yml:9: rules.0.anchors must be a list, not text of 5 characters | ${FORMAT}`],
    [ruleFile({ anchors: '[ab]' }), `x.yml:9: rules.0.anchors.0 must have at least 3 characters, not 2 | ${FORMAT}`],
    [ruleFile({ boundary: 'wrd' }), 'x.yml:12: rules.0.boundary must be one of word, token, base64, none, not wrd | did you mean word?'],
    [ruleFile({ boundary: '{left: wrod, right: none}' }), 'x.yml:12: rules.0.boundary.left must be one of word, token, base64, none, not wrod | did you mean word?'],
    [ruleFile({ reach: '{behind: -1, ahead: 5}' }), `x.yml:12: rules.0.reach.behind must be at least 0, not -1 | ${FORMAT}`],
    [ruleFile({ near: '{word: [acme]}' }), 'x.yml:12: rules.0.near.word is no key that stanch knows | did you mean words?'],
    [ruleFile({ pattern: null }), `x.yml:4: rules.0 (zeta-token) needs anchors and pattern, or assigned: pattern missing | ${FORMAT}`],
    [ruleFile({ pattern: "'zeta_.*'" }), 'x.yml:10: rules.0.pattern (zeta-token) has an unbounded quantifier: * | give each repetition an end, such as {1,40}'],
    [ruleFile({ pattern: "'zeta_('" }), `x.yml:10: rules.0.pattern (zeta-token) is not a regular expression: Unterminated group at character 7 | ${FORMAT}`],
    [ruleFile({ pattern: "'zeta_[0-9]{2000}'" }), /^x\.yml:10: rules\.0\.pattern \(zeta-token\) does not run in linear time: invalid repeat count \| counts go to 1000/],
    [ruleFile({ anchors: null, pattern: null, assigned: "{names: [zeta], value: '(a'}" }), `x.yml:10: rules.0.assigned.value (zeta-token) is not a regular expression: Unterminated group at character 3 | ${FORMAT}`],
    [ruleFile({ checks: '\n      - length: 40\n      - entropee: 3' }), 'x.yml:14: rules.0.checks.1 (zeta-token) names no check that stanch knows: entropee | did you mean entropy?'],
    [ruleFile({ checks: '[{entropy: [1]}]' }), `x.yml:12: rules.0.checks.0 (zeta-token) does not hold: check entropy takes {min} | ${FORMAT}`],
    [ruleFile({ checks: '[{entropy: {min: 3}, length: 2}]' }), 'x.yml:12: rules.0.checks.0 (zeta-token) must have one name, not 2 | each check is an entry of its own: [{length: 40}, {entropy: 3}]'],
    [`${ruleFile()}${ruleFile().split('rules:\n')[1] ?? ''}`, 'x.yml:12: rules.1.id is that of rules.0, too: zeta-token | each rule has an id of its own'],
  ])('is told with file, line, key, what is expected and what is there: case %#', (text, expected) => {
    if (typeof expected === 'string') expect(ofRules(text)).toBe(expected);
    else expect(ofRules(text)).toMatch(expected);
  });

  const canary = ['x9', 'Qz7kLm2PvT4wNs8'].join('');
  it.each([
    `${canary}: 1\n`, `- ${canary}\n`, `provider: ${canary}\n`, `provider: [${canary}]\n`, `a: *${canary}\n`, `a: !${canary} b\n`, `"a" ${canary}: x\n`, `{${canary}\n`,
    ruleFile({ [canary]: 'x' }), ruleFile({ severity: canary }), ruleFile({ id: canary }), ruleFile({ title: `{${canary}: 1}` }), ruleFile({ anchors: `[[${canary}]]` }), ruleFile({ boundary: canary }),
    ruleFile({ pattern: `'${canary}('` }), ruleFile({ pattern: `'(?:${canary})+'` }), ruleFile({ pattern: `'(?=${canary})'` }), ruleFile({ pattern: `'a{2000}${canary}'` }), ruleFile({ checks: `[${canary}]` }),
    ruleFile({ checks: `[{checksum: ${canary}}]` }), ruleFile({ checks: `[{entropy: {${canary}: 1}}]` }), ruleFile({ checks: `[{alphabet: ${canary}}]` }), ruleFile({ near: `{words: ${canary}}` }), ruleFile({ reach: canary }),
    ruleFile({ anchors: null, pattern: null, assigned: `{names: [zeta], value: '${canary}('}` }), ruleFile({ samples: canary }), ruleFile({ lifecycle: `[${canary}]` }),
  ])('is told without its text: case %#', (text) => {
    expect(ofRules(text)).toMatch(/^x\.yml/);
    expect(ofRules(text)).not.toContain(canary.slice(2, 12));
  });
});

describe('a slip in a configuration', () => {
  const ofConfig = (text: string): string => told(() => parseConfig(text, '.stanch.yml'));

  it.each([
    ['severty: high\n', '.stanch.yml:1: severty is no key that stanch knows | did you mean severity?'],
    ['rules:\n  disabled: [a]\n', '.stanch.yml:2: rules.disabled is no key that stanch knows | did you mean disable?'],
    ['rules:\n  allow: [a]\n', '.stanch.yml:2: rules.allow is no key that stanch knows | known here: disable, severity, own'],
    ['\nmax-bytes: 5\n', '.stanch.yml:2: max-bytes must be at least 1024, not 5 | see schema/config.json for the keys'],
    ['max-bytes: 5.5\n', '.stanch.yml:1: max-bytes must be a whole number, not 5.5 | see schema/config.json for the keys'],
    ['max-bytes: big\n', '.stanch.yml:1: max-bytes must be a number, not text of 3 characters | see schema/config.json for the keys'],
    ['ignore-files: "no"\n', '.stanch.yml:1: ignore-files must be true or false, not text of 2 characters | see schema/config.json for the keys'],
    ['paths:\n', '.stanch.yml:1: paths must be a group of keys, and nothing stands there | see schema/config.json for the keys'],
    ['paths: {exclude: vendor/}\n', '.stanch.yml:1: paths.exclude must be a list, not text of 7 characters | see schema/config.json for the keys'],
    ['paths:\n  exclude:\n    - a\n    - {b: c}\n', '.stanch.yml:4: paths.exclude.1 must be text, not a group of keys | see schema/config.json for the keys'],
    ['overrides:\n  - off: true\n', '.stanch.yml:2: overrides.0.paths is missing; it must be a list | see schema/config.json for the keys'],
    ['overrides:\n  - paths: [a]\n    of: true\n', '.stanch.yml:3: overrides.0.of is no key that stanch knows | did you mean off?'],
    ['inline-allow: honor\n', '.stanch.yml:1: inline-allow must be one of honour, report, deny, not honor | did you mean honour?'],
    ['hook: {confidence: hgih}\n', '.stanch.yml:1: hook.confidence must be one of high, medium, low, not hgih | did you mean high?'],
    ['extends: [a.yml, 7]\n', '.stanch.yml:1: extends.1 must be text, not 7 | see schema/config.json for the keys'],
    ['rules: {severity: {Acme: high}}\n', '.stanch.yml:1: rules.severity.Acme must be the id of a rule | see schema/config.json for the keys'],
  ])('%j is told', (text, expected) => {
    expect(ofConfig(text)).toBe(expected);
  });
});
