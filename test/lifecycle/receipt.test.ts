import { appendFileSync, chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Receipt } from '#app/lifecycle/receipt.ts';
import { makeRespondStage, runIdOf, type Ran, type RespondStage } from '../helpers/respond-stage.ts';

let stage: RespondStage;
let run: string;
let path: string;

const receipt = (args: readonly string[] = [], env: Record<string, string> = {}): Promise<Ran> => stage.run(['receipt', run, ...args], { env });
const data = async (args: readonly string[] = []): Promise<Receipt> => JSON.parse((await receipt(['--format', 'json', ...args])).out) as Receipt;

beforeEach(async () => {
  stage = await makeRespondStage();
  const old = stage.server.add('production');
  const ran = await stage.run(['rotate', '--stdin', '--provider', 'neuroai', '--dotenv', 'prod.env:API_KEY', '--apply', '--yes'], { input: old.value });
  run = runIdOf(ran);
  path = join(stage.state, 'stanch', `${run}.jsonl`);
});

afterEach(() => stage.cleanup());

describe('a receipt', () => {
  it('says who, what, when and which proof, in Markdown and as JSON, without a key', async () => {
    const [text, json] = [await receipt(), await data()];
    expect(text.code).toBe(0);
    expect(text.out).toMatch(/closed: the old key is proved dead[^]*NeuroAI[^]*- by \S+@\S+, 20\d\d-[^]*old key: id key\\_2[^]*before: \*\*live\*\*[^]*after: \*\*dead\*\*[^]*new key: id key\\_3[^]*delivered and read back[^]*its chain of \d+ lines holds/);
    expect(json).toMatchObject({
      schema: 'stanch-receipt/1',
      run,
      state: 'closed',
      provider: { id: 'neuroai' },
      oldKey: { id: 'key_2', before: { state: 'live' }, after: { state: 'dead' } },
      newKey: { id: 'key_3', made: 'by the provider', isTested: true },
      places: [{ isDelivered: true, isReadBack: true }],
      chain: { lines: json.steps.length, torn: 0 },
    });
    expect(json.oldKey.after?.why).toContain('401');
    for (const { value } of stage.server.keys) expect(text.out + JSON.stringify(json)).not.toContain(value);
  });

  it('only reads: neither the file nor its folder is changed, a torn line stays, and a run at work is not in the way', async () => {
    appendFileSync(path, '{"seq":99,"pr');
    writeFileSync(join(stage.state, 'stanch', 'lock'), `${process.pid} held`);
    chmodSync(path, 0o400);
    chmodSync(join(stage.state, 'stanch'), 0o500);
    const before = [readFileSync(path, 'utf8'), statSync(path).mtimeMs, readdirSync(join(stage.state, 'stanch')).sort()];
    const ran = await receipt();
    const after = [readFileSync(path, 'utf8'), statSync(path).mtimeMs, readdirSync(join(stage.state, 'stanch')).sort()];
    chmodSync(join(stage.state, 'stanch'), 0o700);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('13 bytes of a line that a crash tore') });
    expect(after).toEqual(before);
  });

  it('makes no folder where there is none', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'stanch-empty-'));
    expect(await receipt([], { XDG_STATE_HOME: empty })).toMatchObject({ code: 2, err: expect.stringContaining('no such run') });
    expect(existsSync(join(empty, 'stanch'))).toBe(false);
    rmSync(empty, { recursive: true });
  });

  it('says at which line the chain is broken, shows what holds, and is not a proof', async () => {
    const lines = readFileSync(path, 'utf8').split('\n');
    for (const at of [4, lines.length - 2]) {
      writeFileSync(path, lines.map((line, index) => (index === at ? line.replace('"done"', '"intent"').replace('"closed"', '"done"') : line)).join('\n'));
      expect(await receipt()).toMatchObject({ code: 3, out: expect.stringMatching(new RegExp(`broken: the journal[^]*broken at line ${at + 1}`)) });
      expect(await data()).toMatchObject({ state: 'broken', chain: { brokenAt: at + 1, lines: at } });
    }
    writeFileSync(path, lines.slice(1).join('\n'));
    expect(await receipt()).toMatchObject({ code: 3, err: expect.stringContaining('does not hold at line 1') });
  });

  it('tells a journal that was written anew from the one that was noted', async () => {
    const { chain } = await data();
    expect(await receipt(['--expect', chain.head])).toMatchObject({ code: 0, out: expect.stringContaining('it holds the line that was noted') });
    expect(await receipt(['--expect', 'a'.repeat(64)])).toMatchObject({ code: 3, out: expect.stringContaining('written anew') });
    expect(await receipt(['--expect', 'x'])).toMatchObject({ code: 2 });
  });

  it('of an open run says so by its code, and who goes on is told', async () => {
    const next = stage.server.add('staging');
    const asked = await stage.run(['revoke', '--stdin', '--provider', 'neuroai', '--apply', '--yes'], { input: next.value });
    run = runIdOf(asked);
    const lines = readFileSync(join(stage.state, 'stanch', `${run}.jsonl`), 'utf8').trimEnd().split('\n');
    writeFileSync(join(stage.state, 'stanch', `${run}.jsonl`), `${lines.slice(0, 2).join('\n')}\n`);
    expect(await receipt()).toMatchObject({ code: 3, out: expect.stringContaining('open: the old key is not proved dead') });
    const env = { GITHUB_ACTOR: 'ada', GITHUB_REPOSITORY: 'acme/app', GITHUB_RUN_ID: '7', GITHUB_SERVER_URL: 'https://github.example', GITHUB_EVENT_NAME: 'workflow_dispatch' };
    await stage.run(['resume', run, '--stdin', '--provider', 'neuroai', '--yes'], { input: next.value, env });
    expect((await data()).by.at(-1)).toBe('ada, run https://github.example/acme/app/actions/runs/7');
  });

  it('without a name lists the runs, also one that cannot be read', async () => {
    writeFileSync(join(stage.state, 'stanch', '00000000000a.jsonl'), 'x\n', { mode: 0o600 });
    const list = await stage.run(['receipt']);
    expect(list).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`${run} .*rotate at NeuroAI: closed\n00000000000a .*does not hold`)) });
  });
});
