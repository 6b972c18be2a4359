import { describe, expect, it } from 'vitest';
import type { Finding } from '#core/finding.ts';
import { LedgerBook } from '#core/ledger.ts';
import type { SkipReason } from '#core/ledger.ts';
import type { Report } from '#core/report.ts';
import { answerPush } from '#hook/answer-push.ts';
import type { ReceiveOptions } from '#hook/receive-options.ts';
import { makeHost } from '#bin/host.ts';

const START = { line: 3, column: 1 };
const FINDING: Finding = {
  id: '0123456789ab', ruleId: 'acme-key', provider: 'acme', title: 'Acme key', severity: 'high', confidence: 'high', fingerprint: 'f'.repeat(32), preview: 'acme_****', facts: {},
  locations: [{ origin: { kind: 'blob', oid: '1'.repeat(40) }, path: 'src/a.ts', start: START, end: START, span: { start: 0, end: 25 } }], alsoMatched: [], testish: false,
};

function reportOf(found: boolean, unread: readonly SkipReason[]): Report {
  const ledger = new LedgerBook();
  ledger.scanned(100, false);
  for (const reason of unread) ledger.skipped(reason, { kind: 'refs' });
  return { tool: { name: 'stanch', version: '0.0.0', rules: 1, rulesDigest: '' }, scope: 'a push', findings: found ? [FINDING] : [], rules: [], notices: [], ledger: ledger.close(), stats: {} };
}

function answer(report: Report, isLate: boolean, onTimeout: ReceiveOptions['onTimeout']): { readonly code: number; readonly said: string } {
  let said = '';
  const stderr = { write: (text: string) => void (said += text), isTerminal: false, columns: 80, color: false };
  const code = answerPush({ report, isLate }, { budget: 4, onTimeout, words: [] }, { ...makeHost(), env: {}, stderr });
  return { code, said };
}

describe('a push that was not read to its end in time', () => {
  it('is let through where the server says so, and only as far as nothing was found', () => {
    const clean = answer(reportOf(false, ['interrupted']), true, 'allow');
    expect(clean.code).toBe(0);
    expect(clean.said).toMatch(/^stanch: WARNING: not all of this push was read within 4 s; it is let through unread/);
    const leaky = answer(reportOf(true, ['interrupted']), true, 'allow');
    expect(leaky.code).toBe(3);
    expect(leaky.said).toMatch(/^stanch: 1 key in pushed commits - push blocked\n {2}src\/a\.ts:3:1 {2}acme-key/);
    expect(leaky.said).toContain('could be read within 4 s - push blocked');
    expect(leaky.said).not.toContain('let through');
  });

  it('is refused unless the server says otherwise, with and without a key', () => {
    for (const found of [false, true]) expect(answer(reportOf(found, ['interrupted']), true, 'refuse').code).toBe(3);
  });

  it('is refused where something else could not be read either', () => {
    const { code, said } = answer(reportOf(false, ['interrupted', 'corrupt-object']), true, 'allow');
    expect(code).toBe(3);
    expect(said).toContain('object could not be read');
  });

  it('is refused where it was not the budget that ended the reading', () => {
    expect(answer(reportOf(false, ['interrupted']), false, 'allow').code).toBe(3);
  });
});

describe('a push that was read to its end', () => {
  it('is judged by its keys, also where the time was up by then', () => {
    expect(answer(reportOf(false, []), true, 'allow').code).toBe(0);
    expect(answer(reportOf(false, ['lfs-pointer', 'submodule']), false, 'refuse').code).toBe(0);
    expect(answer(reportOf(true, []), true, 'allow')).toMatchObject({ code: 1, said: expect.not.stringContaining('let through') });
  });
});
