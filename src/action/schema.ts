import { z } from 'zod';

/** A repository as events name it; schedules name none. */
interface EventRepository {
  readonly full_name: string;
  readonly default_branch?: string | undefined;
}

interface PullSide {
  readonly sha: string;
  readonly ref: string;
  /** Null when the fork is gone. */
  readonly repo?: { readonly full_name: string } | null | undefined;
}

/** What is read of the file that GITHUB_EVENT_PATH names; everything else in it is passed over. */
export interface EventFile {
  readonly action?: string | undefined;
  readonly repository?: EventRepository | undefined;
  readonly ref?: string | undefined;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly deleted?: boolean | undefined;
  readonly changes?: { readonly base?: unknown } | undefined;
  readonly pull_request?:
    | { readonly number: number; readonly draft?: boolean | undefined; readonly commits?: number | undefined; readonly base: PullSide; readonly head: PullSide }
    | undefined;
  readonly merge_group?: { readonly base_sha: string; readonly head_sha: string } | undefined;
}

const oid = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'must be a commit id');
const ref = z.string().max(1_024);
const fullName = z.string().max(300);
const side = z.object({ sha: oid, ref, repo: z.object({ full_name: fullName }).nullish() });

const schema: z.ZodType<EventFile> = z.object({
  action: z.string().max(100).optional(),
  repository: z.object({ full_name: fullName, default_branch: ref.optional() }).optional(),
  ref: ref.optional(),
  before: oid.optional(),
  after: oid.optional(),
  deleted: z.boolean().optional(),
  changes: z.object({ base: z.unknown().optional() }).optional(),
  pull_request: z
    .object({ number: z.number().int().positive(), draft: z.boolean().optional(), commits: z.number().int().nonnegative().optional(), base: side, head: side })
    .optional(),
  merge_group: z.object({ base_sha: oid, head_sha: oid }).optional(),
});

/** The event, or the path of the first field that does not hold. */
export function checkEvent(raw: unknown): { readonly ok: true; readonly event: EventFile } | { readonly ok: false; readonly field: string } {
  const result = schema.safeParse(raw);
  if (result.success) return { ok: true, event: result.data };
  return { ok: false, field: result.error.issues[0]?.path.join('.') ?? '' };
}
