import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openGit } from '#git/git.ts';
import { filesSource } from '#sources/files.ts';
import { historySource } from '#sources/history.ts';
import { locateBlobs } from '#sources/locate.ts';
import { parseRange, rangeSource } from '#sources/range.ts';
import { stagedSource } from '#sources/staged.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';

const repos: TestRepo[] = [];
afterEach(() => {
  for (const repo of repos.splice(0)) repo.cleanup();
});

const PROGRAMS = ['core.fsmonitor', 'core.pager', 'pager.rev-list', 'core.sshCommand', 'core.gitProxy', 'core.askPass', 'core.alternateRefsCommand', 'credential.helper', 'diff.external', 'diff.evil.textconv', 'diff.evil.command', 'filter.evil.clean', 'filter.evil.smudge', 'filter.evil.process', 'gpg.program', 'remote.origin.uploadpack', 'remote.origin.vcs', 'alias.rev-list', 'alias.cat-file', 'alias.diff-tree'];

/** A repository whose every setting that can name a program leaves a file behind when it runs. */
function hostileRepo(): TestRepo {
  const repo = makeRepo();
  repos.push(repo);
  repo.stage('.gitattributes', '* diff=evil filter=evil\n');
  repo.commitFile('a', 'one');
  repo.commitFile('a', 'needle');
  repo.stage('b', 'staged');
  for (const key of PROGRAMS) repo.git('config', key, `touch ${join(repo.dir, `${key}.PWNED`)};false`);
  for (const [key, value] of [['log.showSignature', 'true'], ['remote.origin.url', 'ext::sh -c false'], ['remote.origin.promisor', 'true'], ['extensions.partialClone', 'origin'], ['protocol.ext.allow', 'always'], ['color.ui', 'always'], ['log.showRoot', 'false']] as const) repo.git('config', key, value);
  repo.git('config', 'core.repositoryFormatVersion', '1');
  repo.write('hook.sh', `#!/bin/sh\ntouch '${join(repo.dir, 'hook.PWNED')}'\n`);
  chmodSync(join(repo.dir, 'hook.sh'), 0o755);
  return repo;
}

describe('a hostile repository', () => {
  it('runs nothing whatever source reads it, and hides nothing', async () => {
    const repo = hostileRepo();
    const git = openGit({ cwd: repo.dir, env: repo.env });
    const sources = [historySource(git, { unreachable: true }), stagedSource(git), rangeSource(git, parseRange(git, 'HEAD~1..HEAD')), filesSource(['.'], { cwd: repo.dir })];
    const texts = await Promise.all(
      sources.map(async (source) => {
        let text = '';
        for await (const item of source.items()) if (item.kind === 'chunk') text += Buffer.from(item.bytes).toString('latin1');
        return text;
      }),
    );
    const oid = repo.git('rev-parse', 'HEAD:a');
    expect((await locateBlobs(git, [oid], { unreachable: true })).get(oid)?.[0]?.path).toBe('a');
    expect(texts.map((text) => text.includes('needle') || text.includes('staged'))).toEqual([true, true, true, true]);
    expect(readdirSync(repo.dir).filter((name) => name.endsWith('.PWNED'))).toEqual([]);
  });
});

/** Everything that a module imports statically, in the end: modules of ours as paths, others by name. */
function importsOf(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [statement, name = ''] of readFileSync(path, 'utf8').matchAll(/^(?:import|export)\b[^;]*?from '([^']+)';/gm)) {
    if (/^(?:import|export) type/.test(statement)) continue;
    if (name.startsWith('#')) importsOf(join(SRC, name.slice(1)), seen);
    else if (name.startsWith('.')) importsOf(resolve(path, '..', name), seen);
    else seen.add(name);
  }
  return seen;
}

const SRC = resolve(import.meta.dirname, '../../src');

describe('the staged source', () => {
  it('loads neither simple-git nor fast-glob: the hook must start quickly', () => {
    const loaded = [...importsOf(join(SRC, 'sources/staged.ts'))];
    expect(loaded).toContain(join(SRC, 'git/spawn.ts'));
    expect(loaded.filter((name) => !name.startsWith('/')).every((name) => name.startsWith('node:'))).toBe(true);
    expect(loaded).not.toContain(join(SRC, 'git/client.ts'));
    expect([...importsOf(join(SRC, 'sources/files.ts'))]).toContain('fast-glob');
  });
});
