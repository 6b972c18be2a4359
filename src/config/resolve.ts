import { ConfigError } from '#core/errors.ts';
import type { Confidence, Severity } from '#core/severity.ts';
import { DEFAULTS, HOOK_CONFIDENCE, OWN_RULES_FOLDER } from './defaults.ts';
import { compileGlobs } from './globs.ts';
import { compileOverrides } from './overrides.ts';
import type { ConfigFile } from './schema.ts';
import type { FailOn, ScanSettings } from './settings.ts';

/** What was asked for on the command line; absent means not asked. */
export interface Flags {
  readonly confidence?: Confidence;
  readonly severity?: Severity;
  readonly maxBytes?: number;
  readonly baseline?: string;
  readonly failOn?: FailOn;
  readonly disable?: readonly string[];
  readonly exclude?: readonly string[];
}

export interface ResolveOptions {
  /** Top folder of the repository, absolute, with which own rules are found. */
  readonly root: string;
  /** Hooks have a confidence of their own. */
  readonly forHook: boolean;
}

/** The file over the defaults. */
function settingsOfFile(file: ConfigFile, options: ResolveOptions): Omit<ScanSettings, 'isExcluded'> {
  const said: { [Key in keyof ScanSettings]?: ScanSettings[Key] | undefined } = {
    confidence: options.forHook ? (file.hook?.confidence ?? HOOK_CONFIDENCE) : file.confidence,
    severity: file.severity,
    disabled: file.rules?.disable,
    severities: file.rules?.severity,
    inlineAllow: file['inline-allow'],
    baseline: file.baseline,
    maxBytes: file['max-bytes'],
    depth: file['decode-depth'],
    ignoreFiles: file['ignore-files'],
    failOn: file['fail-on'],
  };
  return { ...DEFAULTS, ownRules: `${options.root}/${file.rules?.own ?? OWN_RULES_FOLDER}`, ...withoutAbsent(said) };
}

/** Absent values must not hide what they would be laid over. */
function withoutAbsent<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

/**
 * Flags beat the file, the file beats the defaults. Compiles globs, opens nothing.
 * @param file with what it extends laid under it already (`extend.ts`)
 * @throws ConfigError where that was not done: half a configuration must not pass for the whole
 */
export function resolveSettings(flags: Flags, file: ConfigFile, options: ResolveOptions): ScanSettings {
  if (file.extends !== undefined) throw new ConfigError('extends cannot be followed here', 'put everything into one configuration file');
  const base = settingsOfFile(file, options);
  const { disable = [], exclude = [], ...plain } = flags;
  return {
    ...base,
    ...withoutAbsent(plain),
    disabled: [...base.disabled, ...disable],
    ...(file.overrides === undefined ? {} : { overrides: compileOverrides(file.overrides) }),
    isExcluded: compileGlobs([...(file.paths?.exclude ?? []), ...exclude]),
  };
}
