/** How bad it is when the key is live, from worst to mildest. Order matters: sort by index. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How sure the engine is that the text is a real key, from surest to weakest. Order matters. */
export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** Negative when `a` is worse than `b`, so that a plain sort puts the worst first. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

/** True when `confidence` is at least as sure as `floor`. */
export function isAtLeast(confidence: Confidence, floor: Confidence): boolean {
  return CONFIDENCES.indexOf(confidence) <= CONFIDENCES.indexOf(floor);
}

/** One step less sure; `low` stays `low`. */
export function lowered(confidence: Confidence): Confidence {
  return confidence === 'high' ? 'medium' : 'low';
}

/** A key whose own proof fails is at most fairly sure, whatever else speaks for it: no hook stops for it. */
export function unlessDoubted(confidence: Confidence, facts: Readonly<Record<string, string>>): Confidence {
  return confidence === 'high' && facts['unlikely'] !== undefined ? 'medium' : confidence;
}
