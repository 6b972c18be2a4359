import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addEntries, newBaseline } from '#store/baseline.ts';
import { writeBaseline } from '#store/baseline-file.ts';
import { githubToken } from '../helpers/keys.ts';
import { CANARY, makeStage, type Stage } from './stage.ts';

/** An own rule that no built-in one knows. */
const OWN_RULE = [
  'provider: zeta',
  'name: Zeta',
  'rules:',
  '  - id: zeta-token',
  '    title: Zeta token',
  '    kind: api-key',
  '    secrecy: secret',
  '    severity: high',
  '    confidence: high',
  "    anchors: ['zeta_']",
  "    pattern: 'zeta_[0-9a-f]{32}'",
  "    samples: {hit: ['k = zeta_{{hex:32}}'], miss: ['k = zeta_none']}",
  '',
].join('\n');

let stage: Stage;
beforeEach(() => {
  stage = makeStage();
});
afterEach(() => stage.cleanup());

/** Files of the stage, made with the folders that they need. */
function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(stage.folder, path, '..'), { recursive: true });
    writeFileSync(join(stage.folder, path), text);
  }
}

function repository(name: string): void {
  mkdirSync(join(stage.folder, name, '.git'), { recursive: true });
}

interface Told {
  readonly findings: readonly { readonly ruleId: string; readonly severity: string; readonly fingerprint: string; readonly locations: readonly { readonly path: string }[]; readonly suppression?: { readonly by: string; readonly ref: string } }[];
  readonly notices: readonly { readonly code: string; readonly message: string }[];
}

async function told(argv: readonly string[], cwd = 'clean'): Promise<Told & { readonly code: number }> {
  const { code, out, err } = await stage.run(['scan', '--json', ...argv], { cwd });
  if (out === '') throw new Error(err);
  return { ...(JSON.parse(out) as Told), code };
}

describe('a scan of another place', () => {
  it('goes by the configuration there, found upwards from a file or a folder', async () => {
    repository('other');
    write({ 'other/.stanch.yml': 'rules: {disable: [acme-token]}\n', 'other/src/a.txt': `token = ${CANARY}\n` });
    for (const path of ['../other', '../other/src', '../other/src/a.txt', join(stage.folder, 'other')]) {
      const { code, notices } = await told([path]);
      expect([path, code, notices.map(({ message }) => message)]).toEqual([path, 0, ['by flags or configuration: rules switched off: 1']]);
    }
  });

  it('leaves the settings of the working folder out of it', async () => {
    repository('other');
    write({ 'clean/.stanch.yml': 'rules: {disable: [acme-token]}\n', 'other/a.txt': `token = ${CANARY}\n` });
    expect((await told(['../other'])).code).toBe(1);
    expect((await told(['a.txt', '../clean'])).code).toBe(0);
  });

  it('runs the own rules there', async () => {
    repository('other');
    write({ 'other/.stanch/rules/zeta.yml': OWN_RULE, 'other/a.txt': `k = ${['zeta', '_'].join('')}${'0a1b2c3d'.repeat(4)}\n` });
    expect((await told(['../other/a.txt'])).findings.map(({ ruleId }) => ruleId)).toEqual(['zeta-token']);
    expect((await told(['../other/a.txt', '.'])).findings).toEqual([]);
  });

  it('accepts what the baseline there accepts', async () => {
    repository('other');
    write({ 'other/a.txt': `token = ${CANARY}\n` });
    const baseline = newBaseline();
    writeBaseline(join(stage.folder, 'other'), baseline);
    const { code, findings: [found] } = await told(['../other']);
    const entry = { rule: 'acme-token', fingerprint: found?.fingerprint ?? '', path: 'a.txt', reason: 'known', owner: 'ada' };
    writeBaseline(join(stage.folder, 'other'), addEntries(baseline, [entry]));
    const later = [await told(['../other']), await told(['a.txt'], 'other'), await told(['../other', '.'])];
    expect([code, ...later.map((each) => each.code)]).toEqual([1, 0, 0, 1]);
  });

  it('counts globs from the top folder there', async () => {
    repository('other');
    write({ 'other/.stanch.yml': 'paths: {exclude: [/gen]}\noverrides: [{paths: [/low], severity: low}]\n' });
    write({ 'other/gen/a.txt': `token = ${CANARY}\n`, 'other/src/gen/a.txt': `token = ${githubToken('kept')}\n`, 'other/low/b.txt': `token = ${githubToken('low')}\n` });
    for (const [path, cwd] of [['../other', 'clean'], ['.', 'other'], ['..', 'other/src']] as const) {
      const { findings } = await told([path], cwd);
      const bySeverity = findings.map((finding) => [finding.severity, finding.suppression?.ref ?? '', finding.locations[0]?.path.split('/').slice(-2).join('/')]);
      expect(bySeverity.sort()).toEqual([['high', '', 'gen/a.txt'], ['high', 'paths.exclude', 'gen/a.txt'], ['low', '', 'low/b.txt']]);
    }
  });

  it('goes by the working folder for what lies in no place of its own', async () => {
    write({ 'clean/.stanch.yml': 'rules: {disable: [acme-token]}\n' });
    expect((await told(['../leaky/a.txt'])).code).toBe(0);
    expect((await stage.run(['scan', 'x'.repeat(5_000)])).err).toContain('cannot read');
  });

  it('finds own rules and a baseline without a configuration or a repository beside them', async () => {
    write({ 'loose/.stanch/rules/zeta.yml': OWN_RULE, 'loose/sub/a.txt': `k = ${['zeta', '_'].join('')}${'0a1b2c3d'.repeat(4)}\n` });
    expect((await told(['../loose/sub'])).code).toBe(1);
  });

  it('says what is broken there', async () => {
    repository('other');
    write({ 'other/.stanch.yml': 'pahts: {}\n', 'other/a.txt': '' });
    expect(await stage.run(['scan', '../other'])).toMatchObject({ code: 2, err: 'stanch: in ../other: .stanch.yml:1: pahts is no key that stanch knows\n  did you mean paths?\n' });
    expect((await stage.run(['scan', '--config', '../other/.stanch.yml', '../other'])).err).toMatch(/^stanch: (?!in ).*other.\.stanch\.yml:1: pahts/);
    rmSync(join(stage.folder, 'other/.stanch.yml'));
    expect((await stage.run(['scan', '--exclude', '*a*a*a*a', '../other'])).err).toMatch(/^stanch: --exclude has a glob/);
  });
});

