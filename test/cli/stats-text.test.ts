import { expect, test } from 'vitest';
import { audit } from '#app/audit.ts';
import type { Progress } from '#app/progress.ts';
import { statsText } from '#cli/stats-text.ts';
import { contextIn } from '../helpers/context.ts';
import { makeLeakyRepo } from '../helpers/leaky-repo.ts';

test('tells what was read, how much of it was looked at, and the time of each stage', async () => {
  const repo = makeLeakyRepo();
  try {
    const told: Progress[] = [];
    const { report } = await audit({ folder: repo.dir, unreachable: false, workTree: true }, contextIn(repo.dir, { onProgress: (progress) => void told.push(progress) }));
    const text = statsText(report, 5_000_000);
    for (const name of ['documents', 'bytes of documents', 'bytes inflated', 'bytes searched', 'candidates', 'regex runs', 'opening packs', 'scanning', 'walking', 'places in history', 'peak memory']) {
      expect(text).toMatch(new RegExp(`^ {2}${name} {2,}\\d[\\d,.]*( |$)`, 'm'));
    }
    const times = Object.entries(report.stats).filter(([name]) => name.endsWith('Ms'));
    expect(times.length).toBeGreaterThan(6);
    expect(times.every(([, value]) => value >= 0)).toBe(true);
    for (const { share = 0 } of told) expect(share).toBeLessThanOrEqual(1);
  } finally {
    repo.cleanup();
  }
});
