import { z } from 'zod';
import { CONTEXTS } from '#core/context.ts';
import type { Finding, Location } from '#core/finding.ts';
import { SKIP_REASONS, type SkipReason } from '#core/ledger.ts';
import type { Origin } from '#core/origin.ts';
import type { Report } from '#core/report.ts';
import { CONFIDENCES, SEVERITIES } from '#core/severity.ts';
import { REPORT_SCHEMA } from './json.ts';

/** Object id: SHA-1 or SHA-256 in hex; empty for the names of a listing at hand. */
const oid = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})?$/);
const slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
const count = z.number().int().min(0);
const severity = z.enum(SEVERITIES).meta({ id: 'severity' });
const masked = z.string().describe('masked');

const origin: z.ZodType<Origin> = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('file'), path: z.string() }),
    z.strictObject({ kind: z.literal('stdin'), path: z.string() }),
    z.strictObject({ kind: z.literal('staged'), path: z.string(), oid }),
    z.strictObject({ kind: z.literal('blob'), oid, path: z.string().exactOptional() }),
    z.strictObject({ kind: z.literal('commit'), oid }),
    z.strictObject({ kind: z.literal('tag'), oid }),
    z.strictObject({ kind: z.literal('names'), oid }),
    z.strictObject({ kind: z.literal('refs') }),
    z.strictObject({ kind: z.literal('message'), path: z.string() }),
  ])
  .meta({ id: 'origin' });

const position = z.strictObject({ line: z.number().int().min(1), column: z.number().int().min(1) }).meta({ id: 'position', description: 'counted from 1, columns in UTF-16 units' });

const location: z.ZodType<Location> = z
  .strictObject({
    origin,
    path: z.string().describe('empty for what has none: commits, tags, names of refs'),
    start: position,
    end: position,
    span: z.strictObject({ start: count, end: count }).describe('byte offsets in the decoded document, half-open'),
    commit: z.strictObject({ oid, author: z.string(), date: z.string(), subject: z.string() }).exactOptional().describe('the commit that brought it in'),
    encoding: z.array(z.string()).exactOptional().describe('how the key was wrapped, outermost first'),
  })
  .meta({ id: 'location' });

const finding: z.ZodType<Finding> = z
  .strictObject({
    id: z.string().regex(/^[0-9a-f]{12}$/),
    ruleId: slug,
    provider: z.string(),
    title: z.string(),
    severity,
    confidence: z.enum(CONFIDENCES),
    fingerprint: z.string().regex(/^[0-9a-f]{32}$/).describe('keyed hash of the key'),
    preview: masked,
    facts: z.record(z.string(), z.string()),
    locations: z.array(location).min(1).describe('every place of this key; the first is the one that brought it in, where known'),
    pair: z.strictObject({ ruleId: slug, preview: masked, location }).exactOptional(),
    alsoMatched: z.array(slug),
    suppression: z
      .strictObject({ by: z.enum(['inline', 'baseline', 'config', 'path']), reason: z.string(), ref: z.string(), until: z.string().exactOptional() })
      .exactOptional()
      .describe('why it does not count: accepted by a comment, the baseline or an override, or excluded by its paths (path)'),
    testish: z.boolean().describe('stands only in tests, examples, documents, generated or foreign files'),
    context: z.enum(CONTEXTS).exactOptional().describe('what the first place is; by content where that tells, else by path'),
  })
  .meta({ id: 'finding' });

const reasons = Object.keys(SKIP_REASONS) as [SkipReason, ...SkipReason[]];

const ledger = z.strictObject({
  complete: z.boolean().describe('false: something in scope could not be read, and the exit code is 3'),
  documents: count,
  bytes: count,
  binary: count,
  skipped: z.array(z.strictObject({ reason: z.enum(reasons), count: z.number().int().min(1), bytes: count, examples: z.array(z.strictObject({ origin, detail: z.string().exactOptional() })) })),
});

interface SavedReport extends Report {
  readonly schema: typeof REPORT_SCHEMA;
}

const schema: z.ZodType<SavedReport> = z
  .strictObject({
    schema: z.literal(REPORT_SCHEMA),
    tool: z.strictObject({ name: z.literal('stanch'), version: z.string(), rules: count, rulesDigest: z.string() }),
    scope: z.string().describe('what was asked for, in words'),
    findings: z.array(finding).describe('most severe first, those that do not count among them'),
    rules: z.array(z.strictObject({ id: slug, provider: z.string(), title: z.string(), severity, help: z.string(), references: z.array(z.string()) })),
    notices: z.array(z.strictObject({ level: z.enum(['warning', 'info']), code: z.string(), message: z.string() })),
    ledger,
    stats: z.record(z.string(), z.number()),
  })
  .meta({ title: 'stanch report', description: 'What stanch audit, scan, staged and range write with --format json. Holds no raw key.' });

/**
 * Checks a saved report. A file may have been changed on its way, so nothing of it is trusted.
 * @returns the report, or the path of the first part that does not hold
 */
export function checkReport(raw: unknown): { readonly ok: true; readonly report: Report } | { readonly ok: false; readonly at: string } {
  const result = schema.safeParse(raw);
  if (!result.success) {
    const path = result.error.issues[0]?.path ?? [];
    return { ok: false, at: path.map((part) => (/^\w{1,16}$/.test(String(part)) ? String(part) : '…')).join('.') };
  }
  const { schema: _version, ...report } = result.data;
  return { ok: true, report };
}

/** The schema as JSON Schema, which is shipped. */
export function reportJsonSchema(): unknown {
  return z.toJSONSchema(schema, { target: 'draft-2020-12' });
}
