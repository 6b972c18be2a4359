import type { Confidence, Severity } from '#core/severity.ts';
import { DEFAULTS, HOOK_CONFIDENCE, OWN_RULES_FOLDER } from './defaults.ts';
import { compileGlobs } from './globs.ts';
import type { ConfigFile } from './schema.ts';
import type { ScanSettings } from './settings.ts';

/** What was asked for on the command line; absent means not asked. */
export interface Flags {
  readonly confidence?: Confidence;
  readonly severity?: Severity;
  readonly maxBytes?: number;
  readonly baseline?: string;
  readonly disable?: readonly string[];
  readonly exclude?: readonly string[];
}

export interface ResolveOptions {
  /** Top folder of the repository, absolute, with which own rules are found. */
  readonly root: string;
  /** Hooks have a confidence of their own. */
  readonly forHook: boolean;
}

/** Flags beat the file, the file beats the defaults. Compiles globs, opens nothing. */
export function resolveSettings(flags: Flags, file: ConfigFile, options: ResolveOptions): ScanSettings {
  const fileConfidence = options.forHook ? (file.hook?.confidence ?? HOOK_CONFIDENCE) : file.confidence;
  return {
    confidence: flags.confidence ?? fileConfidence ?? DEFAULTS.confidence,
    severity: flags.severity ?? file.severity ?? DEFAULTS.severity,
    disabled: [...(file.rules?.disable ?? DEFAULTS.disabled), ...(flags.disable ?? [])],
    severities: file.rules?.severity ?? DEFAULTS.severities,
    isExcluded: compileGlobs([...(file.paths?.exclude ?? []), ...(flags.exclude ?? [])]),
    inlineAllow: file['inline-allow'] ?? DEFAULTS.inlineAllow,
    ownRules: `${options.root}/${file.rules?.own ?? OWN_RULES_FOLDER}`,
    baseline: flags.baseline ?? file.baseline ?? DEFAULTS.baseline,
    maxBytes: flags.maxBytes ?? file['max-bytes'] ?? DEFAULTS.maxBytes,
    depth: file['decode-depth'] ?? DEFAULTS.depth,
  };
}
