import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextOf, findProvider } from '#app/lifecycle/provider-context.ts';
import { readTarget } from '#sinks/registry.ts';
import { toolKeyOf, type Tool } from '#sinks/tool-keys.ts';
import { base62 } from '../helpers/keys.ts';
import { makeRespondStage } from '../helpers/respond-stage.ts';
import { SERVED } from '../helpers/served/facts.ts';
import { serve, type Facts } from '../helpers/served/server.ts';
import { CLOCK } from '../helpers/sinks/faults.ts';
import { startGitHub } from '../helpers/sinks/github-server.ts';

const KEY = base62('tool key', 30);
const OTHER = base62('other key', 30);
let home: string;

beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'stanch-tools-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

function write(path: string, text: string, mode = 0o600): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

const read = (tool: Tool, base = '', env: Readonly<Record<string, string>> = {}): string | undefined => toolKeyOf(tool, { HOME: home, ...env }, base)?.value;

interface Case {
  readonly tool: Tool;
  readonly path: string;
  readonly text: string;
  readonly base: string;
  readonly value: string;
}

const CASES: readonly Case[] = [
  { tool: 'aws', path: '.aws/credentials', text: `[other]\naws_access_key_id = X\n\n[default]\naws_access_key_id = ID1\naws_secret_access_key=${KEY}\n`, base: '', value: `ID1:${KEY}` },
  { tool: 'gh', path: '.config/gh/hosts.yml', text: `github.com:\n    user: a\n    oauth_token: ${KEY}\n`, base: 'https://api.github.com', value: KEY },
  { tool: 'glab', path: '.config/glab-cli/config.yml', text: `hosts:\n  gitlab.com:\n    token: ${KEY}\n`, base: 'https://gitlab.com', value: KEY },
  { tool: 'vault', path: '.vault-token', text: `${KEY}\n`, base: '', value: KEY },
  { tool: 'psql', path: '.pgpass', text: `# mine\nelsewhere:5432:*:a:${OTHER}\ndb.example:5432:*:admin:pa\\:ss\\\\${KEY}\n`, base: 'postgres://db.example', value: `admin:pa:ss\\${KEY}` },
  { tool: 'mysql', path: '.my.cnf', text: `[mysqldump]\npassword=x\n[client]\nuser = admin\npassword = "${KEY}"\nhost=db.example\n`, base: 'mysql://db.example:3306', value: `admin:${KEY}` },
];

describe.each(CASES)('the file of $tool', ({ tool, path, text, base, value }) => {
  it('has the key of the operator', () => {
    expect(read(tool, base)).toBeUndefined();
    const file = write(path, text);
    expect(toolKeyOf(tool, { HOME: home }, base)).toEqual({ value, from: expect.stringContaining(file) });
  });

  it('counts only where nobody else may have written it', () => {
    write(path, text, 0o666);
    expect(read(tool, base)).toBeUndefined();
  });

  it.each(['', '\u0000\u0001', '[', 'a: b: c', '{}', '[default]\n', ':::::', 'x'.repeat(70_000)])('is none where it holds %j', (junk) => {
    write(path, junk);
    // One line is what a token helper keeps, whatever it says.
    if (tool !== 'vault' || junk.length > 65_536 || junk.trim() === '') expect(read(tool, base)).toBeUndefined();
  });
});

describe('a key of a tool', () => {
  it('goes to its own host and to no other', () => {
    for (const { path, text } of CASES) write(path, text);
    expect(read('gh', 'https://github.example/api/v3')).toBeUndefined();
    expect(read('gh', 'https://api.github.com.evil.example')).toBeUndefined();
    expect(read('glab', 'https://gitlab.example')).toBeUndefined();
    expect(read('psql', 'postgres://other.example:5432')).toBeUndefined();
    expect(read('psql', 'postgres://db.example:6432')).toBeUndefined();
    expect(read('mysql', 'mysql://other.example:3306')).toBeUndefined();
  });

  it('is that of the profile or user that the environment names', () => {
    write('.aws/credentials', `[default]\naws_access_key_id=A\naws_secret_access_key=B\n[work]\naws_access_key_id=C\naws_secret_access_key=D\naws_session_token=E\n`);
    expect(read('aws', '', { AWS_PROFILE: 'work' })).toBe('C:D:E');
    expect(read('aws', '', { AWS_PROFILE: 'none' })).toBeUndefined();
    write('.pgpass', `*:*:*:a:${OTHER}\n*:*:*:*:${KEY}\n`);
    expect(read('psql', 'postgres://db.example', { PGUSER: 'b' })).toBe(`b:${KEY}`);
    expect(read('psql', 'postgres://db.example')).toBe(`a:${OTHER}`);
    chmodSync(join(home, '.pgpass'), 0o640);
    expect(read('psql', 'postgres://db.example')).toBeUndefined();
  });

  it('is asked for after every variable, and the plan can say where it came from', () => {
    const file = write('.aws/credentials', `[default]\naws_access_key_id=A\naws_secret_access_key=${KEY}\n`);
    const aws = findProvider({ id: 'aws' }, {});
    const [fromFile, fromVariable] = [{ HOME: home }, { HOME: home, AWS_ACCESS_KEY_ID: 'V', AWS_SECRET_ACCESS_KEY: OTHER }].map((env) => contextOf(aws, env, CLOCK));
    expect([fromFile?.operator?.reveal(), fromFile?.operatorFrom]).toEqual([`A:${KEY}`, `${file} [default]`]);
    expect([fromVariable?.operator?.reveal(), fromVariable?.operatorFrom]).toEqual([`V:${OTHER}`, undefined]);
  });

  it('opens a store as the variable would', async () => {
    const server = await startGitHub(KEY);
    const host = new URL(server.base).host;
    write('.config/gh/hosts.yml', `"${host}":\n  oauth_token: ${KEY}\n`);
    const { kind, ...target } = readTarget('github-actions:acme/shop#API_KEY');
    const world = (env: Readonly<Record<string, string>>) => ({ env: { STANCH_SINK_GITHUB_URL: server.base, ...env }, clock: CLOCK, cwd: home });
    expect(await kind.open(target, world({ HOME: home })).look?.()).toBe('is not there yet');
    expect(() => kind.open(target, world({}))).toThrow('a key of yours for GitHub is needed');
    await server.close();
  });
});

describe('a plan', () => {
  it('says from which file the key of the operator is read', async () => {
    const [stage, served] = [await makeRespondStage(), await serve(SERVED['gitlab'] as Facts)];
    write('.config/glab-cli/config.yml', `hosts:\n  "${new URL(served.base).host}":\n    token: ${served.operator}\n`);
    const args = ['revoke', '--stdin', '--provider', 'gitlab', '--json'];
    const plan = async (env: Readonly<Record<string, string>>): Promise<unknown> => JSON.parse((await stage.run(args, { env: { STANCH_GITLAB_URL: served.base, ...env }, input: served.old.value })).out);
    const told = await plan({ HOME: home });
    const file = join(home, '.config/glab-cli/config.yml');
    // A token of GitLab ends itself: only one that is made anew needs the key of the operator.
    expect(told).not.toHaveProperty('keyFrom');
    const rotating = await stage.run(['rotate', '--stdin', '--provider', 'gitlab', '--dotenv', `${home}/a.env:KEY`], { env: { HOME: home, STANCH_GITLAB_URL: served.base }, input: served.old.value });
    expect(rotating).toMatchObject({ code: 0, out: expect.stringContaining(`your key: read from ${file}`) });
    expect(rotating.out).not.toContain(served.operator);
    await Promise.all([stage.cleanup(), served.close()]);
  });
});
