import type { ScanSettings } from './settings.ts';

const MEBIBYTE = 1024 * 1024;

/** What holds where neither flag nor file says otherwise. The only place for defaults. */
export const DEFAULTS: Omit<ScanSettings, 'ownRules'> = {
  confidence: 'medium',
  severity: 'info',
  disabled: [],
  severities: {},
  isExcluded: () => false,
  inlineAllow: 'honour',
  baseline: '.stanch/baseline.jsonl',
  maxBytes: 256 * MEBIBYTE,
  depth: 5,
  ignoreFiles: true,
  failOn: 'info',
};

/** Hooks stop people at work: only what is sure may do that. */
export const HOOK_CONFIDENCE: ScanSettings['confidence'] = 'high';

/** Where a repository keeps its own rules, relative to its top folder. */
export const OWN_RULES_FOLDER: string = '.stanch/rules';

/** Names under which a configuration file is found in the top folder of a repository, in this order. */
export const CONFIG_FILES: readonly string[] = ['.stanch.yml', '.stanch.yaml', '.stanch.json'];

/** What an npm package says to its tools stands in its package.json, under their names. */
export const PACKAGE_FILE = 'package.json';
export const PACKAGE_KEY = 'stanch';
