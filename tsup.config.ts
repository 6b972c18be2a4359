import { readFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const shared: Options = {
  target: 'node20',
  platform: 'node',
  clean: false,
  silent: true,
  define: { STANCH_VERSION: JSON.stringify(version) },
};

/** Library: ESM with types, dependencies stay outside. */
const library: Options = { ...shared, entry: { index: 'src/index.ts' }, format: ['esm'], dts: true };

/**
 * What all programs are built with. Rollup writes their CommonJS: tsup's own way would spell `??` and `?.` as calls of
 * functions, which hot loops feel.
 */
const program: Options = { ...shared, format: ['cjs'], treeshake: true, noExternal: [/.*/], outExtension: () => ({ js: '.cjs' }) };

/** The command itself: one file, which loads the parts of the others. */
const command: Options = { ...program, entry: { stanch: 'src/bin/stanch.ts' } };

/**
 * Programs: CommonJS starts 3 ms sooner than ESM, and everything is in it. Split, so that the hook loads no parser
 * before it has something to parse. Not minified: minified and split, esbuild's names clash.
 */
const programs: Options = {
  ...program,
  entry: { hook: 'src/bin/hook.ts', main: 'src/bin/main.ts', worker: 'src/engine/worker-main.ts' },
  splitting: true,
};

const config: Options[] = [library, command, programs];
export default defineConfig(config) as Options[];
