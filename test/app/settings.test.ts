import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findConfig } from '#app/find-config.ts';
import { readSettings } from '#app/read-settings.ts';
import { loadRunRules } from '#app/run-rules.ts';
import { scanFiles } from '#app/scan.ts';
import type { ScanSettings } from '#config/settings.ts';
import type { Finding } from '#core/finding.ts';
import { contextIn, SETTINGS } from '../helpers/context.ts';
import { githubToken } from '../helpers/keys.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-settings-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

const settings = (): Promise<ScanSettings> => readSettings({ root, forHook: false, flags: {} });

describe('the configuration of a folder', () => {
  it('is a file of its own before the key of a package.json', async () => {
    expect(findConfig(root)).toBeUndefined();
    write('package.json', '{"name": "x", "devDependencies": {"stanch": "1.0.0"}}');
    expect(findConfig(root)).toBeUndefined();
    write('package.json', '{"name": "x", "stanch": {"severity": "low"}}');
    expect([findConfig(root), (await settings()).severity]).toEqual(['package.json', 'low']);
    rmSync(join(root, 'package.json'));
    write('.stanch.yml', 'severity: high');
    expect([findConfig(root), (await settings()).severity]).toEqual(['.stanch.yml', 'high']);
  });

  it('is never one of two: neither is passed over in silence', async () => {
    write('.stanch.yml', 'severity: high');
    write('package.json', '{"stanch": {"severity": "low"}}');
    await expect(settings()).rejects.toThrow('.stanch.yml and package.json both configure stanch');
    rmSync(join(root, 'package.json'));
    write('.stanch.json', '{}');
    await expect(settings()).rejects.toThrow('.stanch.yml and .stanch.json both configure stanch');
  });

  it('is no folder that is called package.json', async () => {
    mkdirSync(join(root, 'package.json'));
    expect([findConfig(root), (await settings()).severity]).toEqual([undefined, 'info']);
  });

  it.skipIf(process.platform === 'win32').each(['.stanch.yml', '.stanch.json'])('is no pipe that is called %s', async (name) => {
    execFileSync('mkfifo', [join(root, name)]);
    await expect(settings()).rejects.toThrow(`${name}: no regular file`);
  });

  it.skipIf(process.platform === 'win32')('is no pipe that is called package.json, nor one that is extended', async () => {
    execFileSync('mkfifo', [join(root, 'package.json')]);
    expect([findConfig(root), (await settings()).severity]).toEqual([undefined, 'info']);
    write('.stanch.yml', 'extends: package.json');
    await expect(settings()).rejects.toThrow('package.json: no regular file');
  });

  it.skipIf(process.platform === 'win32')('is no link out of the repository', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'stanch-outside-'));
    writeFileSync(join(outside, 'package.json'), '{"stanch": {"severity": "low"}}');
    symlinkSync(join(outside, 'package.json'), join(root, 'package.json'));
    await expect(settings()).rejects.toThrow('package.json: a link that leads out of the repository');
    writeFileSync(join(outside, 'package.json'), '{"name": "x"}');
    expect((await settings()).severity).toBe('info');
    rmSync(outside, { recursive: true });
  });

  it('is nothing of a hundred million bytes', async () => {
    for (const name of ['package.json', '.stanch.yml']) {
      writeFileSync(join(root, name), '');
      truncateSync(join(root, name), 100_000_000);
    }
    expect(findConfig(root)).toBe('.stanch.yml');
    await expect(settings()).rejects.toThrow('.stanch.yml: larger than');
  });

  it('names its folder of own rules only where there is one', async () => {
    write('.stanch.yml', 'rules: {own: no-such-folder}');
    await expect(settings()).rejects.toThrow('no-such-folder');
  });

  it('is a broken package.json only where it may speak to us', async () => {
    write('package.json', '{"name": ');
    expect(findConfig(root)).toBeUndefined();
    write('package.json', '{"stanch": [');
    await expect(settings()).rejects.toThrow(/package\.json/);
  });

  it('follows extends inside the repository only', async () => {
    write('.stanch.yml', 'extends: config/team.yml');
    await expect(settings()).rejects.toThrow(/config\/team\.yml: extended, but it cannot be read/);
    write('config/team.yml', 'severity: medium');
    expect((await settings()).severity).toBe('medium');
  });

  it.skipIf(process.platform === 'win32')('does not follow a link out of it', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'stanch-outside-'));
    writeFileSync(join(outside, 'team.yml'), 'severity: medium');
    symlinkSync(outside, join(root, 'config'));
    write('.stanch.yml', 'extends: config/team.yml');
    await expect(settings()).rejects.toThrow(/leads out of the repository/);
    rmSync(outside, { recursive: true });
  });
});

describe('a rule that the configuration names', () => {
  const builtin = contextIn('.').builtin;

  it.each([{ disabled: ['acme-tokn'] }, { severities: { 'acme-tokn': 'low' } }, { overrides: [{ appliesTo: () => true, rules: new Set(['acme-tokn']), off: true, severity: undefined, confidence: undefined, reason: undefined }] }] satisfies Partial<ScanSettings>[])(
    'must be there: %j',
    async (named) => {
      await expect(loadRunRules({ settings: { ...SETTINGS, ...named }, builtin })).rejects.toMatchObject({ message: 'no rule is called acme-tokn', hint: 'did you mean acme-token?' });
    },
  );
});

describe('overrides at work', () => {
  async function findings(): Promise<readonly Finding[]> {
    const context = contextIn(root, { settings: await settings() });
    return (await scanFiles({ paths: ['.'], noIgnore: true, stdin: Readable.from([]) }, context)).report.findings;
  }

  it('mark, lower and raise findings by their paths', async () => {
    write('test/a.txt', `token ${githubToken('one')}\n`);
    write('prod/b.txt', `token ${githubToken('two')}\n`);
    write('low/c.txt', `token ${githubToken('three')}\n`);
    write('.stanch.yml', 'overrides:\n  - {paths: [test], rules: [acme-token], off: true, reason: made up}\n  - {paths: [prod], severity: critical}\n  - {paths: [low], confidence: low}\n');
    const seen = (await findings()).map(({ locations, severity, suppression }) => [locations[0]?.path, severity, suppression?.reason]);
    expect(seen).toEqual([['prod/b.txt', 'critical', undefined], ['test/a.txt', 'high', 'made up']]);
  });
});
