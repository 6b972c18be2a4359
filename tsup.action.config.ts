import { readFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** Messages of zod in forty languages: the program makes its own, and only the English ones are ever set. */
const withoutLocales: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'without-locales',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

/** The Action as the runner starts it: everything in one file, and one for its workers. Committed, so it is made small. */
const action: Options = {
  entry: { index: 'src/bin/action.ts', worker: 'src/engine/worker-main.ts' },
  outDir: process.env['STANCH_ACTION_DIR'] ?? 'dist/action',
  format: ['cjs'],
  target: 'node20',
  platform: 'node',
  splitting: false,
  minify: true,
  clean: true,
  // Tells tools/build-action.mjs which packages are in it.
  metafile: true,
  silent: true,
  noExternal: [/.*/],
  esbuildPlugins: [withoutLocales],
  define: { STANCH_VERSION: JSON.stringify(version) },
  outExtension: () => ({ js: '.cjs' }),
};
export default defineConfig(action) as Options;
