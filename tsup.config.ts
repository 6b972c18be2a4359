import { defineConfig, type Options } from 'tsup';

/** Library: ESM with types, dependencies stay outside. */
const library: Options = {
  entry: { index: 'src/index.ts' },
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  dts: true,
  clean: false,
};

/** Command line: CommonJS starts 3 ms sooner; the hook is a file of its own that loads nothing else. */
const programs: Options = {
  entry: { stanch: 'src/bin/stanch.ts', hook: 'src/bin/hook.ts', main: 'src/bin/main.ts' },
  format: ['cjs'],
  target: 'node20',
  platform: 'node',
  splitting: true,
  outExtension: () => ({ js: '.cjs' }),
};

const config: Options[] | ((options: Options) => Options) = defineConfig([library, programs]) as Options[];
export default config;