describe('a scan of several places', () => {
  it('goes by the working folder, and names the settings that it passed over', async () => {
    for (const name of ['one', 'two', 'plain']) repository(name);
    write({ 'one/.stanch.yml': 'rules: {disable: [acme-token]}\n', 'one/a.txt': `token = ${CANARY}\n`, 'two/.stanch/rules/zeta.yml': OWN_RULE, 'plain/b.txt': 'nothing\n' });
    const { code, notices } = await told(['../one', '../two', '../plain']);
    expect(code).toBe(1);
    expect(notices.map(({ message }) => message)).toEqual([
      '../one has settings of its own (.stanch.yml), which do not count where several places are scanned at once: scan it by itself',
      '../two has settings of its own (.stanch/rules), which do not count where several places are scanned at once: scan it by itself',
    ]);
  });

  it('cannot be talked out of a finding by one of them', async () => {
    repository('clean');
    repository('clean/vendor/lib');
    write({ 'clean/a.txt': `token = ${CANARY}\n`, 'clean/vendor/lib/.stanch.yml': "paths: {exclude: ['*']}\n" });
    expect((await told(['a.txt', 'vendor/lib'])).code).toBe(1);
    expect((await told(['-', 'vendor/lib'])).notices.map(({ code }) => code)).toEqual(['settings-passed-over']);
  });

  it('is none where a folder of the repository, which may be vendored, has settings of its own', async () => {
    repository('clean');
    write({ 'clean/vendor/lib/.stanch.yml': "paths: {exclude: ['*']}\n", 'clean/vendor/lib/a.txt': `token = ${CANARY}\n` });
    expect((await told(['vendor/lib'])).code).toBe(1);
    expect((await told(['../clean/vendor/lib/a.txt'])).code).toBe(1);
  });

  it.skipIf(process.platform === 'win32')('is none where a link of a repository leads to a file elsewhere', async () => {
    repository('clean');
    write({ 'clean/.stanch.yml': 'rules: {disable: [acme-token]}\n' });
    symlinkSync(join(stage.folder, 'leaky/a.txt'), join(stage.folder, 'clean/link.txt'));
    expect((await told(['link.txt'])).code).toBe(0);
    rmSync(join(stage.folder, 'clean/link.txt'));
  });
});
