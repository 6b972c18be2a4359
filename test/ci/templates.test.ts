import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CI } from '#cli/commands/ci.ts';
import { parseArgv } from '#cli/parse-argv.ts';
import { formatByName } from '#cli/write-report.ts';

const FOLDER = fileURLToPath(new URL('../../templates/ci/', import.meta.url));
const CHECK = fileURLToPath(new URL('../services/check-jsonschema.sh', import.meta.url));
const NOT_THERE = 69;

/** Each template and the schema of its system. Jenkins has none for its language. */
const SCHEMAS: Readonly<Record<string, string | undefined>> = {
  'gitlab.yml': 'gitlab-ci',
  'bitbucket.yml': 'bitbucket-pipelines',
  'azure-pipelines.yml': 'azure-pipelines',
  'circleci.yml': 'circle-ci',
  'gitea.yml': 'github-workflows',
  'github.yml': 'github-workflows',
  Jenkinsfile: undefined,
};
const LINTED = Object.entries(SCHEMAS).filter((entry): entry is [string, string] => entry[1] !== undefined);
const textOf = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

function check(path: string, schema: string): number | null {
  const { status } = spawnSync(CHECK, ['--regex-variant', 'nonunicode', '--builtin-schema', `vendor.${schema}`, path], { encoding: 'utf8' });
  if (status === NOT_THERE) process.stderr.write(`\nSKIPPED: check-jsonschema cannot be had here, ${schema} was not linted\n`);
  return status;
}

/** The words of each call of `stanch ci`, without quotes and with variables as they are. */
function callsIn(name: string): string[][] {
  return [...textOf(name).matchAll(/stanch"? ci( [^\n]*)?$/gm)].map(([, words = '']) => words.replaceAll(/["']/g, '').split(/\s+/).filter((word) => word !== ''));
}

describe('the templates', () => {
  test('are all here', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(SCHEMAS).sort());
  });

  test.each(LINTED)('%s holds to the schema of its system', (name, schema) => {
    const status = check(join(FOLDER, name), schema);
    expect([0, NOT_THERE]).toContain(status);
  });

  test.each(LINTED)('%s would be caught if it did not hold', (name, schema) => {
    const folder = mkdtempSync(join(tmpdir(), 'stanch-template-'));
    try {
      const path = join(folder, name);
      writeFileSync(path, textOf(name).replace(/^( *)(script|steps|stage):.*$/m, '$1$2: { nothing: [here] }'));
      expect([1, NOT_THERE]).toContain(check(path, schema));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test.each(Object.keys(SCHEMAS))('%s calls stanch in a way that it understands, at this version', (name) => {
    const calls = callsIn(name);
    expect(calls.length).toBe(1);
    for (const words of calls) {
      const { values } = parseArgv(CI, words);
      for (const path of (values['report'] ?? []) as string[]) expect(formatByName(path)).not.toBe('text');
    }
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect([...textOf(name).matchAll(/stanch@([\w.-]+)/g)].map(([, found]) => found)).toEqual([version]);
  });

  test.each(Object.keys(SCHEMAS))('%s hands nothing that a stranger may name to a shell', (name) => {
    expect(textOf(name)).not.toMatch(/\$\{\{\s*github\.(?:head_ref|event)|<<\s*pipeline\.git\.branch|\$\(System\.PullRequest|\$\(Build\.SourceBranch/);
  });
});
