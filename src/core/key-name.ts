import type { Detection } from './finding.ts';

/** Equal for the same key under the same rule. For comparing in memory only. */
export type KeyName = string;

/** A key under the rule that found it. */
export type NamedKey = Pick<Detection, 'ruleId' | 'secret'>;

export function keyName({ ruleId, secret }: NamedKey): KeyName {
  return `${ruleId}\0${secret.reveal()}`;
}

/** The key of a detection, and its other half, which may be known as a key of its own where it stands alone. */
export function halvesOf(detection: Detection): readonly (NamedKey & Pick<Detection, 'span' | 'start' | 'end'>)[] {
  return detection.pair === undefined ? [detection] : [detection, detection.pair];
}
