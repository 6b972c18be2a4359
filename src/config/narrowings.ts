import { CONFIDENCES, compareSeverity } from '#core/severity.ts';
import { DEFAULTS } from './defaults.ts';
import type { ScanSettings } from './settings.ts';

/**
 * What settings leave out that the defaults would show, in words. A scanned repository brings its own configuration;
 * whoever reads a report must be able to see that it was made to look away.
 */
export function narrowings(settings: ScanSettings): readonly string[] {
  const { confidence, severity, disabled, maxBytes, depth, failOn, overrides = [] } = settings;
  const isSurer = CONFIDENCES.indexOf(confidence) < CONFIDENCES.indexOf(DEFAULTS.confidence);
  const milder = Object.keys(settings.severities).length;
  return [
    ...(isSurer ? [`${confidence} confidence only`] : []),
    ...(compareSeverity(severity, DEFAULTS.severity) < 0 ? [`severity ${severity} and worse only`] : []),
    ...(disabled.length > 0 ? [`rules switched off: ${disabled.length}`] : []),
    ...(milder > 0 ? [`severities changed: ${milder}`] : []),
    ...(overrides.length > 0 ? [`overrides by path: ${overrides.length}`] : []),
    ...(maxBytes < DEFAULTS.maxBytes ? [`nothing larger than ${maxBytes} bytes`] : []),
    ...(depth < DEFAULTS.depth ? [`${depth} levels of encoding`] : []),
    ...(failOn === undefined || failOn === DEFAULTS.failOn ? [] : [failOn === 'none' ? 'findings do not set the exit code' : `exit code 1 from severity ${failOn} on`]),
  ];
}
