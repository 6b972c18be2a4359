import type { ScanSettings } from '#app/scan-settings.ts';
import type { Ruleset } from '#ruleset/ruleset.ts';

/** What a hook needs beside its host; made in `bin`. Both are asked only when there is something to scan. */
export interface HookTools {
  readonly version: string;
  /** The built-in rules. */
  readonly builtin: () => Ruleset;
  /** Settings for hooks: only what is sure counts, unless the configuration of the work tree says otherwise. */
  readonly settings: (root: string) => ScanSettings | Promise<ScanSettings>;
}
