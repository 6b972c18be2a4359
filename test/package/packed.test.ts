import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const TSC = join(PROJECT, 'node_modules/typescript/bin/tsc');

let folder: string;

function run(program: string, ...args: string[]): string {
  const { NODE_OPTIONS: _dropped, ...env } = process.env;
  return execFileSync(program, args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stanch-package-'));
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: PROJECT, stdio: 'ignore' });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(join(folder, 'package.json'), '{"name": "consumer", "private": true}');
  run('npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', join(folder, tarball));
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const USE = "const found = scanText('nothing to see here'); if (found.length !== 0) throw new Error('found'); console.log('fine');";

describe('the packed package', () => {
  it('has a command that starts without a network', () => {
    expect(run('npx', '--no-install', 'stanch', '--help')).toContain('stanch audit');
    expect(run('npx', '--no-install', 'stanch', '--version')).toMatch(/\d+\.\d+\.\d+/);
  });

  it('is imported from JavaScript modules', () => {
    writeFileSync(join(folder, 'use.mjs'), `import { scanText } from 'stanch'; ${USE}`);
    expect(run(process.execPath, 'use.mjs')).toBe('fine\n');
  });

  it('is imported from CommonJS', () => {
    writeFileSync(join(folder, 'use.cjs'), `import('stanch').then(({ scanText }) => { ${USE} });`);
    expect(run(process.execPath, 'use.cjs')).toBe('fine\n');
  });

  it('is imported from TypeScript, with types', () => {
    writeFileSync(join(folder, 'use.mts'), `import { scanText, type TextFinding } from 'stanch';\nconst found: readonly TextFinding[] = scanText('x');\nexport const count: number = found.length;\n// @ts-expect-error -- a text is wanted\nscanText(1);\n`);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { noEmit: true, strict: true, module: 'nodenext', target: 'es2023', types: [] }, files: ['use.mts'] }));
    expect(run(process.execPath, TSC, '-p', '.')).toBe('');
  });

  it('holds its rules, schemas and licence, and no sources or tests', () => {
    const files = readdirSync(join(folder, 'node_modules/stanch'), { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('node_modules'));
    expect(files).toEqual(expect.arrayContaining(['dist/rules.pack', 'dist/hook.cjs', 'dist/index.d.ts', 'schema/report.json', 'LICENSE', 'README.md']));
    expect(files.filter((name) => /^(src|test|rules|bench|tools)(\/|$)/.test(name))).toEqual([]);
  });
});
