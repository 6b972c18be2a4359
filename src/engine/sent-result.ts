import { receiveDetection, sendDetection, type SentDetection } from '#detect/sent-detection.ts';
import type { ScanResult } from './scan-job.ts';

/** What a worker found, as plain data. */
export interface SentScanResult extends Omit<ScanResult, 'found'> {
  readonly found: readonly { readonly entry: number; readonly detections: readonly SentDetection[] }[];
}

/** Makes a result ready to be sent to another thread. */
export function sendResult({ found, ...rest }: ScanResult): SentScanResult {
  return { ...rest, found: found.map(({ entry, detections }) => ({ entry, detections: detections.map(sendDetection) })) };
}

/** The result again, made of what was sent. */
export function receiveResult({ found, ...rest }: SentScanResult): ScanResult {
  return { ...rest, found: found.map(({ entry, detections }) => ({ entry, detections: detections.map(receiveDetection) })) };
}
