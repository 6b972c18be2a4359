import { textsArgument } from './argument.ts';
import type { Check } from './check.ts';
import { PASS, reject } from './result.ts';

const HOLDS = reject('it holds a word that keys of this kind do not have');

/** `lacks: [text, …]`: drops values that hold one of these texts, compared without case. @throws ConfigError */
export function lacks(arg: unknown): Check {
  const texts = textsArgument('lacks', arg).map((text) => text.toLowerCase());
  return ({ value }) => {
    const lower = value.toLowerCase();
    return texts.some((text) => lower.includes(text)) ? HOLDS : PASS;
  };
}
