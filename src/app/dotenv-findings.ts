import type { Finding } from '#core/finding.ts';
import { nameKindOf } from '#hygiene/sensitive-name.ts';

/** Settings of tests and builds, which people share on purpose. */
const SHARED = /\.(?:test|testing|ci|e2e|docker)$/i;

function isPrivate(path: string): boolean {
  return nameKindOf(path)?.kind === 'env' && !SHARED.test(path);
}

/**
 * A dotenv file is there to hold keys: a value under the name of one is surely meant as one, however weak it looks.
 * What a check has found unlikely stays so.
 */
export function raiseInDotenv(findings: readonly Finding[]): readonly Finding[] {
  const isRaised = ({ confidence, facts, locations }: Finding): boolean => confidence !== 'high' && facts['unlikely'] === undefined && locations.some(({ path }) => isPrivate(path));
  return findings.map((finding) => (isRaised(finding) ? { ...finding, confidence: 'high' } : finding));
}
