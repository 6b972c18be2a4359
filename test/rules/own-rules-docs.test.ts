import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeCheck } from '#app/rules-checks.ts';
import { rulePlaces } from '#app/rules-places.ts';
import { judgeRule } from '#app/rules-test.ts';
import { main } from '#cli/main.ts';
import { CHECKS } from '#detect/checks/index.ts';
import { packRules } from '#detect/pack-rules.ts';
import { specialRules } from '#detect/scanner.ts';
import { parseRuleFile } from '#ruleset/parse.ts';
import { fillTemplate } from '#ruleset/template.ts';
import { fakeHost, fakeInstallation } from '../cli/fake-host.ts';
import { readRules } from '../../tools/read-rules.ts';

const TEXT = readFileSync(new URL('../../docs/own-rules.md', import.meta.url), 'utf8');
const blocks = (language: string): string[] => [...TEXT.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);
const EXAMPLES = blocks('yaml').map((text, index): [string, string] => [`example ${index + 1}`, text]);
const [FIRST = ''] = blocks('yaml');
const BUILT_IN = new Set(readRules().map((rule) => rule.id));
const PATH = '.stanch/rules/acme.yml';

describe('docs/own-rules.md', () => {
  it('has examples, of every field', () => {
    expect(EXAMPLES.length).toBeGreaterThan(4);
    const fields = ['assigned', 'near', 'checks', 'completes', 'boundary', 'prefix', 'confidence', 'help', 'miss'];
    expect(fields.filter((field) => !EXAMPLES.some(([, text]) => text.includes(`${field}:`)))).toEqual([]);
  });

  it.each(EXAMPLES)('%s holds: it is read, runs in linear time, and finds its samples', (name, text) => {
    const places = rulePlaces(text);
    const verdicts = parseRuleFile(text, name, { judgeCheck }).map((rule, index) => {
      const place = places[index];
      if (place === undefined) throw new Error('each rule has a place');
      return judgeRule(rule, place);
    });
    expect(verdicts.filter(({ holds }) => !holds)).toEqual([]);
    expect(verdicts.every(({ samples }) => samples.some(({ kind }) => kind === 'hit') && samples.some(({ kind }) => kind === 'miss'))).toBe(true);
    expect(verdicts.filter(({ id }) => BUILT_IN.has(id))).toEqual([]);
  });

  it('names checks and templates that are there', () => {
    const [, row = ''] = /\| `checks` \|([^\n]*)/.exec(TEXT) ?? [];
    const checks = [...row.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name);
    expect(checks.length).toBeGreaterThan(5);
    expect(checks.filter((name) => !CHECKS.has(name))).toEqual([]);
    const [, samples = ''] = /## Samples\n([\s\S]*?)\n## /.exec(TEXT) ?? [];
    const templates = [...samples.matchAll(/`(?:\{\{)?([a-z0-9-]+)(?:\}\})?`/g)].map(([, name = '']) => name).filter((name) => name !== 'hit' && name !== 'miss');
    expect(templates.length).toBeGreaterThan(5);
    for (const name of templates) expect(fillTemplate(`{{${name}:12}}`, 'seed').length).toBeGreaterThan(0);
  });
});

describe('the first rule of docs/own-rules.md', () => {
  let folder: string;
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-docs-')));
    mkdirSync(join(folder, '.stanch/rules'), { recursive: true });
    writeFileSync(join(folder, PATH), FIRST);
    writeFileSync(join(folder, 'rules.pack'), packRules(specialRules().map(({ rule }) => rule), '0'.repeat(8)));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function run(...argv: readonly string[]): Promise<string> {
    const host = fakeHost(argv, { cwd: folder });
    await main(host, fakeInstallation(join(folder, 'rules.pack')));
    return host.err() + host.out();
  }

  it('is told by rules test as the page shows it', async () => {
    const [, command = '', shown = ''] = /\$ stanch ([^\n]*)\n([\s\S]*)/.exec(blocks('console')[0] ?? '') ?? [];
    expect(command).toBe(`rules test ${PATH}`);
    expect(await run(...command.split(' '))).toBe(shown);
  });

  it('finds a key in a scan', async () => {
    writeFileSync(join(folder, 'config.ini'), fillTemplate('token = acme_live_{{hex:32}}\n', 'docs'));
    expect(await run('scan', 'config.ini')).toContain('Acme service token');
  });
});
