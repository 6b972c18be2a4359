import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyOfFinding, secretFromStdin } from '#app/lifecycle/leaked-key.ts';
import { scanFiles } from '#app/scan.ts';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { contextIn } from '../helpers/context.ts';
import { base62 } from '../helpers/keys.ts';
import type { ServedKey } from '../helpers/neuroai-server.ts';
import { makeRespondStage, onlyId, type Ran, type RespondStage } from '../helpers/respond-stage.ts';
import { ruleOf } from '../helpers/rules.ts';

let stage: RespondStage;
let old: ServedKey;
let saved: string;
let id: string;

async function save(args: readonly string[] = ['audit']): Promise<void> {
  expect(await stage.run([...args, '--format', 'json', '--output', saved])).toMatchObject({ code: 1 });
  id = onlyId(readFileSync(saved, 'utf8'));
}

function verify(name: string = id): Promise<Ran> {
  return stage.run(['verify', name, '--report', saved]);
}

beforeEach(async () => {
  stage = await makeRespondStage();
  old = stage.server.add('production');
  saved = join(stage.state, 'report.json');
});

afterEach(() => stage.cleanup());

describe('a finding of a saved report', () => {
  it('is read again from history, although the file is long gone', async () => {
    stage.repo.commitFile('app/.env', `KEY=${old.value}\n`);
    stage.repo.git('rm', '-q', 'app/.env');
    stage.repo.commit('clean up');
    await save();
    expect(await verify()).toMatchObject({ code: 1, out: expect.stringMatching(/^live/) });
    expect(await verify(id.slice(0, 6))).toMatchObject({ code: 1 });
  });

  it('is read again from a commit message, from a decoded text and from a file at hand', async () => {
    stage.repo.commitFile('a.txt', 'x\n', `oops ${old.value}`);
    await save();
    expect(await verify()).toMatchObject({ code: 1 });
    stage.repo.git('update-ref', '-d', 'HEAD');
    stage.repo.git('rm', '-q', '--cached', 'a.txt');
    stage.repo.git('reflog', 'expire', '--expire=now', '--all');
    stage.repo.git('gc', '-q', '--prune=now');
    stage.repo.commitFile('b.txt', `data: ${Buffer.from(`KEY=${old.value}`).toString('base64')}\n`);
    await save();
    expect(await verify()).toMatchObject({ code: 1 });
    stage.repo.write('sub/c.env', `KEY=${old.value}\n`);
    await save(['scan', 'sub']);
    expect(await verify()).toMatchObject({ code: 1 });
  });

  it('is not believed when the file has another key by now', async () => {
    stage.repo.commitFile('a.txt', 'x\n');
    stage.repo.write('c.env', `KEY=${old.value}\n`);
    await save(['scan', 'c.env']);
    stage.repo.write('c.env', `KEY=${stage.server.operator}\n`);
    expect(await verify()).toMatchObject({ code: 2, err: expect.stringMatching(/no longer stands at c\.env:1[^]*make a new one/) });
    rmSync(join(stage.repo.dir, 'c.env'));
    expect(await verify()).toMatchObject({ code: 2, err: expect.stringMatching(/is gone[^]*without --report/) });
  });

  it('of files needs no repository', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'stanch-no-repository-'));
    mkdirSync(join(cwd, 'sub'));
    writeFileSync(join(cwd, 'sub/a.env'), `KEY=${old.value}\n`);
    await stage.run(['scan', 'sub', '--format', 'json', '--output', saved], { cwd });
    id = onlyId(readFileSync(saved, 'utf8'));
    expect(await stage.run(['verify', id, '--report', saved], { cwd })).toMatchObject({ code: 1, out: expect.stringMatching(/^live/) });
    expect(await stage.run(['verify', id], { cwd })).toMatchObject({ code: 2, err: expect.stringContaining('git repository') });
    rmSync(cwd, { recursive: true });
  });

  it('of a repository that git refuses to read says so', async () => {
    stage.repo.commitFile('a.env', `KEY=${old.value}\n`);
    await save();
    stage.repo.write('.git/config', '[broken');
    const { code, err } = await verify();
    expect(code).not.toBe(1);
    expect(err).not.toContain('is gone');
  });

  it('is not read where a changed report points elsewhere', async () => {
    const outside = join(stage.state, 'outside.env');
    writeFileSync(outside, `KEY=${old.value}\n`);
    stage.repo.write('c.env', `KEY=${old.value}\n`);
    await save(['scan', 'c.env']);
    rmSync(join(stage.repo.dir, 'c.env'));
    for (const path of [outside, `../${stage.state.split('/').at(-1) ?? ''}/outside.env`]) {
      writeFileSync(saved, readFileSync(saved, 'utf8').replaceAll(/"path": ?"[^"]*"/g, () => `"path":${JSON.stringify(path)}`));
      expect(readFileSync(saved, 'utf8')).toContain(path);
      expect(await verify()).toMatchObject({ code: 2, err: expect.stringContaining('is gone') });
    }
  });

  it('goes to the provider of the rule that finds it, not to one that a changed report names', async () => {
    stage.repo.commitFile('a.txt', `t=${['acme', 't', 'abcdEFGH1234ijklMNOP'].join('_')}\n`);
    await save();
    expect(await verify()).toMatchObject({ code: 2, err: expect.stringContaining('cannot speak with the provider') });
    writeFileSync(saved, readFileSync(saved, 'utf8').replaceAll('acme-token', 'neuroai-api-key'));
    expect(await verify()).toMatchObject({ code: 2, err: expect.stringContaining('no longer stands') });
  });

  it('is refused with words when it is not in the report, or the file is no report', async () => {
    stage.repo.commitFile('a.env', `KEY=${old.value}\n`);
    await save();
    expect(await verify('000000000000')).toMatchObject({ code: 2, err: expect.stringContaining('not in that report') });
    expect(await stage.run(['verify', id, '--report', join(stage.repo.dir, 'a.env')])).toMatchObject({ code: 2, err: expect.stringContaining('is no report') });
    expect(await stage.run(['verify', '--stdin', '--provider', 'neuroai', '--report', saved])).toMatchObject({ code: 2 });
  });

  it('survives a baseline that was made since', async () => {
    stage.repo.commitFile('a.env', `KEY=${old.value}\n`);
    await save();
    await stage.run(['baseline', 'create', '--reason', 'known']);
    expect(await verify()).toMatchObject({ code: 1 });
  });
});

