import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Folders whose tests run the built `dist/`, so they need `npm run build` first. */
const BUILT = ['test/cli-built/**/*.test.ts', 'test/hook-built/**/*.test.ts', 'test/leak/**/*.test.ts'];
const PACKAGE = ['test/package/**/*.test.ts'];
const PROPERTY = ['test/**/*.property.test.ts'];

const config: ViteUserConfig = defineConfig({
  test: {
    env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    testTimeout: 60_000,
    // By default one core is left alone; much of the time here is spent waiting for children.
    maxWorkers: '100%',
    setupFiles: ['test/helpers/property-seed.ts'],
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [...BUILT, ...PACKAGE, ...PROPERTY] } },
      { extends: true, test: { name: 'property', include: PROPERTY } },
      { extends: true, test: { name: 'cli', include: BUILT } },
      { extends: true, test: { name: 'package', include: PACKAGE } },
    ],
  },
});

export default config;
