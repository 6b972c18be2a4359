import type { Finding, Suppression } from '#core/finding.ts';
import type { Notice } from '#core/report.ts';
import { compareSeverity } from '#core/severity.ts';
import type { Baseline } from '#store/baseline.ts';
import { reviewByBaseline } from '#store/match-baseline.ts';
import type { Review, ScanSettings } from './scan-settings.ts';

/** A finding is out of scope only where every place of it is: a copy elsewhere still counts. */
function excludeByPath(finding: Finding, isExcluded: ScanSettings['isExcluded']): Finding {
  const everywhere = finding.locations.length > 0 && finding.locations.every(({ path }) => path !== '' && isExcluded(path));
  if (finding.suppression !== undefined || !everywhere) return finding;
  const suppression: Suppression = { by: 'path', reason: 'its paths are excluded', ref: 'paths.exclude' };
  return { ...finding, suppression };
}

function applyInlinePolicy(finding: Finding, policy: ScanSettings['inlineAllow']): Finding {
  if (policy !== 'deny' || finding.suppression?.by !== 'inline') return finding;
  const { suppression: _dropped, ...open } = finding;
  return open;
}

function inlineNotices(findings: readonly Finding[], policy: ScanSettings['inlineAllow']): Notice[] {
  const excused = findings.filter((finding) => finding.suppression?.by === 'inline');
  if (excused.length === 0 || policy === 'honour') return [];
  const message = policy === 'deny' ? `${excused.length} stanch:allow comments were not honoured` : `${excused.length} findings are excused by comments in the files`;
  return [{ level: 'warning', code: 'inline-allow', message }];
}

/** Lays configuration, inline comments and baseline to findings. What is suppressed stays, marked. */
export function reviewFindings(
  findings: readonly Finding[],
  work: { readonly settings: ScanSettings; readonly baseline: Baseline | undefined; readonly now: number; readonly everything: boolean },
): Review {
  const { settings, baseline, now, everything } = work;
  const severe = findings.filter((finding) => compareSeverity(finding.severity, settings.severity) <= 0);
  const marked = severe.map((finding) => excludeByPath(applyInlinePolicy(finding, settings.inlineAllow), settings.isExcluded));
  const notices = inlineNotices(severe, settings.inlineAllow);
  if (baseline === undefined) return { findings: marked, notices };
  const reviewed = reviewByBaseline(baseline, marked, { now, everything });
  return { findings: reviewed.findings, notices: [...notices, ...reviewed.notices] };
}
