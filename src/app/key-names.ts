import type { Detection } from '#core/finding.ts';

/** Equal for the same key under the same rule. For comparing in memory only. */
export type KeyName = string;

/** A key to look for. */
export type Wanted = Pick<Detection, 'ruleId' | 'secret'>;

export function keyName({ ruleId, secret }: Wanted): KeyName {
  return `${ruleId}\0${secret.reveal()}`;
}

/** The key of a detection, and its other half, which may be known as a key of its own where it stands alone. */
export function halvesOf(detection: Detection): readonly (Wanted & Pick<Detection, 'span' | 'start' | 'end'>)[] {
  return detection.pair === undefined ? [detection] : [detection, detection.pair];
}
