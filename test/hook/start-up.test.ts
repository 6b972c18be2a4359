import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
/** Imports that load at start: no types, no `import()`. */
const STATIC = /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;

/** Everything that is loaded before the first line of `entry` runs. */
function loadedBy(entry: string): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(STATIC)) {
      if (name.startsWith('#')) visit(join(SRC, name.slice(1)));
      else if (name.startsWith('.')) visit(resolve(dirname(file), name));
      else if (!name.startsWith('node:')) packages.add(name);
    }
  };
  visit(join(SRC, entry));
  return { files: [...files].map((file) => file.slice(SRC.length)), packages: [...packages] };
}

describe('the start of a hook', () => {
  const { files, packages } = loadedBy('hook/run-hook.ts');

  it('was seen', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(files).toContain('detect/scanner.ts');
    expect(loadedBy('git/client.ts').packages).toEqual([]);
    expect(loadedBy('ruleset/parse.ts').packages).toContain('yaml');
  });

  it('loads no package', () => {
    expect(packages).toEqual([]);
  });

  it('loads no reporter, no rule parser and no range', () => {
    expect(files.filter((file) => /^report\/|^cli\/|ruleset\/(parse|schema|expand)|own-rules|linear-pattern|sources\/(range|history|files)/.test(file))).toEqual([]);
  });
});
