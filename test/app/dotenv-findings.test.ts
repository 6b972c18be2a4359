import { describe, expect, it } from 'vitest';
import { raiseInDotenv } from '#app/dotenv-findings.ts';
import type { Finding } from '#core/finding.ts';
import { reportWith } from '../report/sample.ts';

function findingAt(path: string, facts: Finding['facts'] = {}): Finding {
  const [sample] = reportWith(path).findings;
  if (sample === undefined) throw new Error('the sample has findings');
  return { ...sample, confidence: 'low', facts };
}

describe('a value under the name of a key', () => {
  it.each(['.env', 'apps/shop/.env', '.env.local', '.env.production', 'prod.env', '.envrc'])('is sure in %s', (path) => {
    expect(raiseInDotenv([findingAt(path)])[0]?.confidence).toBe('high');
  });

  it.each(['.env.example', '.env.sample', '.env.test', '.env.ci', 'src/env.ts', '.env.d.ts', 'config.yml'])('is what it was in %s', (path) => {
    expect(raiseInDotenv([findingAt(path)])[0]?.confidence).toBe('low');
  });

  it('stays unlikely where its checksum does not hold', () => {
    expect(raiseInDotenv([findingAt('.env', { unlikely: 'yes' })])[0]?.confidence).toBe('low');
  });
});
