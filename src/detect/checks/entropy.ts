import { numberArgument, objectArgument } from './argument.ts';
import type { Check } from './check.ts';
import { PASS, reject } from './result.ts';

const LOW = reject('too regular to be random');

/** Shannon entropy of latin1 text in bits a character. */
export function shannonEntropy(text: string): number {
  const counts = new Uint32Array(256);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at) & 0xff;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/**
 * `entropy: {min}`: at least so many bits a character. `min` is meant for long texts: a text of n characters
 * cannot have more than log2(n) bits, so short ones are measured against that share of it.
 * @throws ConfigError
 */
export function entropy(arg: unknown): Check {
  const options = typeof arg === 'number' ? { min: arg } : objectArgument('entropy', arg, ['min']);
  const min = numberArgument('entropy', options['min']);
  return ({ value }) => (shannonEntropy(value) >= Math.min(min, Math.log2(value.length) * 0.8) ? PASS : LOW);
}
