import { z } from 'zod';
import type { Assessment } from './assess.ts';
import type { HistoryAdvice } from './history-advice.ts';
import type { Plan } from './make-plan.ts';
import type { Receipt } from './receipt.ts';

const hex = (digits: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const mode = z.enum(['rotate', 'revoke']);
const manual = z.strictObject({ words: z.string(), link: z.string() }).describe('what a person does where a program cannot');
const state = z.enum(['live', 'dead', 'restricted', 'unknown', 'not-verifiable']).describe('unknown is never dead, and never live');
const verdict = z.strictObject({ state, why: z.string(), account: z.string().exactOptional(), refused: z.literal(true).exactOptional(), advice: z.string().exactOptional() });
const count = z.number().int().min(0);

const plan: z.ZodType<Plan> = z
  .strictObject({
    schema: z.literal('stanch-plan/1'),
    id: hex(12).describe('the same while plan, verdict and identity are'),
    mode,
    provider: z.string(),
    address: z.string(),
    verdict,
    identity: z.union([z.strictObject({ exact: z.literal(true), id: z.string(), proof: z.string() }), z.strictObject({ exact: z.literal(false), why: z.string() })]),
    steps: z.array(
      z.strictObject({
        step: z.enum(['create', 'test', 'deliver', 'read back', 'wait', 'revoke', 'prove']),
        effect: z.string(),
        reversible: z.boolean(),
        needs: z.string().describe('rights of the key of the operator'),
        manual: manual.exactOptional(),
      }),
    ),
    rights: z.strictObject({ told: z.string(), missing: z.array(z.string()), excess: z.array(z.string()) }).exactOptional().describe('what the key of the operator may do, and what of it is too little or too much'),
    keyFrom: z.string().exactOptional().describe('the file that the key of the operator is read from'),
    refused: z.string().exactOptional().describe('why it cannot be done'),
  })
  .meta({ title: 'stanch plan', description: 'What stanch rotate and revoke write with --json and without --apply. Holds no key.' });

const assessment: z.ZodType<Assessment> = z.strictObject({
  id: hex(12),
  title: z.string(),
  place: z.string(),
  provider: z.string().exactOptional(),
  verdict,
  remedy: z.enum(['rotate', 'revoke', 'by hand', 'none', 'unknown']),
  manual: manual.exactOptional(),
});

const assessments = z
  .strictObject({ schema: z.literal('stanch-assessment/1'), findings: z.array(assessment) })
  .meta({ title: 'stanch assessment', description: 'What stanch respond writes with --json. Holds no key.' });

const said = z.strictObject({ state: z.string(), why: z.string(), at: z.string() });

const receipt: z.ZodType<Receipt> = z
  .strictObject({
    schema: z.literal('stanch-receipt/1'),
    run: hex(12),
    mode,
    state: z.enum(['closed', 'open', 'broken']).describe('closed: the provider refuses the old key'),
    provider: z.strictObject({ id: z.string(), title: z.string(), address: z.string() }),
    by: z.array(z.string()),
    begun: z.string(),
    lastLine: z.string(),
    oldKey: z.strictObject({ id: z.string(), identity: z.string(), fingerprint: z.string(), before: said, after: said.exactOptional() }),
    newKey: z.strictObject({ id: z.string(), fingerprint: z.string(), made: z.enum(['by hand', 'by the provider']), isTested: z.boolean() }).exactOptional(),
    places: z.array(z.strictObject({ place: z.string(), isDelivered: z.boolean(), isReadBack: z.boolean(), isSeenToWork: z.literal(true).exactOptional(), readByJob: z.string().exactOptional() })),
    chain: z.strictObject({ lines: count, head: hex(64), brokenAt: count.exactOptional(), torn: count, holdsExpected: z.boolean().exactOptional() }),
    steps: z.array(z.strictObject({ at: z.string(), what: z.string() })),
  })
  .meta({ title: 'stanch receipt', description: 'What stanch receipt RUN writes with --format json. Holds no key.' });

const texts = z.array(z.string());

const advice: z.ZodType<HistoryAdvice> = z
  .strictObject({
    schema: z.literal('stanch-history-advice/1'),
    keys: z.array(z.strictObject({ id: hex(12), title: z.string(), preview: z.string(), places: texts, commits: texts, isInHistory: z.boolean() })),
    remotes: z.array(z.strictObject({ name: z.string(), address: z.string() })),
    isShallow: z.boolean(),
    commits: count,
    authors: count,
    refs: z.strictObject({ branches: texts, remoteBranches: texts, tags: texts, pulls: texts, others: texts }),
    rewrite: z.strictObject({ gather: texts, rewrite: texts, notes: texts }),
  })
  .meta({ title: 'stanch history-advice', description: 'What stanch history-advice writes with --json. Holds no key; nothing was run.' });

/** The schemas of what the commands of the lifecycle write, by the names of their files. */
export function lifecycleJsonSchemas(): readonly (readonly [name: string, schema: unknown])[] {
  const named = [['plan', plan], ['assessment', assessments], ['receipt', receipt], ['history-advice', advice]] as const;
  return named.map(([name, schema]) => [name, z.toJSONSchema(schema, { target: 'draft-2020-12' })]);
}
