import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { editFramework, editLefthook, withoutBlocks } from '#app/install-yaml.ts';

const HOOKS = ['pre-commit', 'commit-msg', 'pre-push'];

describe('lefthook.yml', () => {
  it.each([
    ['', 'commands'],
    ['min_version: 1.0.0\n', 'commands'],
    ['pre-commit:\n  commands:\n    lint:\n      run: eslint .\n', 'commands'],
    ['pre-commit:\n  parallel: true\n  # all of them\n  commands:\n\n    lint:\n      run: eslint .\npost-merge:\n  commands:\n    x:\n      run: y\n', 'commands'],
    ['pre-commit:\n    scripts:\n        "a.sh":\n            runner: sh\n', 'commands'],
    ['pre-commit:\n  jobs:\n    - name: lint\n      run: eslint .\n', 'jobs'],
    ['pre-commit:\n  jobs:\n  - run: eslint .\nassert_lefthook_installed: true', 'jobs'],
  ])('gets a command beside what is there (%#)', (text, kind) => {
    const edited = editLefthook(text, HOOKS);
    const config = parse(edited) as Record<string, Record<string, unknown>>;
    const section = config['pre-commit']?.[kind];
    const own = Array.isArray(section) ? (section as { name?: string; run: string }[]).find(({ name }) => name === 'stanch') : (section as Record<string, { run: string }>)['stanch'];
    expect(own?.run).toBe('node_modules/.bin/stanch hook pre-commit');
    expect(config['pre-push']).toMatchObject({ commands: { stanch: { use_stdin: true } } });
    expect(editLefthook(edited, HOOKS)).toBe(edited);
    expect(parse(withoutBlocks(edited)) ?? null).toEqual(parse(text) ?? null);
    const before = (parse(text) ?? {}) as Record<string, unknown>;
    expect(config).toMatchObject(Array.isArray(section) ? { ...before, 'pre-commit': {} } : before);
  });

  it('written on one line is left to its owner', () => {
    expect(() => editLefthook('pre-commit: { commands: {} }\n', HOOKS)).toThrow('on one line');
  });
});

describe('.pre-commit-config.yaml', () => {
  it.each(['', 'repos: []\n', 'repos:\n- repo: meta\n  hooks:\n  - id: identity\nfail_fast: true\n', '# ours\nrepos:\n  # first\n  - repo: meta\n    hooks:\n      - id: identity\n'])('gets our hooks beside what is there (%#)', (text) => {
    const edited = editFramework(text, HOOKS);
    const config = parse(edited) as { repos: { repo: string; hooks: { id: string; stages?: string[] }[] }[] };
    expect(config.repos[0]?.hooks.map(({ id }) => id)).toEqual(['stanch-pre-commit', 'stanch-commit-msg', 'stanch-pre-push']);
    expect(config.repos).toHaveLength(text.includes('meta') ? 2 : 1);
    expect(editFramework(edited, HOOKS)).toBe(edited);
  });
});
