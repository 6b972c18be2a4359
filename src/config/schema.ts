import { z } from 'zod';
import { CONFIDENCES, SEVERITIES, type Confidence, type Severity } from '#core/severity.ts';

/** A configuration file as it is written. Every key may be absent. */
export interface ConfigFile {
  readonly $schema?: string | undefined;
  readonly confidence?: Confidence | undefined;
  readonly severity?: Severity | undefined;
  readonly rules?: { readonly disable?: readonly string[] | undefined; readonly severity?: Readonly<Record<string, Severity>> | undefined; readonly own?: string | undefined } | undefined;
  readonly paths?: { readonly exclude?: readonly string[] | undefined } | undefined;
  readonly 'inline-allow'?: 'honour' | 'report' | 'deny' | undefined;
  readonly baseline?: string | undefined;
  readonly 'max-bytes'?: number | undefined;
  readonly 'decode-depth'?: number | undefined;
  readonly hook?: { readonly confidence?: Confidence | undefined } | undefined;
}

const confidence = z.enum(CONFIDENCES);
const severity = z.enum(SEVERITIES);
/** Paths stay inside the repository: a file of it may not point elsewhere. */
const inside = z
  .string()
  .min(1)
  .max(256)
  .refine((path) => !path.startsWith('/') && !/^[A-Za-z]:|\\|(^|\/)\.\.(\/|$)/.test(path), 'must be a path inside the repository');

const schema: z.ZodType<ConfigFile> = z.strictObject({
  $schema: z.string().optional().describe('Address of this schema, for editors'),
  confidence: confidence.optional().describe('Findings that are less sure are left out'),
  severity: severity.optional().describe('Findings that are milder are left out'),
  rules: z
    .strictObject({
      disable: z.array(z.string().max(120)).max(2_000).optional().describe('Ids of rules that are switched off'),
      severity: z.record(z.string().max(120), severity).optional().describe('Severities that differ from the rules, by rule id'),
      own: inside.optional().describe('Folder of own rules'),
    })
    .optional(),
  paths: z
    .strictObject({ exclude: z.array(z.string().min(1).max(256)).max(1_000).optional().describe('Globs; a finding does not count where all its places are excluded') })
    .optional(),
  'inline-allow': z.enum(['honour', 'report', 'deny']).optional().describe('What stanch:allow comments do'),
  baseline: inside.optional().describe('File of accepted findings'),
  'max-bytes': z.number().int().min(1_024).max(1_073_741_824).optional().describe('Larger documents are skipped, and said to be'),
  'decode-depth': z.number().int().min(0).max(8).optional().describe('Levels of encoding that are opened'),
  hook: z.strictObject({ confidence: confidence.optional().describe('As above, for hooks') }).optional(),
});

/** The first thing that does not hold in a configuration, with the path of its key. */
export interface SchemaProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** Checks plain data against the schema. */
export function checkConfig(raw: unknown): { readonly ok: true; readonly config: ConfigFile } | { readonly ok: false; readonly problem: SchemaProblem } {
  const result = schema.safeParse(raw ?? {});
  if (result.success) return { ok: true, config: result.data };
  const issue = result.error.issues[0];
  const stranger = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...(issue?.path ?? []), ...(stranger === undefined ? [] : [stranger])].map(String);
  return { ok: false, problem: { path, message: stranger === undefined ? (issue?.message ?? 'does not hold') : 'is no key that stanch knows' } };
}

/** The schema as JSON Schema, for editors. */
export function configJsonSchema(): unknown {
  return z.toJSONSchema(schema, { target: 'draft-2020-12' });
}
