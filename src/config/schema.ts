import { z } from 'zod';
import { problemOf, type SchemaProblem } from '#yaml/schema.ts';
import { CONFIDENCES, SEVERITIES, type Confidence, type Severity } from '#core/severity.ts';
import { globProblem } from './globs.ts';
import type { OverrideEntry } from './overrides.ts';
import { FAIL_ON, INLINE_POLICIES, type FailOn, type InlinePolicy } from './settings.ts';

/** A configuration file as it is written. Every key may be absent. */
export interface ConfigFile {
  readonly $schema?: string | undefined;
  readonly extends?: string | readonly string[] | undefined;
  readonly confidence?: Confidence | undefined;
  readonly severity?: Severity | undefined;
  readonly rules?: { readonly disable?: readonly string[] | undefined; readonly severity?: Readonly<Record<string, Severity>> | undefined; readonly own?: string | undefined } | undefined;
  readonly paths?: { readonly exclude?: readonly string[] | undefined } | undefined;
  readonly overrides?: readonly OverrideEntry[] | undefined;
  readonly 'inline-allow'?: InlinePolicy | undefined;
  readonly baseline?: string | undefined;
  readonly 'max-bytes'?: number | undefined;
  readonly 'decode-depth'?: number | undefined;
  readonly 'ignore-files'?: boolean | undefined;
  readonly 'fail-on'?: FailOn | undefined;
  readonly hook?: { readonly confidence?: Confidence | undefined } | undefined;
}

const confidence = z.enum(CONFIDENCES);
const severity = z.enum(SEVERITIES);
/**
 * Paths stay inside the repository and out of git's own folder: a file of it may not point elsewhere. Neither a drive,
 * a backslash, a control character, nor a part `..` or `.git` (in any case, as some file systems do not tell).
 */
const INSIDE = /^(?![/\\])(?![A-Za-z]:)(?!(?:.*\/)?(?:\.\.|\.[gG][iI][tT])(?:\/|$))[^\\\u0000-\u001f\u007f]+$/;
const inside = z.string().min(1).max(256).regex(INSIDE, 'must be a path inside the repository');

const ruleId = z.string().max(120).regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be the id of a rule');
const glob = z.string().min(1).max(256).superRefine((text, context) => {
  const message = globProblem(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

const override: z.ZodType<OverrideEntry> = z
  .strictObject({
    paths: z.array(glob).min(1).max(200).describe('Globs of the paths that this is about'),
    rules: z.array(ruleId).min(1).max(2_000).optional().describe('Ids of the rules that this is about; absent: all'),
    off: z.boolean().optional().describe('Findings there do not count; they stay in the report, marked'),
    severity: severity.optional().describe('How severe findings there are'),
    confidence: confidence.optional().describe('How sure findings there are'),
    reason: z.string().min(1).max(200).optional().describe('Why; shown with findings that are off'),
  })
  .refine((entry) => entry.off !== undefined || entry.severity !== undefined || entry.confidence !== undefined, 'must say off, severity or confidence');

const schema: z.ZodType<ConfigFile> = z
  .strictObject({
    $schema: z.string().optional().describe('Address of this schema, for editors'),
    extends: z.union([inside, z.array(inside).min(1).max(10)]).optional().describe('Configuration files of the repository, from its top folder, that this one is laid over'),
    confidence: confidence.optional().describe('Findings that are less sure are left out'),
    severity: severity.optional().describe('Findings that are milder are left out'),
    rules: z
      .strictObject({
        disable: z.array(ruleId).max(2_000).optional().describe('Ids of rules that are switched off'),
        severity: z.record(ruleId, severity).optional().describe('Severities that differ from the rules, by rule id'),
        own: inside.optional().describe('Folder of own rules'),
      })
      .optional()
      .describe('Which rules run'),
    paths: z
      .strictObject({ exclude: z.array(glob).max(1_000).optional().describe('Globs; a finding does not count where all its places are excluded') })
      .optional()
      .describe('Which paths count'),
    overrides: z.array(override).max(500).optional().describe('What differs in some paths; the last entry that says something of a path holds'),
    'inline-allow': z.enum(INLINE_POLICIES).optional().describe('What stanch:allow comments do'),
    baseline: inside.optional().describe('File of accepted findings'),
    'max-bytes': z.number().int().min(1_024).max(1_073_741_824).optional().describe('Larger documents are skipped, and said to be'),
    'decode-depth': z.number().int().min(0).max(8).optional().describe('Levels of encoding that are opened'),
    'ignore-files': z.boolean().optional().describe('Whether scan leaves out what .gitignore and .stanchignore name'),
    'fail-on': z.enum(FAIL_ON).optional().describe('Mildest severity that ends a command with exit code 1; hooks go by their confidence'),
    hook: z.strictObject({ confidence: confidence.optional().describe('As above, for hooks') }).optional().describe('What hooks do differently'),
  })
  .meta({ title: 'stanch configuration', description: '.stanch.yml, .stanch.yaml, .stanch.json or the key stanch of a package.json in the top folder of a repository. Every key may be absent.' });

/** Checks plain data against the schema. */
export function checkConfig(raw: unknown): { readonly ok: true; readonly config: ConfigFile } | { readonly ok: false; readonly problem: SchemaProblem } {
  const result = schema.safeParse(raw ?? {});
  if (result.success) return { ok: true, config: result.data };
  return { ok: false, problem: problemOf(result.error.issues, raw, configJsonSchema()) };
}

/** The schema as JSON Schema, for editors. */
export function configJsonSchema(): unknown {
  return z.toJSONSchema(schema, { target: 'draft-2020-12' });
}
