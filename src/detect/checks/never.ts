import { createHash } from 'node:crypto';
import { textsArgument } from './argument.ts';
import type { Check } from './check.ts';
import { PASS, reject } from './result.ts';

const KNOWN = reject('a sample that is public');
const HASHED = /^sha256:([0-9a-f]{16})$/;

/** First 16 hex digits of SHA-256, by which published samples are known without standing in the rules. */
export function sampleHash(value: string): string {
  return createHash('sha256').update(value, 'latin1').digest('hex').slice(0, 16);
}

/**
 * `never: [text, prefix*, sha256:0123456789abcdef]`: keys that are samples in a vendor's documentation.
 * Texts are compared without case; one that ends in `*` names a beginning.
 * @throws ConfigError
 */
export function never(arg: unknown): Check {
  const texts = textsArgument('never', arg);
  const hashes = new Set(texts.flatMap((text) => HASHED.exec(text)?.[1] ?? []));
  const plain = texts.filter((text) => !HASHED.test(text)).map((text) => text.toLowerCase());
  const whole = new Set(plain.filter((text) => !text.endsWith('*')));
  const beginnings = plain.filter((text) => text.endsWith('*')).map((text) => text.slice(0, -1));
  return ({ value }) => {
    const lower = value.toLowerCase();
    if (whole.has(lower) || beginnings.some((beginning) => lower.startsWith(beginning))) return KNOWN;
    return hashes.size > 0 && hashes.has(sampleHash(value)) ? KNOWN : PASS;
  };
}
