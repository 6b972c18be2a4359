import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo } from '../helpers/repo.ts';
import { pullRequest, runAction } from './runner.ts';

const TOOL = fileURLToPath(new URL('../services/sarif-multitool.sh', import.meta.url));
const SERVICES = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'stanch-services');
const SCHEMA = join(SERVICES, 'sarif-multitool/node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json');
const isThere = existsSync(SCHEMA);
if (!isThere) process.stderr.write('\nSKIPPED: Sarif.Multitool is not here, so no reader of others has read the SARIF file; npm run test:action gets it\n');

interface Complaint {
  readonly ruleId: string;
  readonly level?: string;
  readonly message: unknown;
}

/** What the schema has against a file, and what Sarif.Multitool has by its own rules and by those of GitHub. */
function complaints(sarif: string): unknown[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (target: Ajv2020) => void)(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);
  if (!validate(JSON.parse(sarif))) return validate.errors ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'stanch-sarif-'));
  try {
    const [file, out] = [join(folder, 'run.sarif'), join(folder, 'out.sarif')];
    writeFileSync(file, sarif);
    const { stderr, stdout } = spawnSync(TOOL, ['validate', file, '--rule-kind', 'Sarif;Ghas', '--level', 'Error', '--output', out, '--log', 'ForceOverwrite'], { encoding: 'utf8', env: { ...process.env, STANCH_SERVICES: SERVICES } });
    if (!existsSync(out)) return [stdout + stderr];
    const { runs } = JSON.parse(readFileSync(out, 'utf8')) as { runs: { results?: Complaint[] }[] };
    return runs.flatMap(({ results = [] }) => results).filter(({ level }) => level === 'error');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** SARIF of a pull request whose only file changes are made by `change`. */
function sarifOf(files: Readonly<Record<string, string>>): string {
  const repo = makeRepo();
  try {
    const base = repo.commitFile('README.md', 'a shop\n');
    for (const [path, content] of Object.entries(files)) repo.commitFile(path, content);
    return runAction(repo, { event: 'pull_request', payload: pullRequest(base, repo.git('rev-parse', 'HEAD')) }).sarif;
  } finally {
    repo.cleanup();
  }
}

describe.skipIf(!isThere)('Sarif.Multitool, with the rules of GitHub, has nothing against', () => {
  test('a clean run', () => {
    expect(complaints(sarifOf({ 'a.ts': 'fine\n' }))).toEqual([]);
  });

  test('keys in files of all kinds of names', () => {
    const line = (seed: string): string => `const token = '${githubToken(seed)}';\n`;
    const sarif = sarifOf({ 'a b/ü#?.ts': line('one'), 'c%20d.ts': `${line('two')}// ü\n${line('three')}`, 'e:f|g.ts': line('four') });
    expect((JSON.parse(sarif) as { runs: { results: unknown[] }[] }).runs[0]?.results).toHaveLength(4);
    expect(complaints(sarif)).toEqual([]);
  });

  test('but it would have, if a level or a place were none', () => {
    const sarif = sarifOf({ 'a.ts': `const token = '${githubToken('bad')}';\n` });
    expect(complaints(sarif.replace(/"level": "error"/g, '"level": "dreadful"'))).not.toEqual([]);
    expect(complaints(sarif.replace(/"ruleIndex": \d+/g, '"ruleIndex": 9999'))).not.toEqual([]);
  });
});
