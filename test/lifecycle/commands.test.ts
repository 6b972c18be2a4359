import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Installation } from '#cli/command.ts';
import { main } from '#cli/main.ts';
import { startNeuroai, type NeuroaiServer, type ServedKey } from '../helpers/neuroai-server.ts';

let server: NeuroaiServer;
let old: ServedKey;
let folder: string;

async function run(args: readonly string[], options: { input?: string; env?: Record<string, string>; terminal?: boolean } = {}): Promise<{ code: number; out: string; err: string }> {
  const texts = { out: '', err: '' };
  const output = (name: 'out' | 'err') => ({ write: (text: string) => void (texts[name] += text), isTerminal: options.terminal ?? false, columns: 80, color: false });
  async function* stdin(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(options.input ?? `${old.value}\n`);
  }
  const env = { HOME: folder, STANCH_NEUROAI_URL: server.base, STANCH_NEUROAI_KEY: server.operator, ...options.env };
  const code = await main(
    { argv: args, env, cwd: folder, stdin: stdin(), stdout: output('out'), stderr: output('err'), clock: { now: () => Date.now() }, signal: new AbortController().signal },
    INSTALLATION,
  );
  return { code, ...texts };
}

const INSTALLATION = { version: '0', rulesFile: '', samplesFile: '', program: '', node: '', peakMemory: () => 0 } as unknown as Installation;
const STDIN = ['--stdin', '--provider', 'neuroai'];

beforeEach(async () => {
  server = await startNeuroai();
  old = server.add('production');
  folder = mkdtempSync(join(tmpdir(), 'stanch-respond-'));
  writeFileSync(join(folder, '.env'), `SERVICE_KEY=${old.value}\n`);
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('commands that shut a key off', () => {
  it('verify says live, dead and unknown, by their codes', async () => {
    expect(await run(['verify', ...STDIN])).toMatchObject({ code: 1, out: expect.stringContaining('live') });
    old.live = false;
    expect(await run(['verify', ...STDIN])).toMatchObject({ code: 0, out: expect.stringContaining('dead') });
    server.hook = () => 302;
    expect(await run(['verify', ...STDIN])).toMatchObject({ code: 3, out: expect.stringContaining('unknown') });
  });

  it('rotate shows a plan and changes nothing', async () => {
    const { code, out } = await run(['rotate', ...STDIN, '--dotenv', '.env:SERVICE_KEY']);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/1\. create.*\n.*2\. test.*\n.*3\. deliver: set SERVICE_KEY[^]*read back[^]*revoke[^]*cannot be undone[^]*prove[^]*nothing was changed/) });
    expect([old.live, server.keys.length, readdirSync(folder)]).toEqual([true, 2, ['.env']]);
  });

  it('rotate --apply goes all the way, and the receipt tells it without a key', async () => {
    const { code, out, err } = await run(['rotate', ...STDIN, '--dotenv', '.env:SERVICE_KEY', '--apply', '--yes']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const fresh = server.keys.at(-1);
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(`SERVICE_KEY=${fresh?.value}\n`);
    expect([old.live, fresh?.live]).toEqual([false, true]);
    const runId = /receipt (\w+)/.exec(out)?.[1] ?? '';
    const receipt = await run(['receipt', runId]);
    expect(receipt).toMatchObject({ code: 0, out: expect.stringContaining('closed: the old key is proved dead') });
    const state = join(folder, '.local', 'state', 'stanch');
    const journal = readFileSync(join(state, `${runId}.jsonl`), 'utf8');
    for (const { value } of server.keys) expect(receipt.out + journal + out).not.toContain(value);
    expect([statSync(state).mode & 0o777, statSync(join(state, `${runId}.jsonl`)).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(await run(['resume', runId, ...STDIN, '--yes'])).toMatchObject({ code: 0 });
  });

  it('revoke --apply ends the key without another', async () => {
    expect(await run(['revoke', ...STDIN, '--apply', '--yes'])).toMatchObject({ code: 0 });
    expect([old.live, server.keys.length]).toEqual([false, 2]);
  });

  it.each([
    ['nobody can be asked', ['revoke', ...STDIN, '--apply'], {}],
    ['a hook', ['revoke', ...STDIN, '--apply', '--yes'], { GIT_INDEX_FILE: 'x' }],
    ['a pull request', ['verify', ...STDIN], { GITHUB_EVENT_NAME: 'pull_request_target' }],
    ['a run that a pull request has started', ['revoke', ...STDIN, '--apply', '--yes'], { GITHUB_EVENT_NAME: 'workflow_run' }],
    ['a comment', ['revoke', ...STDIN, '--apply', '--yes'], { GITHUB_EVENT_NAME: 'issue_comment' }],
    ['an external pull request', ['revoke', ...STDIN, '--apply', '--yes'], { CI_PIPELINE_SOURCE: 'external_pull_request_event' }],
    ['a pull request on Bitbucket', ['revoke', ...STDIN, '--apply', '--yes'], { BITBUCKET_PR_ID: '7' }],
    ['no operator key', ['revoke', ...STDIN, '--apply', '--yes'], { STANCH_NEUROAI_KEY: '' }],
    ['no place for the new key', ['rotate', ...STDIN, '--apply', '--yes'], {}],
    ['a place that cannot be read', ['rotate', ...STDIN, '--command', 'cat', '--apply', '--yes'], {}],
    ['a key as a word', ['revoke', 'k'.repeat(40)], {}],
    ['a key that goes nowhere', ['revoke', '--stdin', '--apply', '--yes'], {}],
  ])('refuses: %s', async (_, args, env) => {
    expect(await run(args, { env })).toMatchObject({ code: 2 });
    expect([old.live, server.keys.length]).toEqual([true, 2]);
  });

  it('refuses to revoke the operator key itself', async () => {
    expect(await run(['revoke', ...STDIN, '--apply', '--yes'], { input: server.operator })).toMatchObject({ code: 2, err: expect.stringContaining('operator key itself') });
    expect(server.keys[0]?.live).toBe(true);
  });

  it('keeps its journal out of work trees', async () => {
    mkdirSync(join(folder, '.git'));
    expect(await run(['revoke', ...STDIN, '--apply', '--yes'])).toMatchObject({ code: 2, err: expect.stringContaining('work tree') });
    expect(old.live).toBe(true);
  });
});
