import { z } from 'zod';
import { CONFIDENCES, SEVERITIES, type Confidence, type Severity } from '#core/severity.ts';
import { problemOf, type SchemaProblem } from '#yaml/schema.ts';
import { BOUNDARIES, SECRECIES, type Boundary, type BoundaryName, type Reach, type Samples, type Secrecy } from './rule.ts';

/** A contextual key: shape says little, so the name that it is assigned to must tell. Expanded in `assigned.ts`. */
export interface AssignedSpec {
  readonly names: readonly string[];
  readonly keys?: readonly string[] | undefined;
  readonly value: string;
  /** Characters of any kind that may stand between the name and the key word; absent: only the rest of one name. */
  readonly within?: number | undefined;
}

/** One rule as it stands in a rule file. Absent fields get their defaults in `expand.ts`. */
export interface RuleEntry {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly secrecy: Secrecy;
  readonly severity: Severity;
  readonly confidence?: Confidence | undefined;
  readonly anchors?: readonly string[] | undefined;
  readonly pattern?: string | undefined;
  readonly assigned?: AssignedSpec | undefined;
  readonly ignoreCase?: boolean | undefined;
  readonly boundary?: BoundaryName | Boundary | undefined;
  readonly reach?: Reach | undefined;
  readonly textOnly?: boolean | undefined;
  readonly prefix?: string | undefined;
  readonly checks?: readonly (string | Readonly<Record<string, unknown>>)[] | undefined;
  readonly near?: {
    readonly words: readonly string[];
    readonly before?: number | undefined;
    readonly after?: number | undefined;
    readonly effect?: 'required' | 'raise' | undefined;
  } | undefined;
  readonly pair?: { readonly with: string; readonly within: number; readonly proof?: string | undefined } | undefined;
  readonly completes?: { readonly rules: readonly string[]; readonly within?: number | undefined } | undefined;
  readonly specificity?: number | undefined;
  readonly samples: Samples;
  readonly references?: readonly string[] | undefined;
  readonly help?: string | undefined;
  readonly lifecycle?: Readonly<Record<string, string>> | undefined;
  readonly since?: string | undefined;
}

/** A whole rule file: one provider. */
export interface RuleFile {
  readonly provider: string;
  readonly name: string;
  readonly help?: string | undefined;
  readonly references?: readonly string[] | undefined;
  readonly rules: readonly RuleEntry[];
}

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be small letters and digits, joined by -');
const bytes = z.number().int().min(0).max(65_536);
const boundaryName = z.enum(BOUNDARIES);

const entry: z.ZodType<RuleEntry> = z.strictObject({
  id: slug,
  title: z.string().min(3).max(120),
  kind: slug,
  secrecy: z.enum(SECRECIES),
  severity: z.enum(SEVERITIES),
  confidence: z.enum(CONFIDENCES).optional(),
  anchors: z.array(z.string().min(3).max(64)).min(1).max(64).optional(),
  pattern: z.string().min(3).max(4_000).optional(),
  assigned: z
    .strictObject({
      names: z.array(z.string().min(2).max(40)).min(1).max(24),
      keys: z.array(z.string().min(1).max(40)).max(24).optional(),
      value: z.string().min(1).max(1_000),
      within: z.number().int().min(0).max(200).optional(),
    })
    .optional(),
  ignoreCase: z.boolean().optional(),
  boundary: z.union([boundaryName, z.strictObject({ left: boundaryName, right: boundaryName })]).optional(),
  reach: z.strictObject({ behind: bytes, ahead: bytes }).optional(),
  textOnly: z.boolean().optional(),
  prefix: z.string().max(32).optional(),
  checks: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).optional(),
  near: z
    .strictObject({
      words: z.array(z.string().min(2)).min(1),
      before: bytes.optional(),
      after: bytes.optional(),
      effect: z.enum(['required', 'raise']).optional(),
    })
    .optional(),
  pair: z.strictObject({ with: slug, within: bytes, proof: z.string().optional() }).optional(),
  completes: z.strictObject({ rules: z.array(slug).min(1).max(24), within: bytes.optional() }).optional(),
  specificity: z.number().int().min(0).max(100).optional(),
  samples: z.strictObject({ hit: z.array(z.string()), miss: z.array(z.string()) }),
  references: z.array(z.string()).optional(),
  help: z.string().max(1_000).optional(),
  lifecycle: z.record(z.string(), z.string()).optional(),
  since: z.string().optional(),
});

const file: z.ZodType<RuleFile> = z.strictObject({
  provider: slug,
  name: z.string().min(1),
  help: z.string().max(1_000).optional(),
  references: z.array(z.string()).optional(),
  rules: z.array(entry).min(1),
});

/** Checks the plain data of a rule file. */
export function checkRuleFile(raw: unknown): { readonly ok: true; readonly file: RuleFile } | { readonly ok: false; readonly problem: SchemaProblem } {
  const result = file.safeParse(raw);
  return result.success ? { ok: true, file: result.data } : { ok: false, problem: problemOf(result.error.issues, raw, z.toJSONSchema(file)) };
}