describe('a key on standard input', () => {
  async function* given(text: string): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from(text));
  }

  it('is one word, or a key file', async () => {
    expect((await secretFromStdin(given(' one-word\n'))).length).toBe(8);
    expect((await secretFromStdin(given('{\n  "type": "service_account"\n}\n'))).length).toBe(31);
    for (const text of ['', ' \n', 'two words', 'a\nb', 'x'.repeat(17 * 1024)]) await expect(secretFromStdin(given(text))).rejects.toThrow();
  });
});

describe('a key of two halves', () => {
  const RULES = [
    ruleOf({ id: 'aws-access-key-id', anchors: ['akia'], pattern: 'AKIA[A-Z2-7]{16}', completes: { rules: ['aws-secret-access-key'], within: 400 } }),
    ruleOf({ id: 'aws-secret-access-key', anchors: ['secret'], pattern: 'secret=(?<secret>[0-9A-Za-z]{40})' }),
  ];
  const [keyId, half] = [`${'AKIA'}${'QWERTYUIOPASDFGH'}`, base62('half', 40)];

  async function keyIn(text: string): Promise<string> {
    stage.repo.write('aws.env', text);
    const context = contextIn(stage.repo.dir, { builtin: () => makeRuleset(RULES) });
    const { report } = await scanFiles({ paths: ['aws.env'], noIgnore: false, stdin: (async function* () {})() }, context);
    const [finding] = report.findings;
    const { secret, provider } = await keyOfFinding(finding?.id ?? '', { folder: stage.repo.dir, report }, context);
    expect(provider.id).toBe('aws');
    return secret.reveal();
  }

  it('is put together from what stands side by side', async () => {
    expect(await keyIn(`id=${keyId}\nsecret=${half}\n`)).toBe(`${keyId}:${half}`);
  });

  it('is refused where the other half is not there', async () => {
    await expect(keyIn(`id=${keyId}\n`)).rejects.toThrow('only a part of a key');
    await expect(keyIn(`secret=${half}\n`)).rejects.toThrow('only a part of a key');
  });
});
