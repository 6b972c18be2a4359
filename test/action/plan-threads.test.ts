import { describe, expect, test } from 'vitest';
import type { Api } from '#action/github/api.ts';
import { createCheckRun } from '#action/github/check-run.ts';
import { commentText } from '#action/github/comment-text.ts';
import { planThreads } from '#action/github/plan-threads.ts';
import { readMarker } from '#action/github/marker.ts';
import type { OwnThread } from '#action/github/thread-desk.ts';
import type { RunResult } from '#action/result.ts';
import type { ExitCode } from '#core/exit-code.ts';
import type { Finding, Location } from '#core/finding.ts';

function findingOf(number: number): Finding {
  const id = number.toString(16).padStart(12, '0');
  const place: Location = { origin: { kind: 'file', path: 'a.ts' }, path: 'a.ts', start: { line: number + 1, column: 1 }, end: { line: number + 1, column: 9 }, span: { start: 0, end: 8 } };
  return { id, ruleId: 'a-rule', provider: 'a', title: 'A key', severity: 'high', confidence: 'high', fingerprint: id.padEnd(32, '0'), preview: 'a***', facts: {}, locations: [place], alsoMatched: [], testish: false };
}

function resultOf(open: readonly Finding[], { complete = true, exitCode = 0 }: { readonly complete?: boolean; readonly exitCode?: ExitCode } = {}): RunResult {
  const standing = new Map(open.map((finding) => [finding.id, finding.locations]));
  return { report: { rules: [], ledger: { complete } }, open, failing: open, standing, exitCode, runUrl: 'https://github.test/run' } as unknown as RunResult;
}

function threadOf(finding: Finding, id: string, body: string = commentText(resultOf([finding]), finding)): OwnThread {
  return { id, isResolved: false, commentId: `comment of ${id}`, body, marker: readMarker(body) ?? { id: '', state: 'open' } };
}

const ONE = findingOf(1);
const TWO = findingOf(2);
const ids = (rewrites: readonly { readonly thread: OwnThread }[]): string[] => rewrites.map(({ thread }) => thread.id);

describe('a plan for threads', () => {
  test('begins what is new, leaves what is as it was, closes what is gone', () => {
    const plan = planThreads(resultOf([ONE]), [threadOf(TWO, 'two')]);
    expect(plan.fresh).toEqual([ONE]);
    expect(ids(plan.close)).toEqual(['two']);
    expect(planThreads(resultOf([ONE]), [threadOf(ONE, 'one')])).toEqual({ fresh: [], left: 0, rewrite: [], reopen: [], close: [] });
  });

  test('closes nothing when not everything could be read', () => {
    expect(planThreads(resultOf([], { complete: false }), [threadOf(TWO, 'two')]).close).toEqual([]);
  });

  test('knows the older of two threads of one finding, and closes both when it is gone', () => {
    const both = [threadOf(ONE, 'first', `old\n\n${threadOf(ONE, 'x').body.split('\n').at(-1)}`), threadOf(ONE, 'second')];
    expect(ids(planThreads(resultOf([ONE]), both).rewrite)).toEqual(['first']);
    expect(ids(planThreads(resultOf([]), both).close)).toEqual(['first', 'second']);
  });

  test('makes room for thirty, those that stand included', () => {
    const many = Array.from({ length: 50 }, (_, at) => findingOf(at));
    const plan = planThreads(resultOf(many), many.slice(0, 10).map((finding) => threadOf(finding, finding.id)));
    expect(plan.fresh).toHaveLength(20);
    expect(plan.left).toBe(20);
  });

  test('opens again what had gone, and does not close it twice', () => {
    const gone = planThreads(resultOf([]), [threadOf(ONE, 'one')]).close[0]?.body ?? '';
    expect(ids(planThreads(resultOf([ONE]), [threadOf(ONE, 'one', gone)]).reopen)).toEqual(['one']);
    expect(planThreads(resultOf([]), [threadOf(ONE, 'one', gone)]).close).toEqual([]);
  });
});

describe('a check run', () => {
  const sent: Record<string, unknown>[] = [];
  const api: Api = {
    read: () => Promise.reject(new Error('not asked for')),
    query: () => Promise.reject(new Error('not asked for')),
    mutate: () => Promise.reject(new Error('not asked for')),
    write: (_route, values) => {
      sent.push(values);
      return Promise.resolve({ id: 7 });
    },
  };
  const conclude = async (result: RunResult, summary = 'all'): Promise<Record<string, unknown>> => {
    await createCheckRun({ api, owner: 'acme', repo: 'shop', head: 'f'.repeat(40), result, summary });
    return sent.at(-1) ?? {};
  };

  test.each<[string, RunResult, string, string]>([
    ['clean', resultOf([]), 'success', 'No new key'],
    ['with keys', resultOf([ONE, TWO], { exitCode: 1 }), 'failure', '2 leaked keys'],
    ['too mild to fail', resultOf([ONE]), 'neutral', '1 leaked key'],
    ['incomplete', resultOf([], { complete: false, exitCode: 3 }), 'failure', 'Incomplete: not everything could be read'],
    ['incomplete, with keys', resultOf([ONE], { complete: false, exitCode: 1 }), 'failure', 'Incomplete: 1 leaked key'],
  ])('that is %s', async (_name, result, conclusion, title) => {
    expect(await conclude(result)).toMatchObject({ conclusion, output: { title } });
  });

  test('takes no longer summary than GitHub does', async () => {
    const { output } = await conclude(resultOf([]), 'a line of words\n'.repeat(10_000));
    const { summary } = output as { summary: string };
    expect(summary.length).toBeLessThanOrEqual(65_535);
    expect(summary).toMatch(/a line of words\n\nThe rest stands in the summary of the job\.\n$/);
  });
});
